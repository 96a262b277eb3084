"""线上诊疗 (H4, N5): the directory of online clinics and lines, and keeping it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hospitals.forms.clinics import ClinicForm, DirectoryForm
from hospitals.models import Hospital, OnlineClinic
from hospitals.selectors.clinics import clinics_for, open_first
from hospitals.services.clinics import keep_clinic
from portal.access.api import can, get_visible_or_404, scopes_of
from portal.access.decorators import action
from portal.access.selectors import area_codes_of


@action("clinic.list")
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """What there is for the reader's places, what is open first; who keeps it sees also what is out of use."""
    form = DirectoryForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    rows = clinics_for(*_places_of(request.user))
    if can(request.user, "clinic.keep"):
        rows = rows | OnlineClinic.objects.filter(is_active=False).select_related("hospital", "area")
    if kind := said.get("kind"):
        rows = rows.filter(kind=kind)
    if said.get("whole_day"):
        rows = rows.filter(opens_24h=True)
    clinics = open_first(rows, timezone.now())
    if said.get("open"):
        clinics = [clinic for clinic in clinics if clinic.open_now]  # type: ignore[attr-defined]
    kept = {clinic.pk for clinic in clinics if can(request.user, "clinic.keep", clinic)}
    context = {"form": form, "clinics": clinics, "kept": kept, "may_keep": can(request.user, "clinic.keep")}
    return render(request, "hospitals/clinics/directory.html", context)


def _places_of(user: Any) -> list[str]:
    """The areas on which somebody works; a desk's are those of its hospital."""
    codes = area_codes_of(user)
    desks = {pk for places in scopes_of(user).values() for pk in places.get("hospital", ())}
    return codes or list(Hospital.objects.filter(pk__in=desks).values_list("area_id", flat=True)) or [""]


@action("clinic.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _written(request, ClinicForm(request.POST or None, by=request.user), _("Enter a clinic or a line"))


@action("clinic.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    clinic = get_visible_or_404(request.user, "clinic.keep", OnlineClinic.objects.all(), pk=pk)
    form = ClinicForm(request.POST or None, instance=clinic, by=request.user)
    return _written(request, form, _("Change a clinic or a line"))


def _written(request: HttpRequest, form: ClinicForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        clinic = keep_clinic(form.save(commit=False), by=request.user)
        messages.success(request, _("%(clinic)s is written.") % {"clinic": clinic})
        return redirect("hospitals:clinics")
    context = {"form": form, "title": title}
    return render(request, "hospitals/clinics/form.html", context, status=422 if form.errors else 200)
