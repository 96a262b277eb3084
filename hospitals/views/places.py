"""The desk's report of its places: all on one form, one room in a dialog, or unchanged by one tap."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hospitals.forms.places import PlacesForm
from hospitals.models import Hospital
from hospitals.selectors.places import clock_of, figures_of
from hospitals.services import confirm_places, report_places
from hospitals.vocabulary import Room
from portal.access.api import get_visible_or_404, visible
from portal.access.decorators import action
from portal.console.moving import moved_answer
from portal.lifecycle.errors import MoveRefused


@action("places.report")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The report of the reader's own desk, where there is one address for everybody."""
    hospital = visible(request.user, "places.report", Hospital.objects.order_by("name")).first()
    if hospital is None:
        raise Http404
    return redirect("hospitals:report", hospital.pk)


@action("places.report")
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """All figures in one act."""
    hospital = _hospital(request, pk)
    known = figures_of(hospital)
    form = PlacesForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid() and _is_reported(request, hospital, form):
        messages.success(request, _("Places reported."))
        return redirect(_back(request, hospital))
    context = {"hospital": hospital, "form": form, "is_known": bool(known), "clock": clock_of(hospital)}
    return render(request, "hospitals/places/report.html", context, status=422 if form.is_bound else 200)


@action("places.report")
@require_POST
def unchanged(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands is true as of now."""
    hospital = _hospital(request, pk)
    if confirm_places(hospital, by=request.user) is None:
        messages.error(request, _("Nothing has been reported yet: give the figures once."))
        return redirect("hospitals:report", pk)
    if not request.htmx:
        messages.success(request, _("Places reported, unchanged."))
    return moved_answer(request, _("Places reported, unchanged."), back=_back(request, hospital))


@action("places.report")
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, pk: int, room: str) -> HttpResponse:
    """One kind of places, in a dialog; stations with all their shifts."""
    hospital = _hospital(request, pk)
    if room not in Room:
        raise Http404
    form = PlacesForm(request.POST or None, known=hospital.places.filter(room=room), rooms=[room])
    if request.method == "POST" and form.is_valid() and _is_reported(request, hospital, form):
        return moved_answer(request, _("%s reported") % Room(room).label, back=_back(request, hospital))
    words = {"title": Room(room).label, "submit_label": _("Report"), "action": request.path}
    template, status = "hospitals/places/room.html", 422 if form.is_bound else 200
    return render(request, template, {"form": form, **words}, status=status)


def _hospital(request: HttpRequest, pk: int) -> Hospital:
    return get_visible_or_404(request.user, "places.report", Hospital.objects.select_related("area"), pk=pk)


def _is_reported(request: HttpRequest, hospital: Hospital, form: Any) -> bool:
    try:
        report_places(hospital, figures=form.figures(), by=request.user)
    except MoveRefused as refused:
        form.add_error(None, str(refused.message))
        return False
    return True


def _back(request: HttpRequest, hospital: Hospital) -> str:
    return f"{reverse('hospitals:desk')}?hospital={hospital.pk}"
