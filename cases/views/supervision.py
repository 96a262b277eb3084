"""督办: escalations with their explanation, taking note, taking over, urging."""

from __future__ import annotations

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.supervision import EscalationFilterForm, UrgeForm
from cases.models import Case
from cases.selectors.supervision import escalations, explain
from cases.services.attention import take_over, urge_case
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.commitments import services as commitments
from portal.commitments.models import Escalation
from portal.privacy import subjects

PAGE = 50


@action("escalation.view")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The page; it reads itself again when something escalates."""
    form = EscalationFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    show = chosen.get("show", "")
    rows = escalations(
        request.user,
        waiting=show == "",
        mine=show == "mine",
        kind=chosen.get("kind", ""),
        area=chosen.get("area", ""),
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    subjects.attach(row.commitment for row in page if not row.commitment.number)
    context = {"form": form, "page": page, "may_note": can(request.user, "escalation.acknowledge")}
    return render(request, "cases/supervision/escalations.html", context)


@action("escalation.view")
@never_cache
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One escalation explained, fit to be printed as the record of a complaint."""
    escalation = _escalation(request, pk, "escalation.view")
    told = explain(escalation)
    if not told.commitment.number:
        subjects.attach([told.commitment])
    may = {
        "note": escalation.acknowledged_at is None and can(request.user, "escalation.acknowledge", escalation),
        "take_over": bool(told.case and told.case.is_open and can(request.user, "case.take_over", told.case)),
        "urge": bool(told.case and told.case.is_open and can(request.user, "case.urge", told.case)),
    }
    return render(request, "cases/supervision/escalation.html", {"told": told, "may": may, "now": timezone.now()})


@action("escalation.acknowledge")
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    escalation = _escalation(request, pk, "escalation.acknowledge")
    commitments.acknowledge(escalation, by=request.user)
    return _answer(request, _("Noted."), escalation.commitment.number)


@action("case.take_over")
@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    case = take_over(_case(request, number, "case.take_over"), by=request.user)
    return _answer(request, _("%s is yours now.") % case.number, case.number)


@action("case.urge")
@require_http_methods(["GET", "POST"])
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """催办: GET is the dialog, POST tells whoever has the most pressing clock."""
    case = _case(request, number, "case.urge")
    form = UrgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if urge_case(case, by=request.user, note=form.cleaned_data["note"]):
            return _answer(request, _("%s: urged.") % case.number, case.number)
        form.add_error(None, _("No clock of this request is running."))
    context = {
        "form": form, "title": _("Urge · %s") % case.number, "action": request.path, "submit_label": _("Urge"),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "cases/supervision/urge.html", context, status=status)


def _escalation(request: HttpRequest, pk: int, name: str) -> Escalation:
    return get_visible_or_404(request.user, name, Escalation.objects.select_related("commitment"), pk=pk)


def _case(request: HttpRequest, number: str, name: str) -> Case:
    return get_visible_or_404(request.user, name, Case.objects.select_related("owner", "area"), number=number)


def _answer(request: HttpRequest, text: Any, number: str) -> HttpResponse:
    if not request.htmx:
        return redirect("cases:case", number)
    told = {"dialog:close": True, "reread": True, "toast": {"text": str(text), "tone": "kept"}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
