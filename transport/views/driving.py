"""The driver's telephone: the trips of the day, one tap for each step, and the last one undone by a correction."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.audit.reveals import reveal
from portal.console.moving import answer_move
from portal.console.queued import takes_queued
from portal.lifecycle.table import Transition
from transport.forms import TroubleForm
from transport.lifecycle import TRIP
from transport.models import OCCUPIES_VEHICLE, Driver, Trip
from transport.selectors.board import RELATED
from transport.selectors.driving import Ride, rides_of
from transport.selectors.navigating import way_to_the_door, ways_of

TRIPS = Trip.objects.select_related(*RELATED)


@action("driver.open")
@never_cache
@require_safe
def driver(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only its list, read again when something moved."""
    cards = [_card(ride) for ride in rides_of(request.user)]
    known = Driver.objects.select_related("fleet").filter(user=request.user).first()
    context = {
        "driver": known,
        "place": known.fleet.name if known else _("My trips"),
        "day_and_who": _("%(day)s · %(who)s")
        % {"day": date_format(timezone.localdate(), "DATE_FORMAT"), "who": known.name if known else request.user},
        "rides": cards,
        "parts": _by_day(cards),
        "forms": [_trouble_form()],
    }
    return render(request, "transport/_rides.html" if request.htmx else "transport/driver.html", context)


def _by_day(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is under way or to be driven today, and what comes next."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    today = [card for card in cards if card["is_under_way"] or timezone.localdate(card["trip"].planned_at) < tomorrow]
    later = [card for card in cards if card not in today]
    parts = [{"title": _("Today"), "cards": today}, {"title": _("Next days"), "cards": later}]
    return [part for part in parts if part["cards"]]


def _trouble_form() -> dict[str, Any]:
    """Brought along with the page: there is no signal where a vehicle breaks down."""
    return {"id": "form-trouble", "title": _("Report trouble"), "form": TroubleForm(), "submit": _("Tell dispatch")}


def _card(ride: Ride) -> dict[str, Any]:
    trip = ride.trip
    return {
        "is_under_way": trip.state in OCCUPIES_VEHICLE,
        "ways": ways_of(trip),
        "troubles": ride.troubles,
        "trip": trip,
        "person": trip.card,
        "clock": ride.clock,
        "steps": ride.steps,
        "hospital": trip.booking.hospital if trip.booking else None,
        "entrance": trip.booking.entrance if trip.booking else "",
        "next": _tap(trip, ride.next),
        "undo": _tap(trip, ride.undo),
        "others": [_tap(trip, row) for row in ride.others],
        "ahead": [
            {"state": state, "word": Trip.State(state).label, "tap": _tap(trip, row)} for state, row in ride.ahead
        ],
    }


def _tap(trip: Trip, row: Transition | None) -> dict[str, Any] | None:
    address = reverse("transport:step", args=[trip.pk, row.name]) if row else ""
    return {"label": row.label, "name": row.name, "url": address, "target": row.target} if row else None


@action("trip.view")
@takes_queued
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: Any, name: str) -> HttpResponse:
    trip = get_visible_or_404(request.user, "trip.view", TRIPS, pk=pk)
    return answer_move(request, TRIP, trip, name, back=reverse("transport:driver"))


@action("trip.view", post="trip.reveal")
@require_POST
def contact(request: HttpRequest, pk: Any) -> HttpResponse:
    """Whom to fetch and where, in plain: journalled, with the trip as its reason."""
    trip = get_visible_or_404(request.user, "trip.view", TRIPS, pk=pk)
    may = can(request.user, "trip.reveal", trip)
    asked = {"by": request.user, "reason": _("to fetch the person"), "may": may, "area_id": trip.area_id}
    told = {
        field: reveal(trip.subject_kind, trip.subject_id, field, number=trip.number, **asked)
        for field in ("name", "phone", "address")
    }
    told["way"] = way_to_the_door(trip, address=told["address"] or "")
    return render(request, "transport/_contact.html", {"trip": trip, **told})
