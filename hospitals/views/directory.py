"""The directory of institutions, and the page of one: what it has free, how old that is, how it has answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hospitals.forms.directory import DirectoryForm
from hospitals.models import Closure, Hospital
from hospitals.selectors.directory import directory, listed
from hospitals.selectors.places import clock_of, figures_of, reports_of, station_loads
from hospitals.selectors.slots import coming_today
from hospitals.selectors.supervision import Period, violations_in
from hospitals.views import supervision
from portal.access.api import can
from portal.access.decorators import action
from portal.console.periods import PeriodForm

PAGE = 40
LOOKING_BACK = timedelta(days=30)
SHOWN = 20


@action("hospital.list")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    form = DirectoryForm(request.GET)
    chosen = form.chosen()
    page = Paginator(directory(request.user, **chosen), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": listed(page), "chosen": chosen}
    return render(request, "hospitals/directory/listing.html", context)


@action("hospital.list")
@never_cache
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One institution. What it was asked and how it answered is for its supervisors and its own desk."""
    hospital = Hospital.objects.select_related("area").filter(pk=pk).first()
    if hospital is None:
        raise Http404
    today = timezone.localdate()
    closure = hospital.closures.filter(state=Closure.State.CLOSED).first()
    context: dict[str, Any] = {
        "hospital": hospital,
        "about": " · ".join(filter(None, _about(hospital))),
        "closure": closure,
        "may_close": closure is None and can(request.user, "hospital.close", hospital),
        "may_see_closure": closure is not None and can(request.user, "closure.view", closure),
        "places": figures_of(hospital),
        "clock": clock_of(hospital),
        "loads": station_loads(hospital, [today, today + timedelta(days=1)]),
        "slots": coming_today(hospital),
        "may_report": can(request.user, "places.report", hospital),
    }
    if can(request.user, "hospital.supervise", hospital):
        context |= _supervised(request, hospital)
    return render(request, "hospitals/directory/show.html", context)


def _about(hospital: Hospital) -> list[str]:
    """What stands under its name; what is not known is left out."""
    hours = "" if hospital.opens_24h else f"{hospital.opens_at:%H:%M}–{hospital.closes_at:%H:%M}"
    return [
        str(hospital.get_kind_display()), hospital.area.name, hospital.address, hospital.entrance, hospital.phone, hours
    ]  # fmt: skip


def _supervised(request: HttpRequest, hospital: Hospital) -> dict[str, Any]:
    """The last thirty days: its line of the table, its violations and closings, its reports of places."""
    _since, until = PeriodForm.today()
    period = Period(until - LOOKING_BACK, until)
    violations = violations_in(request.user, period).filter(hospital=hospital).select_related("area")
    return {
        "supervised": True,
        "line": supervision.figures_of(request, hospital, period),
        "violations": violations[:SHOWN],
        "closures": hospital.closures.select_related("closed_by")[:SHOWN],
        "reports": reports_of(hospital),
    }


@action("hospital.list")
@require_safe
def named(request: HttpRequest, number: str) -> HttpResponse:
    """Where a notice about places leads: to the institution, or to all of a place whose figures are stale."""
    if number.isdigit():
        return redirect(f"{reverse('hospitals:institutions')}?area={number}&show=stale")
    hospital = Hospital.objects.filter(name__startswith=number).order_by("name").first()
    if hospital is None:
        raise Http404
    return redirect("hospitals:institution", hospital.pk)
