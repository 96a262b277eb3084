"""The dispatch board: choose who waits, then the vehicle; and who is out, since when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access.api import get_visible_or_404, visible
from portal.access.decorators import action
from portal.console.moving import answer_move, moved_answer
from portal.privacy import subjects
from transport.lifecycle import TRIP
from transport.models import Trip, Vehicle
from transport.selectors.board import RELATED, assigned_trips, offers, people_outside, waiting_trips
from transport.services import assign_vehicle

TRIPS = Trip.objects.select_related(*RELATED)


@action("board.open")
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The page; for htmx its columns. `?trip=` names the one that is chosen: the first of the two actions."""
    waiting = subjects.attach(waiting_trips(request.user))
    chosen = next((trip for trip in waiting if str(trip.pk) == request.GET.get("trip")), None)
    context = {
        "waiting": waiting,
        "chosen": chosen,
        "offers": offers(request.user, chosen),
        "assigned": subjects.attach(assigned_trips(request.user)),
        "outside": people_outside(request.user),
    }
    return render(request, "transport/_board.html" if request.htmx else "transport/board.html", context)


@action("trip.view", post="trip.assign")
@require_POST
def assign(request: HttpRequest, pk: Any, vehicle_pk: int) -> HttpResponse:
    """The second of the two actions. What the database refuses is told in words."""
    trip = get_visible_or_404(request.user, "trip.assign", TRIPS, pk=pk)
    vehicles = visible(request.user, "vehicle.dispatch", Vehicle.objects.select_related("fleet"))
    vehicle = get_visible_or_404(request.user, "vehicle.dispatch", vehicles, pk=vehicle_pk)
    seen = request.POST.get("seen_state") or Trip.State.WAITING
    assigned = assign_vehicle(trip, vehicle=vehicle, by=request.user, seen_state=seen)
    words = {"plate": vehicle.plate, "driver": assigned.driver.name, "number": assigned.number}
    text = _("%(plate)s, %(driver)s → %(number)s") % words
    return moved_answer(request, text, back=reverse("transport:board"))


@action("trip.view")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: Any, name: str) -> HttpResponse:
    trip = get_visible_or_404(request.user, "trip.view", TRIPS, pk=pk)
    return answer_move(request, TRIP, trip, name, back=reverse("transport:board"))
