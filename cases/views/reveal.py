"""Showing one sealed field of one request in plain, for a reason."""

from __future__ import annotations

import json

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.forms.reveal import RevealForm
from cases.models import Case
from cases.selectors.identity import FIELDS
from cases.selectors.requests import case_numbered
from cases.views.looks import open_look
from portal.access.api import can, seen_or_404
from portal.access.decorators import action
from portal.audit.reveals import reveal as reveal_field


@action("case.view", post="case.reveal")
@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, number: str, field: str) -> HttpResponse:
    """GET asks for the reason. POST journals, opens the look for some minutes and lets the panel read again."""
    if field not in FIELDS:
        raise Http404
    case = seen_or_404(request.user, "case.view", case_numbered(number))
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _shown(request, case, field, form)
    if request.method != "POST" and not can(request.user, "case.reveal", case):
        raise PermissionDenied
    context = {
        "form": form,
        "title": _("Show: %(field)s") % {"field": FIELDS[field].label},
        "action": request.path,
        "submit_label": _("Show"),
    }
    return render(request, "cases/reveal.html", context, status=422 if form.errors else 200)


def _shown(request: HttpRequest, case: Case, field: str, form: forms.Form) -> HttpResponse:
    may = can(request.user, "case.reveal", case)
    try:
        about = {"number": case.number, "area_id": case.area_id}
        reveal_field("case", case.pk, field, by=request.user, reason=form.words(), may=may, **about)
    except ValidationError as error:
        form.add_error("note", error)
        return render(request, "cases/reveal.html", {"form": form, "action": request.path}, status=422)
    open_look(request, case, field)
    if not request.htmx:
        return redirect("cases:case", case.number)
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"dialog:close": True, "reread": True})})
