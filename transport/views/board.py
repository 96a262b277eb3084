"""The dispatch board: choose who waits, then the vehicle; what each vehicle does, and where."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access.api import get_visible_or_404, visible
from portal.access.decorators import action
from portal.console.moving import answer_move, moved_answer
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused
from portal.privacy import subjects
from transport.forms.board import BoardForm
from transport.lifecycle import TRIP
from transport.models import Driver, Trip, Vehicle
from transport.selectors.board import (
    RELATED,
    assigned_trips,
    can_be_sent,
    chosen_trip,
    waiting_people,
    waiting_places,
)
from transport.selectors.charting import marks_of
from transport.selectors.outside import trips_outside
from transport.selectors.racing import what_became_of, why_refused
from transport.selectors.standing import Standing, standing_of
from transport.selectors.suggesting import ORDER, ranked, refusals
from transport.selectors.timeline import timeline_of
from transport.selectors.vehicles import VehicleState, fits
from transport.services import assign_vehicle

TRIPS = Trip.objects.select_related(*RELATED)
SHOWN = 40  # vehicles, and outings on their way: more is found by narrowing, not by scrolling
BEST = 8
TAKEN_DRIVER = ("trip_driver_once", "trip_driver_one_under_way")


@action("board.open")
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The page; for htmx its lists. `?trip=` names the outing that is chosen: the first of the two actions."""
    form = BoardForm(request.GET, places=waiting_places(request.user))
    waiting, waiting_total = waiting_people(request.user, area=form.said("area"))
    pointed_at = chosen_trip(request.user, form.said("trip"))
    chosen = pointed_at if pointed_at and can_be_sent(pointed_at, again=bool(form.said("again"))) else None
    if chosen:
        subjects.attach([chosen])
    doors = [one.trip.area_id for one in waiting] + ([chosen.area_id] if chosen else [])
    vehicles = visible(request.user, "vehicle.dispatch", Vehicle.objects.all())
    standing = standing_of(vehicles, doors=doors, at=chosen.planned_at if chosen else None)
    assigned = assigned_trips(request.user)
    context = {
        "form": form,
        "waiting": waiting,
        "waiting_total": waiting_total,
        "chosen": chosen,
        "gone": what_became_of(pointed_at) if pointed_at and not chosen else "",
        "assigned": subjects.attach(assigned[:SHOWN]),
        "assigned_total": assigned.count(),
        "outside_total": trips_outside(request.user).count(),
        "marks": marks_of(standing, [one.trip for one in waiting]),
        "tiles": settings.MAP_TILES,
        "tiles_by": settings.MAP_TILES_BY,
        **_vehicles(form, chosen, standing),
    }
    return render(request, "transport/_board.html" if request.htmx else "transport/board.html", context)


def _vehicles(form: BoardForm, chosen: Trip | None, standing: Standing) -> dict[str, Any]:
    """The vehicles that the filters leave, ranked for who is chosen; else by what they are doing."""
    narrowing = {name: form.said(name) for name in ("q", "kind", "doing")}
    found = ranked(chosen, standing) if chosen else []
    offers = [one for one in found if fits(one.state, **narrowing)]
    if not chosen:
        states = [state for state in standing.states if fits(state, **narrowing)]
        states.sort(key=lambda state: (ORDER[state.state], state.vehicle.plate))
    else:
        states = [one.state for one in offers]
    able = [one for one in offers if not one.against]
    return {
        "able": able[:SHOWN],
        "able_total": len(able),
        "unable": [one for one in offers if one.against][: max(0, SHOWN - len(able))],
        "unable_total": len(offers) - len(able),
        "refusals": refusals(found) if chosen and not able else [],
        "states": [] if chosen else states[:SHOWN],
        "states_total": len(states),
        "vehicles_total": len(standing.states),
        "timeline": timeline_of(_drawn(states, len(able)), now=standing.now, chosen=chosen),
    }


def _drawn(states: list[VehicleState], able: int) -> list[VehicleState]:
    """The few best of those that are able stay first, to be compared; then those that have something to draw."""
    best = min(able, BEST)
    return [*states[:best], *sorted(states[best:], key=lambda state: not state.held)][:SHOWN]


@action("trip.view", post="trip.assign")
@require_POST
def assign(request: HttpRequest, pk: Any, vehicle_pk: int) -> HttpResponse:
    """The second of the two actions. What the database refuses is told in words, with who was quicker."""
    trip = get_visible_or_404(request.user, "trip.assign", TRIPS, pk=pk)
    vehicles = visible(request.user, "vehicle.dispatch", Vehicle.objects.select_related("fleet"))
    vehicle = get_visible_or_404(request.user, "vehicle.dispatch", vehicles, pk=vehicle_pk)
    seen = request.POST.get("seen_state") or Trip.State.WAITING
    driver = _driver(request, vehicle)
    try:
        assigned = _assigned(trip, vehicle, driver, by=request.user, seen_state=seen)
    except Denied:
        raise
    except MoveRefused as refused:
        if not request.htmx:
            raise
        events = {"toast": {"text": why_refused(refused, trip, vehicle), "tone": "late"}, "reread": True}
        status = 422 if isinstance(refused, InvalidInput) else 409
        return HttpResponse(status=status, headers={"HX-Trigger": json.dumps(events)})
    words = {"plate": vehicle.plate, "driver": assigned.driver.name, "number": assigned.number}
    text = _("%(plate)s, %(driver)s → %(number)s") % words
    return moved_answer(request, text, back=reverse("transport:board"))


def _driver(request: HttpRequest, vehicle: Vehicle) -> Driver | None:
    """The one whom the board proposed."""
    said = request.POST.get("driver", "")
    return get_object_or_404(Driver, pk=said, fleet=vehicle.fleet_id) if said.isdigit() else None


def _assigned(trip: Trip, vehicle: Vehicle, driver: Driver | None, **how: Any) -> Trip:
    """With the driver who was proposed or, where another dispatcher has just taken that one, with the next."""
    try:
        return assign_vehicle(trip, vehicle=vehicle, driver=driver, **how)
    except MoveRefused as refused:
        if driver is None or getattr(refused, "constraint", "") not in TAKEN_DRIVER:
            raise
        return assign_vehicle(trip, vehicle=vehicle, **how)


@action("trip.view")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: Any, name: str) -> HttpResponse:
    trip = get_visible_or_404(request.user, "trip.view", TRIPS, pk=pk)
    return answer_move(request, TRIP, trip, name, back=reverse("transport:board"))
