"""我的网格: the day's work of a grid worker or a medical team, on a telephone held in one hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.cards import card_of, card_of_entry
from cases.forms.doors import ContactForm
from cases.jobs.lifecycle import JOB
from cases.models import Job, Outing, RegisterEntry
from cases.models.job import EXECUTORS
from cases.models.vocabulary import JobKind, JobState
from cases.selectors.doors import MOST, Building, buildings_of, version_of_contact
from cases.selectors.freshness import verifications_due
from cases.selectors.work import Day, Work, day_of, goes_with_a_squad, work_of
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.areas.models import Area
from portal.audit.reveals import reveal
from portal.lifecycle.table import STAY, Act, Transition
from portal.privacy.masking import mask_name
from portal.privacy.subjects import Card

LIKELIEST = 1  # moves that stand as buttons on a card beside the call; the others are folded away below


@action("job.list")
@never_cache
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only its list, read again when something moved."""
    day = day_of(request.user)
    due = [] if goes_with_a_squad(request.user) else list(verifications_due(request.user)[:MOST])
    context = {
        "tiles": _tiles(day, due),
        "buildings": [_building(one) for one in buildings_of(day, due)],
    }
    if request.htmx:
        return render(request, "cases/work/_list.html", context)
    context |= {
        "place": _place_of(request.user),
        "day_and_who": _("%(day)s · %(who)s") % {"day": _day(), "who": request.user},
        "forms": _forms(request.user),
    }
    return render(request, "cases/work/today.html", context)


@action("job.list")
@never_cache
@require_safe
def detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One job on a page of its own: what to do, where, and every move that is possible."""
    job = _job(request, pk)
    work = work_of(job, request.user)
    acts = _acts(job, work.actions) if work else []
    context = {"job": job, "work": work, "card": card_of(job.case), "acts": acts, "forms": _forms(request.user)}
    return render(request, "cases/work/job.html", context)


@action("job.list", post="case.reveal")
@require_POST
def contact(request: HttpRequest, pk: Any) -> HttpResponse:
    """Who to call and where to go, for the one who does the job: journalled, with the job as its reason."""
    job = _job(request, pk)
    reason = _("to do the work: %s") % job.get_kind_display()
    asked = {"by": request.user, "reason": reason, "may": True, "number": job.number, "area_id": job.area_id}
    told = {name: reveal("case", job.case_id, name, **asked) for name in ("name", "phone", "address", "caller_phone")}
    told["phone"] = told["phone"] or told["caller_phone"]
    return render(request, "cases/work/_contact.html", {"job": job, **told})


def _job(request: HttpRequest, pk: Any) -> Job:
    jobs = Job.objects.select_related("case__person", "case__area", "area", "assignee", "squad")
    return get_visible_or_404(request.user, "job.list", jobs, pk=pk)


def _place_of(user: Any) -> str:
    codes = area_codes_of(user, Role.GRID, Role.MEDIC, Role.OPERATOR, Role.SUPERVISOR)
    area = Area.objects.filter(pk__in=codes[:1]).first()
    return area.name if area else _("My work")


def _day() -> str:
    today = timezone.localdate()
    return f"{date_format(today, 'DATE_FORMAT')} {date_format(today, 'l')}"


def _tiles(day: Day, due: list[RegisterEntry]) -> list[dict[str, Any]]:
    return [
        {"number": day.late, "label": _("Overdue"), "tone": "late"},
        {"number": len(day.work), "label": _("To do")},
        {"number": len(due), "label": _("To verify")},
    ]


def _building(one: Building) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "cards": [_card(work) for work in one.work],
        "outings": [_outing_card(outing) for outing in one.outings],
        "households": one.households,
        "groups": one.groups,
        "doors": [_door(entry) for entry in one.due],
    }


def _card(work: Work) -> dict[str, Any]:
    job, card = work.job, card_of(work.job.case)
    acts = _acts(job, work.actions)
    return {
        "id": f"job-{job.pk}",
        "title": f"{job.get_kind_display()} · {card.name_masked}",
        "text": _joined(job.area.name, str(job.squad or ""), job.brief or job.prescription),
        "url": reverse("cases:job", args=[job.pk]),
        "commitment": work.clock,
        "groups": card.groups,
        "state": job.get_state_display(),
        "contact": reverse("cases:job_contact", args=[job.pk]),
        "holder": f"contact-{job.pk}",
        "who": _who(card),
        "report": _report_for(job.case.person_id),
        "acts": acts[:LIKELIEST],
        "more": acts[LIKELIEST:],
        "ahead": [{"state": state, "word": JobState(state).label, "acts": _acts(job, rows, state=state)[:LIKELIEST]}
                  for state, rows in work.ahead.items()],
    }  # fmt: skip


def _acts(job: Job, rows: list[Transition], *, state: str = "") -> list[dict[str, Any]]:
    """Buttons of moves, as they are made from `state`: the telephone may come there before the server hears of it."""
    name = mask_name(job.case.person.name)
    return [
        {
            "thing": f"job-{job.pk}",
            "label": row.label,
            "primary": row.primary,
            "url": reverse("cases:job_move", args=[job.pk, row.name]),
            "form": "" if _is_one_tap(row, job) else _form_id(job.kind, row.name),
            "seen": state or job.state,
            "target": (state or job.state) if row.target == STAY else row.target,
            "said": f"{job.get_kind_display()} · {name} · {row.label}",
        }
        for row in rows
        if row.offered
    ]


def _is_one_tap(row: Transition, job: Job) -> bool:
    """Signing asks nothing, but for a visit whose squad nobody has named yet."""
    return row.form is None or (row.name == "accept" and (job.kind != JobKind.SQUAD_VISIT or job.squad_id is not None))


def _form_id(kind: str, name: str) -> str:
    return f"form-{kind}-{name}"


def _forms(user: Any) -> list[dict[str, Any]]:
    """The inputs of every move that this person's jobs may come to, to be filled in where no dialog can be fetched."""
    contact = {"id": "form-contact", "title": _("Contact details"), "submit": _("Save"), "form": ContactForm()}
    moves = [
        {"id": _form_id(kind, row.name), "title": row.label, "submit": row.label, "form": row.form(thing=job, by=user)}
        for kind, executor in EXECUTORS.items()
        if can(user, f"job.work_{executor}")
        for job in [Job(kind=kind)]
        for row in JOB.transitions
        if row.form and row.offered and not _is_one_tap(row, job)
        if not (row.guard and row.guard(Act(job, {}, user, timezone.now(), row)))
    ]
    return [contact, *moves]


def _who(card: Card) -> str:
    return _joined(card.name_masked, card.sex, str(card.age) if card.age is not None else "")


def _report_for(person_id: Any) -> str:
    """The form of a new need, about this resident."""
    return f"{reverse('cases:report')}?person={person_id}"


def _door(entry: RegisterEntry) -> dict[str, Any]:
    card = card_of_entry(entry)
    return {
        "thing": f"entry-{entry.pk}",
        "pk": entry.pk,
        "holder": f"contact-{entry.pk}",
        "who": _who(card),
        "report": _report_for(entry.person_id),
        "group": card.groups[0],
        "verified_at": entry.verified_at,
        "phone": card.phone_masked,
        "version": version_of_contact(entry.person),
    }


def _outing_card(outing: Outing) -> dict[str, Any]:
    trip, card = outing.trip, card_of(outing.case)
    where = trip.booking.hospital.name if trip.booking else ""
    return {
        "id": f"outing-{outing.pk}",
        "title": _("Outing · %s") % card.name_masked,
        "text": _joined(where, trip.vehicle.plate if trip.vehicle else "", card.mobility),
        "when": timezone.localtime(outing.planned_at).strftime("%H:%M"),
        "chips": [{"text": trip.get_state_display(), "tone": "plain"}],
    }


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
