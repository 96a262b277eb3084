"""What differs from the rhythm: a change of plan for one day of one entry, and days on which nobody treats."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.sessions import TREATED_GROUPS
from cases.models import RegisterEntry
from cases.selectors.calendar import closed_days
from cases.services.changing_days import Refused, add_closed_day, change_plan, drop_closed_day
from cases.sessions.forms import ClosedDayForm, DayForm
from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.areas.models import Area, Level

ENTRIES = RegisterEntry.objects.select_related("person", "area")


@action("session.view", post="session.submit")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: Any, origin: str) -> HttpResponse:
    """One day of one resident: left out, on another day, in another shift, one more session, or as the plan says."""
    entry = get_visible_or_404(request.user, "session.submit", ENTRIES, pk=pk)
    on = _day(origin)
    form = DayForm(request.POST or None, entry=entry, origin=on)
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(entry, on, by=request.user, **form.told())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The plan of this day is changed."))
            return redirect("cases:person", entry.person_id)
    context = {"form": form, "entry": entry, "origin": on, "back_url": reverse("cases:person", args=[entry.person_id])}
    return render(request, "cases/sessions/change.html", context, status=422 if form.errors else 200)


@action("session.view", post="session.close_day")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest) -> HttpResponse:
    """Days without treatment, and a new one."""
    places = visible(request.user, "session.close_day", Area.objects.filter(level__in=(Level.DISTRICT, Level.CITY)))
    form = ClosedDayForm(request.POST or None, places=places.order_by("code"), groups=TREATED_GROUPS)
    if request.method == "POST" and form.is_valid():
        try:
            add_closed_day(form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("on", str(refused))
        else:
            messages.success(request, _("Entered; the sessions of that day are planned anew."))
            return redirect("cases:closed_days")
    context = {
        "form": form,
        "rows": closed_days(request.user).filter(on__gte=timezone.localdate()),
        "may_change": can(request.user, "session.close_day"),
    }
    return render(request, "cases/sessions/closed.html", context, status=422 if form.errors else 200)


@action("session.close_day")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible_or_404(request.user, "session.close_day", closed_days(request.user), pk=pk)
    drop_closed_day(row, by=request.user)
    messages.success(request, _("Taken out; the sessions of that day are planned anew."))
    return redirect("cases:closed_days")


def _day(told: str) -> date:
    try:
        day = parse_date(told)
    except ValueError:
        day = None
    if day is None:
        raise Http404
    return day
