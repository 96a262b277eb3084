"""我的网格: the day's work of a grid worker or a medical team, on a telephone held in one hand."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.cards import card_of
from cases.models import Job
from cases.models.vocabulary import OPEN_JOB_STATES
from cases.selectors.doors import Door, buildings_of, doors_due
from cases.selectors.work import Day, Permissions, day_of, job_at_work, job_by, moves
from cases.views.work_cards import acts, cards_of
from cases.views.work_forms import forms_of
from portal.access.api import seen_or_404
from portal.access.decorators import action
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.areas.models import Area
from portal.audit.reveals import reveal
from portal.standing import Standing

_PLACE = Standing(lambda code: Area.objects.filter(pk=code).only("name"), code=str)


@action("job.list")
@never_cache
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only its list, read again when something moved."""
    day, due = day_of(request.user), doors_due(request.user)
    context = {"tiles": _tiles(day, due), "buildings": _buildings(request, day, due)}
    if request.htmx:
        return render(request, "cases/work/_list.html", context)
    context |= {
        "place": _place_of(request.user),
        "day_and_who": _("%(day)s · %(who)s") % {"day": _day(), "who": request.user},
        "forms": forms_of(request.user, get_token(request)),
    }
    return render(request, "cases/work/today.html", context)


@action("job.list")
@never_cache
@require_safe
def detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One job on a page of its own: what to do, where, every move that is possible; for htmx only that, read again."""
    found, clock = job_at_work(pk)
    job = seen_or_404(request.user, "job.list", found)
    is_open = job.state in OPEN_JOB_STATES
    rows = moves(job.kind, job.executor, job.state, Permissions(request.user).on(job)) if is_open else ()
    card = card_of(job.case)
    context = {
        "job": job,
        "clock": clock if is_open else None,
        "card": card,
        "acts": acts(job, rows, name=card.name_masked),
    }
    if request.htmx:
        return render(request, "cases/work/_job.html", context)
    forms = forms_of(request.user, get_token(request))
    return render(request, "cases/work/job.html", context | {"forms": forms})


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
    return seen_or_404(request.user, "job.list", job_by(pk))


def _place_of(user: Any) -> str:
    codes = area_codes_of(user, Role.GRID, Role.MEDIC, Role.OPERATOR, Role.SUPERVISOR)
    area = _PLACE.first(code=codes[0]) if codes else None
    return area.name if area else _("My work")


def _day() -> str:
    today = timezone.localdate()
    return f"{date_format(today, 'DATE_FORMAT')} {date_format(today, 'l')}"


class Tile(NamedTuple):
    number: int
    label: str
    tone: str = ""


def _tiles(day: Day, due: list[Door]) -> tuple[Tile, ...]:
    return Tile(day.late, _("Overdue"), "late"), Tile(len(day.work), _("To do")), Tile(len(due), _("To verify"))


def _buildings(request: HttpRequest, day: Day, due: list[Door]) -> list[dict[str, Any]]:
    buildings = buildings_of(day, due)
    token = get_token(request) if buildings else ""
    return [{"key": one.key, "label": one.label, "cards": cards_of(one, token)} for one in buildings]
