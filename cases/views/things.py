"""代管物品: what staff keep for residents, taken at a job or a resident's page, given back in one tap."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.absences import ThingForm
from cases.models import Job, KeptThing, Person
from cases.selectors.absences import things_kept_by
from cases.services.things import give_back, take_thing
from portal.access.api import get_visible_or_404
from portal.access.decorators import action


@action("thing.take")
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that the reader has in hand."""
    return render(request, "cases/things/mine.html", {"things": things_kept_by(request.user)})


@action("thing.take")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Of the resident of a job (?job=), or of a resident (?person=)."""
    person = _person(request)
    form = ThingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        take_thing(person, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is noted that you have it."))
        return _back(request)
    context = {"form": form, "person": person, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "cases/things/take.html", context, status=422 if form.is_bound else 200)


@action("thing.return")
@require_POST
def give(request: HttpRequest, pk: Any) -> HttpResponse:
    thing = get_visible_or_404(request.user, "thing.return", KeptThing.objects.all(), pk=pk)
    give_back(thing, by=request.user)
    messages.success(request, _("It is noted as given back."))
    return _back(request)


def _person(request: HttpRequest) -> Person:
    if job := request.GET.get("job"):
        jobs = Job.objects.select_related("case__person__area")
        return _found(request, "job.view", jobs, job).case.person
    return _found(request, "person.view", Person.objects.select_related("area"), request.GET.get("person", ""))


def _found(request: HttpRequest, asked: str, rows: Any, key: str) -> Any:
    try:
        found = get_visible_or_404(request.user, asked, rows, pk=key)
    except (ValueError, ValidationError) as error:
        raise Http404 from error
    return found


def _back(request: HttpRequest) -> HttpResponse:
    there = request.POST.get("next", "")
    if there and url_has_allowed_host_and_scheme(there, allowed_hosts=None):
        return redirect(there)
    return redirect("cases:things")
