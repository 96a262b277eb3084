"""The duty roster of the 24-hour line: where hours are uncovered, who is on duty, and filling it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.access.selectors import area_codes_of
from portal.accounts.forms import ShiftForm
from portal.accounts.models import DutyShift, User
from portal.accounts.selectors.roster import HORIZON_HOURS, gaps, gaps_below, shifts_at
from portal.accounts.services.roster import add_shift, remove_shift
from portal.areas.models import Area, Level


@action("roster.view")
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """The lines of the reader's communities: hours without anybody, the soonest first, and which have no roster."""
    uncovered = {code: found for held in area_codes_of(request.user) for code, found in gaps_below(held).items()}
    communities = visible(request.user, "roster.view", Area.objects.filter(level=Level.COMMUNITY))
    names = communities.filter(code__in=uncovered).in_bulk()
    whole = timedelta(hours=HORIZON_HOURS)
    without = [code for code, found in uncovered.items() if found[0].ends_at - found[0].starts_at >= whole]
    rows = [{"area": names[code], "gaps": uncovered[code]} for code in uncovered.keys() & names.keys() - set(without)]
    context = {
        "rows": sorted(rows, key=lambda row: (row["gaps"][0].starts_at, row["area"].code)),
        "without": [names[code] for code in without if code in names],
        "on_duty": visible(request.user, "roster.view", shifts_at(timezone.now())).order_by("area_id", "starts_at"),
        "hours": HORIZON_HOURS,
        "communities": communities.count(),
    }
    return render(request, "accounts/roster.html", context)


@action("roster.view")
@require_safe
def of_area(request: HttpRequest, code: str) -> HttpResponse:
    """The coming shifts of one area, and its gaps."""
    area = get_visible_or_404(request.user, "roster.view", Area.objects.all(), code=code)
    coming = area.duty_shifts.filter(ends_at__gt=timezone.now()).select_related("person")
    context = {
        "area": area,
        "shifts": coming,
        "gaps": gaps(area),
        "hours": HORIZON_HOURS,
        "may_change": can(request.user, "roster.change", area),
    }
    return render(request, "accounts/roster_of_area.html", context)


@action("roster.change")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    area = get_visible_or_404(request.user, "roster.change", Area.objects.all(), code=code)
    people = visible(request.user, "roster.change", User.objects.filter(is_active=True)).order_by("display_name")
    first_gap = next(iter(gaps(area)), None)
    initial = {"starts_at": first_gap.starts_at, "ends_at": first_gap.ends_at} if first_gap else {}
    form = ShiftForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        add_shift(area, by=request.user, **form.cleaned_data)
        messages.success(request, _("The roster was filled."))
        return redirect("accounts:roster_of_area", code=area.code)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/roster_add.html", {"form": form, "area": area}, status=status)


@action("roster.change")
@require_POST
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    shifts = visible(request.user, "roster.change", DutyShift.objects.filter(area=code))
    remove_shift(get_object_or_404(shifts, pk=pk), by=request.user)
    messages.success(request, _("The shift was removed."))
    return redirect("accounts:roster_of_area", code=code)
