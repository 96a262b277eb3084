"""The dispatch board: trips that wait, vehicles that could take one, and everyone who is out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from portal.access.api import visible
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.privacy import subjects
from transport.models import OUTSIDE, Trip, TripStep, Vehicle
from transport.selectors.fitness import reasons_against
from transport.selectors.vehicles import FREE, HELD, OUT, UNFIT, VehicleState, states_of

RELATED = ("booking__hospital", "vehicle", "driver", "area", "fleet", "checkpoint")
ORDER = {FREE: 0, HELD: 1, OUT: 2, UNFIT: 3}


@dataclass(frozen=True, slots=True)
class Offer:
    """A vehicle put to the trip that is chosen: `against` says why it cannot take it, [] that it can."""

    state: VehicleState
    against: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody who is out: since when, where last seen, and the clock of the return."""

    trip: Trip
    since: datetime | None
    last: str
    last_at: datetime | None
    clock: Commitment | None


def waiting_trips(user: Any) -> QuerySet[Trip]:
    """Trips that wait for a vehicle, the one wanted first at the top."""
    waiting = Trip.objects.filter(state=Trip.State.WAITING).select_related(*RELATED)
    return visible(user, "trip.assign", waiting).order_by("planned_at", "created_at")


def assigned_trips(user: Any) -> QuerySet[Trip]:
    """Trips with a vehicle whose passenger is not aboard yet."""
    assigned = Trip.objects.filter(state__in=("assigned", "accepted", "departed")).select_related(*RELATED)
    return visible(user, "trip.assign", assigned).order_by("during")


def offers(user: Any, trip: Trip | None) -> list[Offer]:
    """The vehicles of this person, the most fitting first: free, of the fleet that was asked, no more than needed."""
    states = states_of(visible(user, "vehicle.dispatch", Vehicle.objects.all()))
    found = [Offer(state, _against(state, trip)) for state in states]
    return sorted(found, key=lambda offer: _fitting(offer, trip))


def _fitting(offer: Offer, trip: Trip | None) -> tuple:
    """Between two that can go, an ambulance is kept for whoever cannot go without one."""
    state, vehicle = offer.state, offer.state.vehicle
    is_of_other_fleet = trip is not None and trip.fleet_id not in (None, vehicle.fleet_id)
    surplus = vehicle.has_oxygen + vehicle.stretcher + vehicle.wheelchair
    return (bool(offer.against), ORDER[state.state], is_of_other_fleet, surplus, vehicle.plate)


def _against(state: VehicleState, trip: Trip | None) -> list[Any]:
    if trip is None:
        return state.lacks if state.state == UNFIT else []
    return reasons_against(state.vehicle, trip, is_occupied=state.now is not None)


def people_outside(user: Any) -> list[Outside]:
    """Everyone who has left and is not home: the same few queries however many."""
    last = TripStep.objects.filter(trip=OuterRef("pk"), corrects=None, correction=None).order_by("-happened_at", "-pk")
    first = last.filter(name__in=("departed", "out", "picked_up")).order_by("happened_at")
    trips = visible(user, "trip.view", Trip.objects.filter(state__in=OUTSIDE).select_related(*RELATED)).annotate(
        since=Subquery(first.values("happened_at")[:1]),
        last=Subquery(last.values("name")[:1]),
        last_at=Subquery(last.values("happened_at")[:1]),
    )
    found = subjects.attach(trips)
    clocks = open_of_all("trip", [trip.pk for trip in found])
    people = [
        Outside(trip, trip.since, trip.last or "", trip.last_at, next(iter(clocks.get(trip.pk, [])), None))
        for trip in found
    ]
    return sorted(people, key=lambda one: (one.clock is None, one.clock.due_at if one.clock else one.trip.planned_at))


def count_outside(user: Any) -> int:
    return visible(user, "trip.view", Trip.objects.filter(state__in=OUTSIDE)).count()
