"""Where nobody is designated: the holes of the matrix in words, each with the way to close it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hospitals.forms.holes import HolesForm
from hospitals.holes import condensed, holes_in
from portal.access.api import can
from portal.access.decorators import action


@action("designation.view")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    form = HolesForm(request.GET, user=request.user)
    context = {"form": form, "may_keep": can(request.user, "designation.keep")}
    if form.is_valid():
        asked, area = form.asked(), form.cleaned_data["area"]
        places, cells = holes_in(area, asked)
        context |= {"area": area, "places": places, "holes": condensed(cells, places, asked)}
    is_wrong = bool(request.GET) and not form.is_valid()
    return render(request, "hospitals/matrix/holes.html", context, status=422 if is_wrong else 200)
