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

from cases.cards import card_of
from cases.models import Job, Outing
from cases.models.vocabulary import JobKind
from cases.selectors.work import Day, Work, day_of
from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.areas.models import Area
from portal.audit.reveals import reveal
from portal.lifecycle.table import Transition

LIKELIEST = 1  # moves that stand as buttons on a card beside the call; the others are behind its title


@action("job.list")
@never_cache
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only its list, read again when something moved."""
    day = day_of(request.user)
    context = {
        "place": _place_of(request.user),
        "day_and_who": _("%(day)s · %(who)s") % {"day": _day(), "who": request.user},
        "tiles": _tiles(day),
        "cards": [_card(one) for one in day.work],
        "outings": [_outing_card(outing) for outing in day.outings],
    }
    template = "cases/work/_list.html" if request.htmx else "cases/work/today.html"
    return render(request, template, context)


@action("job.list")
@never_cache
@require_safe
def detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One job on a page of its own: what to do, where, and every move that is possible."""
    job = _job(request, pk)
    work = next((one for one in day_of(request.user).work if one.job.pk == job.pk), None)
    context = {"job": job, "work": work, "card": card_of(job.case), "actions": _actions(work) if work else []}
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
    return date_format(timezone.localdate(), "DATE_FORMAT")


def _tiles(day: Day) -> list[dict[str, Any]]:
    return [
        {"number": day.late, "label": _("Overdue"), "tone": "late"},
        {"number": len(day.work), "label": _("To do")},
        {"number": len(day.outings), "label": _("Out today")},
    ]


def _card(work: Work) -> dict[str, Any]:
    job, card = work.job, card_of(work.job.case)
    return {
        "id": f"job-{job.pk}",
        "title": f"{job.get_kind_display()} · {card.name_masked}",
        "text": _joined(card.address_masked or job.area.name, job.brief or job.prescription),
        "url": reverse("cases:job", args=[job.pk]),
        "commitment": work.clock,
        "chips": [{"text": label, "tone": "group"} for label in card.groups]
        + [{"text": job.get_state_display(), "tone": "plain"}],
        "contact": reverse("cases:job_contact", args=[job.pk]),
        "actions": _actions(work)[:LIKELIEST],
    }


def _actions(work: Work) -> list[dict[str, Any]]:
    return [_button(work.job, row) for row in work.actions if row.offered]


def _button(job: Job, row: Transition) -> dict[str, Any]:
    """A move without inputs is made by one tap; one with inputs opens them."""
    address = reverse("cases:job_move", args=[job.pk, row.name])
    is_one_tap = row.form is None or (row.name == "accept" and job.kind != JobKind.SQUAD_VISIT)
    return {"label": row.label, "primary": row.primary, "post" if is_one_tap else "dialog": address}


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
