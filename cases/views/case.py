"""One request: its page, its panel, its moves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.lifecycle import CASE
from cases.models import Case
from cases.models.vocabulary import OUTINGS, Pathway
from cases.selectors.outcomes import need_outside
from cases.selectors.placing import candidates_for
from cases.selectors.requests import case_numbered
from cases.selectors.squads import squad_choices
from cases.views.panel import panel_of
from hospitals.selectors.slots import offers
from portal.access.api import seen_or_404
from portal.access.decorators import action
from portal.console.moving import answer_move

ASKS_A_HOSPITAL = ("arrange", "place")
SHOWN_CANDIDATES = 8


@action("case.view")
@never_cache
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The page; for htmx the panel alone, which is the same fragment."""
    case = seen_or_404(request.user, "case.view", case_numbered(number))
    template = "cases/case/_panel.html" if request.htmx else "cases/case.html"
    return render(request, template, panel_of(request, case))


@action("case.view")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The dialog of one transition, and the transition itself. What may be done is asked of the lifecycle."""
    case = seen_or_404(request.user, "case.view", case_numbered(number))
    back = reverse("cases:case", args=[number])
    return answer_move(
        request, CASE, case, name, back=back, template="cases/move.html", more=lambda: _candidates(case, name)
    )


def _candidates(case: Case, name: str) -> dict[str, Any]:
    """A move that asks a hospital shows the hospitals in policy's order, one that sends a squad the squads."""
    if name == "arrange" and case.pathway == Pathway.SQUAD_VISIT:
        return {"squads": squad_choices(case)}
    if name not in ASKS_A_HOSPITAL or case.pathway not in OUTINGS:
        return {}
    found = candidates_for(case)
    ranked = [one for one in found if not one.excluded][:SHOWN_CANDIDATES]
    free = offers([one.hospital for one in ranked], need=need_outside(case))
    return {
        "candidates": [{"one": one, "offer": free.get(one.hospital.pk)} for one in ranked],
        "left_out": [one for one in found if one.excluded],
    }
