"""Trouble on a trip: the driver's button, the light on the board, the dispatcher's answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.console.happened import happened_at
from portal.console.moving import PAGE, moved_answer
from portal.console.queued import Refusal, is_queued, labelled, takes_queued
from portal.notices.enqueueing import enqueue
from transport.forms import SettleForm, TroubleForm
from transport.models import Trip, Trouble
from transport.selectors.board import RELATED
from transport.selectors.troubles import open_troubles
from transport.services.troubles import report_trouble, settle_trouble
from transport.tasks import compute_plans

TRIPS = Trip.objects.select_related(*RELATED)
DIALOG = "components/dialog.html"


@action("trip.view", post="trip.trouble")
@takes_queued
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: Any) -> HttpResponse:
    """A telephone without a signal sends it later, with the time at which it happened."""
    trip = get_visible_or_404(request.user, "trip.trouble", TRIPS, pk=pk)
    form = TroubleForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        if is_queued(request):
            raise Refusal(422, _("Please correct the marked fields."), fields=labelled(form))
        return _dialog(request, form, title=_("Report trouble"), number=trip.number)
    at = happened_at(request, since=trip.created_at)
    trouble = report_trouble(trip, **form.cleaned_data, by=request.user, happened_at=at)
    if trouble.kind == Trouble.Kind.BREAKDOWN:
        enqueue(compute_plans)  # whoever the vehicle was to fetch next
    return moved_answer(request, _("%(number)s: dispatch has been told") % {"number": trip.number}, back=_back())


@action("board.open")
@never_cache
@require_safe
def troubles(request: HttpRequest) -> HttpResponse:
    """The light on the board: what drivers have reported and nobody has answered, or nothing at all."""
    return render(request, "transport/_troubles.html", {"troubles": open_troubles(request.user)})


@action("trip.view", post="trip.assign")
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: Any) -> HttpResponse:
    trip = get_visible_or_404(request.user, "trip.assign", TRIPS, troubles__pk=pk)
    trouble = Trouble.objects.get(pk=pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _dialog(request, form, title=trouble.get_kind_display(), number=trip.number)
    settle_trouble(trouble, answer=form.cleaned_data["answer"], by=request.user)
    text = _("%(number)s: answered, the driver has been told") % {"number": trip.number}
    return moved_answer(request, text, back=reverse("transport:board"))


def _back() -> str:
    return reverse("transport:driver")


def _dialog(request: HttpRequest, form: Any, **words: Any) -> HttpResponse:
    template, more = (DIALOG, {}) if request.htmx else (PAGE, {"dialog": DIALOG})
    context = {"form": form, "action": request.path, "submit_label": _("Send"), **words, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)
