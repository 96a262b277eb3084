"""报表: how promises were kept, by place and kind, and how institutions answered. Every figure opens what it counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.selectors.supervision import Cell, broken_by_place_and_kind, broken_promises, institutions
from portal.access.decorators import action
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.areas.models import Area
from portal.areas.selectors import ancestors
from portal.commitments import kinds
from portal.console.periods import PeriodForm
from portal.privacy import subjects

PAGE = 50


@action("report.view")
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Promises by place and kind, with the institutions below."""
    form, period, area = _period(request)
    since, until = form.instants() if not form.errors else PeriodForm.today()
    table = broken_by_place_and_kind(request.user, since=since, until=until, area=area)
    context = {
        "form": form,
        "area": Area.objects.filter(pk=area).first(),
        "path": _path(request, area, period),
        "heads": [kinds.label(kind) for kind in table.kinds],
        "rows": [_row(place, line, table.kinds, period) for place, line in table.rows],
        "sums": [_figures(cell, area, kind, period) for cell, kind in zip(table.sums, table.kinds, strict=True)],
        "bars": [_bar(cell, kind, area, period) for cell, kind in zip(table.sums, table.kinds, strict=True)],
        "institutions": institutions(request.user, since=since, until=until, area=area),
    }
    return render(request, "cases/supervision/report.html", context)


@action("report.view")
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The promises behind one figure."""
    form, _words, area = _period(request)
    since, until = form.instants() if not form.errors else PeriodForm.today()
    kind, which = request.GET.get("kind", ""), request.GET.get("which", "broken")
    rows = broken_promises(request.user, since=since, until=until, area=area, kind=kind, which=which)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    subjects.attach(row for row in page if not row.number)
    context = {
        "page": page, "kind": kinds.label(kind) if kind else "", "which": which, "since": since, "until": until,
        "area": Area.objects.filter(pk=area).first(),
    }  # fmt: skip
    return render(request, "cases/supervision/behind.html", context)


def _period(request: HttpRequest) -> tuple[PeriodForm, dict[str, Any], str]:
    """The form, the period as words of an address, and the place: the one asked for, else the reader's widest."""
    form = PeriodForm(request.GET)
    form.is_valid()
    own = area_codes_of(request.user, Role.SUPERVISOR, Role.AUDITOR)
    area = form.cleaned_data.get("area") or (own[0] if own else "")
    words = {name: form.cleaned_data[name].isoformat() for name in ("since", "until") if form.cleaned_data.get(name)}
    return form, words, area


def _path(request: HttpRequest, area: str, period: dict[str, Any]) -> list[tuple[str, str]]:
    """The places above, as far as the reader's own go."""
    place = Area.objects.filter(pk=area).first()
    own = area_codes_of(request.user, Role.SUPERVISOR, Role.AUDITOR)
    above = [one for one in ancestors(place) if any(one.pk.startswith(code) for code in own)] if place else []
    return [(one.name, _address("cases:reports", area=one.pk, **period)) for one in above]


def _row(place: Area, line: list[Cell], found: list[str], period: dict[str, Any]) -> dict[str, Any]:
    cells = [_figures(cell, place.pk, kind, period) for cell, kind in zip(line, found, strict=True)]
    return {"place": place, "url": _address("cases:reports", area=place.pk, **period), "cells": cells}


def _figures(cell: Cell, area: str, kind: str, period: dict[str, Any]) -> dict[str, Any]:
    """One cell: its figures, and where each leads."""
    links = {
        which: _address("cases:behind", area=area, kind=kind, which=which, **period)
        for which in ("all", "broken", "open_late")
    }
    return {"cell": cell, "links": links}


def _bar(cell: Cell, kind: str, area: str, period: dict[str, Any]) -> dict[str, Any]:
    """One bar of the chart, and the tickets that it opens."""
    url = _address("cases:behind", area=area, kind=kind, which="broken", **period)
    return {"label": str(kinds.label(kind)), "kept": cell.total - cell.broken, "broken": cell.broken, "url": url}


def _address(name: str, **query: Any) -> str:
    return f"{reverse(name)}?{urlencode({key: value for key, value in query.items() if value})}"
