"""Vehicles as a dispatcher sees them: what each is doing, when it is free, what it lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from transport.models import HOLDS_VEHICLE, OCCUPIES_VEHICLE, Trip, Vehicle

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
        held = [trip.during.upper for trip in [*([self.now] if self.now else []), *self.next]]
        return max(held, default=None)


def states_of(vehicles: QuerySet[Vehicle]) -> list[VehicleState]:
    """Two queries, however many vehicles."""
    found = list(vehicles.select_related("fleet"))
    trips = Trip.objects.filter(vehicle__in=[vehicle.pk for vehicle in found], state__in=HOLDS_VEHICLE)
    by_vehicle: dict[int | None, list[Trip]] = {}
    for trip in trips.select_related("booking__hospital", "driver").order_by("during"):
        by_vehicle.setdefault(trip.vehicle_id, []).append(trip)
    return [_state_of(vehicle, by_vehicle.get(vehicle.pk, [])) for vehicle in found]


def _state_of(vehicle: Vehicle, trips: Iterable[Trip]) -> VehicleState:
    now = next((trip for trip in trips if trip.state in OCCUPIES_VEHICLE), None)
    coming = [trip for trip in trips if trip.state not in OCCUPIES_VEHICLE]
    lacks = vehicle.lacks()
    if now is None and lacks:
        return VehicleState(vehicle, UNFIT, lacks, None, coming)
    state = OUT if now else HELD if coming else FREE
    return VehicleState(vehicle, state, lacks, now, coming)
