"""The duty roster of the 24-hour line: where hours are uncovered, who is on duty, and filling it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.access.selectors import area_codes_of
from portal.accounts.forms import LONGEST_SHIFT, ShiftForm
from portal.accounts.models import DutyShift, User
from portal.accounts.selectors.roster import HORIZON_HOURS, WEEK, gaps, gaps_below, shifts_at, whoever_would_be_next
from portal.accounts.services.roster import add_shift, copy_last_week, remove_shift
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
        "may_change": can(request.user, "roster.change"),
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
    form = ShiftForm(request.POST or None, people=people, initial=_foreseen(area, request.GET.get("gap", "")))
    if request.method == "POST" and form.is_valid():
        add_shift(area, by=request.user, **form.cleaned_data)
        messages.success(request, _("The roster was filled."))
        return _back(request, area.code)
    status = 422 if form.is_bound else 200
    context = {"form": form, "area": area, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/roster_add.html", context, status=status)


def _foreseen(area: Area, wanted: str) -> dict[str, Any]:
    """The gap that was chosen (by when it starts), else the first: its hours, and who has them usually."""
    open_hours = gaps(area)
    chosen = [gap for gap in open_hours if gap.starts_at.isoformat() == wanted] or open_hours
    if not chosen:
        return {}
    starts_at = chosen[0].starts_at
    initial = {"starts_at": starts_at, "ends_at": min(chosen[0].ends_at, starts_at + LONGEST_SHIFT)}
    usual = whoever_would_be_next(area, at=starts_at)
    return {**initial, "person": usual.person, "phone": usual.phone} if usual else initial


@action("roster.change")
@require_POST
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """One tap: the open hours of the coming days as last week. Where last week says nothing, the form for the rest."""
    area = get_visible_or_404(request.user, "roster.change", Area.objects.all(), code=code)
    since = timezone.now()
    made = copy_last_week([area.code], since=since, until=since + WEEK, by=request.user)
    if made:
        _say_copied(request, made)
    if not gaps(area):
        return _back(request, area.code)
    messages.warning(request, _("Last week says nothing about these hours: choose somebody."))
    asked = urlencode({"next": request.POST.get("next", "")})
    return redirect(f"{reverse('accounts:roster_add', args=[area.code])}?{asked}")


@action("roster.change")
@require_POST
def fill_all(request: HttpRequest) -> HttpResponse:
    """The same for every community of one's places that has open hours."""
    own = visible(request.user, "roster.change", Area.objects.filter(level=Level.COMMUNITY))
    since = timezone.now()
    codes = list(own.values_list("code", flat=True))
    _say_copied(request, copy_last_week(codes, since=since, until=since + WEEK, by=request.user))
    return _back(request)


def _say_copied(request: HttpRequest, made: int) -> None:
    text = ngettext("%(count)s shift was copied from last week.", "%(count)s shifts were copied from last week.", made)
    messages.success(request, text % {"count": made})


def _back(request: HttpRequest, code: str = "") -> HttpResponse:
    """To the page from which one came, when it said so and is ours."""
    there = request.POST.get("next", "")
    if there and url_has_allowed_host_and_scheme(there, allowed_hosts=None):
        return redirect(there)
    return redirect("accounts:roster_of_area", code=code) if code else redirect("accounts:roster")


@action("roster.change")
@require_POST
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    shifts = visible(request.user, "roster.change", DutyShift.objects.filter(area=code))
    remove_shift(get_object_or_404(shifts, pk=pk), by=request.user)
    messages.success(request, _("The shift was removed."))
    return redirect("accounts:roster_of_area", code=code)
