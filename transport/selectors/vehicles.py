"""Vehicles as a dispatcher sees them: what each is doing, when it is free, what it lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from transport.models import HOLDS_VEHICLE, OCCUPIES_VEHICLE, Fleet, Trip, Vehicle

TRIPS = Trip.objects.select_related("booking__hospital", "driver", "area")
UNFIT, OUT, HELD, FREE = "unfit", "out", "held", "free"
WORDS = {
    UNFIT: pgettext_lazy("vehicle", "not dispatchable"),
    OUT: pgettext_lazy("vehicle", "under way"),
    HELD: pgettext_lazy("vehicle", "assigned"),
    FREE: pgettext_lazy("vehicle", "free"),
}


@dataclass(slots=True)
class VehicleState:
    """`free_at` is None when the vehicle is free now; `now` is the trip it is on, `next` those it is held for."""

    vehicle: Vehicle
    state: str
    lacks: list[Any]
    now: Trip | None = None
    next: list[Trip] = field(default_factory=list)

    @property
    def words(self) -> Any:
        return WORDS[self.state]

    @property
    def free_at(self) -> datetime | None:
        return max((trip.during.upper for trip in self.held if trip.during), default=None)

    @property
    def held(self) -> list[Trip]:
        """The trip that it is on and those that it is held for, in order."""
        return [*([self.now] if self.now else []), *self.next]


def states_of(vehicles: QuerySet[Vehicle], *, trips: QuerySet[Trip] = TRIPS) -> list[VehicleState]:
    """Three queries, however many vehicles; each fleet is read once, not once a vehicle. `trips`: what of theirs."""
    found = list(vehicles)
    fleets = Fleet.objects.select_related("area").in_bulk({vehicle.fleet_id for vehicle in found})
    for vehicle in found:
        vehicle.fleet = fleets[vehicle.fleet_id]
    holding = trips.filter(vehicle__in=vehicles.order_by().values("pk"), state__in=HOLDS_VEHICLE)
    by_vehicle: dict[int | None, list[Trip]] = {}
    for trip in holding.order_by("during"):
        by_vehicle.setdefault(trip.vehicle_id, []).append(trip)
    today = timezone.localdate()
    return [_state_of(vehicle, by_vehicle.get(vehicle.pk, []), today) for vehicle in found]


def _state_of(vehicle: Vehicle, trips: Iterable[Trip], today: date) -> VehicleState:
    now = next((trip for trip in trips if trip.state in OCCUPIES_VEHICLE), None)
    coming = [trip for trip in trips if trip.state not in OCCUPIES_VEHICLE]
    lacks = vehicle.lacks(today)
    if now is None and lacks:
        return VehicleState(vehicle, UNFIT, lacks, None, coming)
    state = OUT if now else HELD if coming else FREE
    return VehicleState(vehicle, state, lacks, now, coming)


def fits(state: VehicleState, *, q: str = "", kind: str = "", doing: str = "") -> bool:
    """Is it what a dispatcher narrowed the list to? `q`: part of a plate or of a fleet's name."""
    vehicle = state.vehicle
    is_named = not q or q.casefold() in f"{vehicle.plate} {vehicle.fleet.name}".casefold()
    return is_named and kind in ("", vehicle.kind) and doing in ("", state.state)
