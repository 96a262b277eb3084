"""The page of rules 政策规则: what is in force in a place, in words, and what would happen to a described person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cases.forms.rules import PersonForm, PlaceForm
from cases.models.vocabulary import Control, Severity
from cases.policies.reading import OutcomeReader, RulesReader
from cases.policies.selectors import activations_over, exceptions_within, in_force
from cases.policy import HospitalRule, Pack, Situation, judge
from hospitals.matching import Candidate, Query, match
from portal.access.api import get_visible_or_404, visible
from portal.access.decorators import action
from portal.areas.models import Area

MOST_ACTIVATIONS = 50
MOST_CANDIDATES = 3


@action("rules.view")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """With a person described in the address, also the answer; asked for by htmx, the answer alone."""
    area = _area(request)
    force = in_force(area.pk)
    form = _person_form(request)
    context = {"area": area, "person_form": form, "answer": _answer(form, area, force.pack)}
    if request.headers.get("HX-Target") == "answer":
        return render(request, "cases/rules/answer.html", context, status=200 if form.is_valid() else 422)
    context |= {
        "force": force,
        "rules": RulesReader(force.pack, _language()),
        "place_form": PlaceForm(initial={"area": area}, places=_places(request.user, area)),
        "activations": activations_over(area.pk)[:MOST_ACTIVATIONS],
        "exceptions": exceptions_within(area)[:MOST_ACTIVATIONS],
    }
    return render(request, "cases/rules.html", context)


def _language() -> str:
    return get_language() or "zh-hans"


def _area(request: HttpRequest) -> Area:
    """The place asked for; without one, the widest that this person works in."""
    if code := request.GET.get("area"):
        return get_visible_or_404(request.user, "rules.view", Area.objects.all(), code=code)
    widest = visible(request.user, "rules.view", Area.objects.order_by("code")).first()
    if widest is None:
        raise Http404
    return widest


def _places(user: Any, area: Area) -> QuerySet[Area]:
    """One's own places and those right below them, and the one that is being read."""
    own = visible(user, "rules.view", Area.objects.all())
    roots = own.exclude(parent__in=own)
    return own.filter(Q(pk__in=roots) | Q(parent__in=roots) | Q(pk=area.pk)).order_by("code")


def _person_form(request: HttpRequest) -> PersonForm:
    if "need" in request.GET:
        return PersonForm(request.GET)
    return PersonForm(initial={"severity": Severity.ROUTINE, "control": Control.NONE})


def _answer(form: PersonForm, area: Area, pack: Pack) -> dict[str, Any] | None:
    if not form.is_bound or not form.is_valid():
        return None
    situation = form.situation(area)
    outcome = judge(pack, situation)
    treating = form.cleaned_data["treating_hospital"]
    return {
        "read": OutcomeReader(outcome, situation, pack=pack, language=_language()),
        "candidates": _candidates(outcome.hospital, situation, treating_id=treating.pk if treating else None),
    }


def _candidates(rule: HospitalRule | None, situation: Situation, *, treating_id: int | None) -> list[Candidate]:
    """The first few hospitals that would be asked."""
    if rule is None:
        return []
    query = Query(
        area_id=situation.area_code,
        need=situation.need,
        groups=tuple(sorted(situation.groups)),
        control=situation.control,
        severity=situation.severity,
        age=situation.age,
        treating_hospital_id=treating_id,
        prefer=rule.prefer,
        kinds=rule.kinds,
        areas=rule.areas,
        result_unknown=rule.buffer,
    )
    return [candidate for candidate in match(query) if not candidate.excluded][:MOST_CANDIDATES]
