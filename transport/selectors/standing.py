"""How fleets stand at this moment, for a ranking: where each vehicle is, who can drive it, what was driven today."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.areas.selectors import Point, Spot, spots_of
from transport.models import Driver, DriverShift, Trip, Vehicle
from transport.selectors.vehicles import TRIPS, VehicleState, states_of

# Of a trip and of a driver, what a ranking asks.
BRIEF = Trip.objects.only("number", "state", "area", "vehicle", "driver", "pool", "during")
CREW = Driver.objects.only("fleet", "name", "is_active", "licence_until", "protection", "tested_until")
USUAL_HOLD = timedelta(hours=4)  # how long an outing holds its vehicle where nobody says
Span = tuple[datetime, datetime]


@dataclass(slots=True)
class Work:
    """Of a driver on one day: rides (people who share one count once), how long they bind, and when."""

    rides: dict[Any, Span] = field(default_factory=dict)

    @property
    def hours(self) -> float:
        return sum((upper - lower).total_seconds() for lower, upper in self.rides.values()) / 3600

    def is_free(self, lower: datetime, upper: datetime, *, but: Any = None) -> bool:
        """Bound by no ride then; `but` is the one that is to be given another vehicle."""
        others = (span for ride, span in self.rides.items() if ride != but)
        return all(upper <= begins or ends <= lower for begins, ends in others)


@dataclass(slots=True)
class Standing:
    """The vehicles that one person may dispatch, with all that a ranking asks; read once, whatever is ranked."""

    now: datetime
    states: list[VehicleState]
    drivers: dict[int, list[Driver]]  # by fleet
    work: dict[int | None, Work]  # by driver
    usual: dict[int | None, int | None]  # vehicle → who drove it last today
    last_areas: dict[int | None, str]  # vehicle → the door at which it was last today
    shifts: dict[int, list[Any]]  # by driver
    spots: dict[str, Spot]  # by area

    def free_drivers(self, fleet_id: int, lower: datetime, upper: datetime, *, but: Any = None) -> dict[int, Driver]:
        """Who may begin a trip then and is bound by none, by key; whoever has driven least first."""
        day = timezone.localdate(lower)
        crew = self.drivers.get(fleet_id, [])
        has_shifts = any(timezone.localdate(one.lower) == day for driver in crew for one in self._shifts(driver))
        ready = [
            driver
            for driver in crew
            if not driver.lacks(lower, day)
            and self.work_of(driver).is_free(lower, upper, but=but)
            and (not has_shifts or any(one.lower <= lower < one.upper for one in self._shifts(driver)))
        ]
        ready.sort(key=lambda driver: (self.work_of(driver).hours, driver.pk))
        return {driver.pk: driver for driver in ready}

    def work_of(self, driver: Driver) -> Work:
        return self.work.get(driver.pk) or Work()

    def point_of(self, area: str) -> Point | None:
        return self.spots[area].point if area in self.spots else None

    def spot_of(self, vehicle: Vehicle) -> tuple[Any, Point | None]:
        """Where a vehicle stands that is on no trip: at its base, else where its last passenger got off today."""
        if vehicle.base_latitude is not None and vehicle.base_longitude is not None:
            return vehicle.base_name or _("its base"), (vehicle.base_latitude, vehicle.base_longitude)
        if area := self.last_areas.get(vehicle.pk):
            return _("the door of its last passenger"), self.point_of(area)
        return vehicle.base_name or _("its fleet's area"), self.point_of(vehicle.fleet.area_id)

    def _shifts(self, driver: Driver) -> list[Any]:
        return self.shifts.get(driver.pk, [])


def standing_of(
    vehicles: QuerySet[Vehicle],
    *,
    doors: Iterable[str] = (),
    at: datetime | None = None,
    trips: QuerySet[Trip] = TRIPS,
) -> Standing:
    """Seven queries, however many vehicles. `doors` are areas whose points will be asked; `at` a start to come.

    `trips`: what is read of those that hold a vehicle; a ranking alone needs no more than is BRIEF.
    """
    now = timezone.now()
    states = states_of(vehicles, trips=trips)
    fleets = {state.vehicle.fleet_id: state.vehicle.fleet for state in states}
    standing = Standing(now, states, {}, {}, {}, {}, {}, {})
    for driver in CREW.filter(fleet__in=fleets, is_active=True).order_by("pk"):
        standing.drivers.setdefault(driver.fleet_id, []).append(driver)
    _read_work(standing, fleets, max(now, at or now))
    _read_shifts(standing, fleets, max(now, at or now))
    known = {trip.area_id for state in states for trip in state.held} | {fleet.area_id for fleet in fleets.values()}
    standing.spots = spots_of({*known, *doors, *standing.last_areas.values()})
    return standing


def _read_work(standing: Standing, fleets: Iterable[int], at: datetime) -> None:
    """What was and will be driven from this morning until the trip in question could be over.

    What is still held is at hand with the vehicles, whose fleets their drivers belong to; only what is over is read.
    """
    morning = timezone.make_aware(datetime.combine(timezone.localdate(standing.now), time.min))
    night = at + timedelta(hours=24)
    over = BRIEF.filter(driver__fleet__in=fleets, state=Trip.State.DISINFECTED, during__overlap=(morning, night))
    over = over.order_by("during")
    standing.last_areas = {trip.vehicle_id: trip.area_id for trip in over}
    held = (trip for state in standing.states for trip in state.held if trip.during)
    for trip in sorted([*over, *held], key=lambda trip: trip.during.lower):
        lower, upper = trip.during.lower, trip.during.upper
        if lower < night and morning < upper:
            standing.work.setdefault(trip.driver_id, Work()).rides[trip.pool] = (lower, upper)
        if morning < upper and lower <= standing.now:
            standing.usual[trip.vehicle_id] = trip.driver_id


def _read_shifts(standing: Standing, fleets: Iterable[int], at: datetime) -> None:
    """Those of the day of the trip, and those of the evening before that last into it."""
    day = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    near = DriverShift.objects.filter(driver__fleet__in=fleets, during__overlap=(day, day + timedelta(days=1)))
    for driver, during in near.values_list("driver_id", "during"):
        standing.shifts.setdefault(driver, []).append(during)
