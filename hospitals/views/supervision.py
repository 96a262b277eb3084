"""Supervision by institution (P4): one table, each figure with its definition and the bookings behind it, as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hospitals.forms.supervision import BehindForm, period_of, words_of
from hospitals.models import Hospital
from hospitals.selectors.supervision import VIOLATIONS, Institution, Period, behind, institutions
from hospitals.services.exporting import export_institutions
from portal.access.decorators import action
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.areas.models import Area
from portal.console.periods import PeriodForm
from portal.privacy.sheets import CSV, FORMATS, as_download

PAGE = 50

# What each figure means. The words stand under the table, and over the list that a figure opens.
FIGURES = {
    "asked": (_("Asked"), _("Asked in the period, for residents of your places or of your own institution.")),
    "accepted": (_("Accepted"), _("Answered yes by the institution itself, whatever came of it later.")),
    "refused": (_("Refused"), _("Refused in the end, at the first answer or at the door.")),
    "waiting": (_("Not answered"), _("Neither answered nor withdrawn yet.")),
    "assigned": (
        pgettext_lazy("by the command centre", "Assigned"),
        _("Decided by the command centre after two refusals, or because it was critical."),
    ),
    "timed": (
        _("Minutes to the answer"),
        _("From asking to the institution's first answer: half came within the median, nine of ten within the p90."),
    ),
    "silent": (_("Silent"), _("The time to answer ran out and a supervisor was told (booking.accept).")),
    VIOLATIONS: (_("Violations"), _("Refusals for a forbidden reason (N1, P2), by when they were recorded.")),
}
FACTS = (
    (_("Closures"), _("Closings that lie in the period or reach into it, and the hours of it that they lasted (T1).")),
    (
        _("Stale figures"),
        _("Figures of places that are out of date now; reports of places that came late in the period."),
    ),
)


@action("hospital.supervise")
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    form = PeriodForm(request.GET)
    form.is_valid()
    period = period_of(form, area=_widest(request))
    context = {
        "form": form,
        "area": Area.objects.filter(pk=period.area).first(),
        "rows": [_linked(row, period, words_of(form)) for row in institutions(request.user, period)],
        "figures": FIGURES,
        "facts": FACTS,
        "formats": FORMATS,
    }
    return render(request, "hospitals/supervision/table.html", context)


@action("hospital.supervise")
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    """The bookings behind one figure."""
    form = BehindForm(request.GET)
    form.is_valid()
    if form.errors.keys() & {"which", "hospital", "code"}:
        raise Http404
    which, hospital = form.cleaned_data["which"], form.cleaned_data["hospital"]
    asked = {"which": which, "hospital": hospital.pk if hospital else None, "code": form.cleaned_data["code"]}
    found = behind(request.user, period_of(form, area=_widest(request)), **asked)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    label, definition = FIGURES.get(which, (which, ""))
    context = {"page": page, "label": label, "definition": definition, "hospital": hospital, "form": form}
    return render(request, "hospitals/supervision/behind.html", context)


@action("hospital.supervise")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What the table shows, as a file."""
    form = PeriodForm(request.POST)
    form.is_valid()
    period = period_of(form, area=_widest(request))
    kind = FORMATS.get(request.POST.get("format", CSV), FORMATS[CSV])
    body = export_institutions(institutions(request.user, period), period=period, kind=kind, by=request.user)
    return as_download(body, kind=kind, name="institutions")


def _widest(request: HttpRequest) -> str:
    """The reader's one place; whoever has several, or a desk, sees all of theirs."""
    own = area_codes_of(request.user, Role.SUPERVISOR, Role.AUDITOR)
    return own[0] if len(own) == 1 else ""


def figures_of(request: HttpRequest, hospital: Hospital, period: Period) -> dict[str, Any] | None:
    """The same line for one institution's own page."""
    words = {"since": timezone.localdate(period.since).isoformat(), "until": timezone.localdate().isoformat()}
    found = institutions(request.user, period, pk=hospital.pk)
    return _linked(found[0], period, words) if found else None


def _linked(row: Institution, period: Period, words: dict[str, Any]) -> dict[str, Any]:
    """The row, and the list behind each figure."""
    about = {"hospital": row.hospital.pk, "area": period.area, **words}
    links = {which: _address(which=which, **about) for which in FIGURES}
    refusals = [
        (label, times, _address(which="refused", code=code, **about)) for code, label, times in row.refusals_in_words()
    ]
    return {"row": row, "links": links, "refusals": refusals}


def _address(**query: Any) -> str:
    return f"{reverse('hospitals:supervision_behind')}?{urlencode({k: v for k, v in query.items() if v})}"
