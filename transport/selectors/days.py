"""A day of a fleet as a dial-a-ride problem: what waits, what is held already, who can drive."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from hospitals.vocabulary import Need, Severity
from transport.models import HOLDS_VEHICLE, DayPlan, PlannedRun, Trip, Vehicle
from transport.planning.problem import Problem, Request, Stop
from transport.planning.problem import Vehicle as Car
from transport.selectors.fitness import reasons_against
from transport.selectors.ways import Places, minutes

LATE = 45.0  # minutes after the time that was planned; nobody is fetched before the time they were told
LONGEST_RIDE = 90.0
AT_THE_DOOR, AT_THE_HOSPITAL, DISINFECTING = 10.0, 5.0, 20.0
STAYS = {Need.TREATMENT_SESSION: 240.0}
USUAL_STAY = 120.0
LONGEST_DAY = 12 * 60.0  # of one driver
DAY, NIGHT = 24 * 60.0, 3 * 60.0  # whoever goes out in the evening may come home after midnight
# What leaving somebody behind weighs, in kilometres: more than any way, and more for whom harm would come to.
URGENT, SESSION, OTHER, HELD = 300_000.0, 200_000.0, 100_000.0, 10_000_000.0


@dataclass(slots=True)
class Day:
    """The problem with what its numbers stand for. Requests beyond the trips are what vehicles are held for."""

    starts: datetime
    trips: list[Trip]
    vehicles: list[Vehicle]
    problem: Problem
    hopeless: dict[Trip, str] = field(default_factory=dict)

    def at(self, minute: float) -> datetime:
        return self.starts + timedelta(minutes=round(minute))


def day_bounds(plan: DayPlan) -> tuple[datetime, datetime]:
    starts = timezone.make_aware(datetime.combine(plan.day, time.min))
    return starts, starts + timedelta(days=1)


def waiting_on(plan: DayPlan) -> list[Trip]:
    """Outings that wait for a vehicle of this fleet on that day."""
    starts, ends = day_bounds(plan)
    waiting = Trip.objects.filter(
        state=Trip.State.WAITING, fleet=plan.fleet_id, planned_at__gte=starts, planned_at__lt=ends
    )
    return list(waiting.select_related("booking__hospital__area", "booking__slot", "area", "checkpoint"))


def day_of_fleet(plan: DayPlan, *, now: datetime) -> Day:
    """What cannot be planned whatever the search does is told apart beforehand, with the reason."""
    starts, _ends = day_bounds(plan)
    first = max(0.0, (now - starts).total_seconds() / 60)
    vehicles = _drivable(plan)
    takes: dict[Trip, list[int]] = {}
    hopeless: dict[Trip, str] = {}
    for trip in waiting_on(plan):
        takes[trip] = [at for at, one in enumerate(vehicles) if not reasons_against(one, trip, is_occupied=True)]
        if not takes[trip]:
            hopeless[trip] = PlannedRun.Reason.UNFIT
        elif _window(trip, starts)[1] < first:
            hopeless[trip] = PlannedRun.Reason.TOO_LATE
    trips = [trip for trip in takes if trip not in hopeless]
    places = Places()
    base = places.of_area(plan.fleet.area)
    spots = [_spots(trip, places) for trip in trips]
    km = places.km()
    ways = minutes(km)
    requests = [_request(trip, spot, ways, starts, first) for trip, spot in zip(trips, spots, strict=True)]
    held = [(number, hold) for number, vehicle in enumerate(vehicles) for hold in _holds(vehicle, starts)]
    requests += [_held(hold, base) for _number, hold in held]
    cars = []
    for number, vehicle in enumerate(vehicles):
        fits = {place for place, trip in enumerate(trips) if number in takes[trip]}
        own = {len(trips) + place for place, (owner, _hold) in enumerate(held) if owner == number}
        begins = min([first, *(hold[0] for owner, hold in held if owner == number)])
        aboard = (vehicle.seats, vehicle.wheelchair, vehicle.stretcher)
        cars.append(Car(base, base, begins, DAY + NIGHT, aboard, LONGEST_DAY, frozenset(fits | own)))
    return Day(starts, trips, vehicles, Problem(requests, cars, ways, km), hopeless)


def _drivable(plan: DayPlan) -> list[Vehicle]:
    """No more vehicles than there are drivers: those bound already first, then those that can carry most."""
    fit = [vehicle for vehicle in plan.fleet.vehicles.all() if not _is_unfit(vehicle)]
    bound = set(Trip.objects.filter(vehicle__in=fit, state__in=HOLDS_VEHICLE).values_list("vehicle", flat=True))
    fit.sort(key=lambda one: (one.pk not in bound, -one.stretcher - one.wheelchair - one.has_oxygen, -one.seats))
    return fit[: plan.fleet.drivers.filter(is_active=True).count()]


def _is_unfit(vehicle: Vehicle) -> bool:
    """Whatever is under way will be disinfected when it is back."""
    lacks, holds = vehicle.lacks(), vehicle.trips.filter(state__in=HOLDS_VEHICLE)
    return bool(lacks[:-1] if vehicle.last_disinfected_at is None and holds.exists() else lacks)


def _spots(trip: Trip, places: Places) -> tuple[int, int]:
    """(door, hospital)."""
    gate = trip.checkpoint
    door = places.of(trip.area, gate.latitude, gate.longitude) if gate else places.of_area(trip.area)
    if trip.booking is None:
        return door, places.of_point(None)
    hospital = trip.booking.hospital
    return door, places.of(hospital.area, hospital.latitude, hospital.longitude)


def _window(trip: Trip, starts: datetime) -> tuple[float, float]:
    """Of the pick-up. A slot of the hospital counts more than the time that somebody planned."""
    planned = (trip.planned_at - starts).total_seconds() / 60
    if slot := _slot(trip, starts):
        return 0.0, slot[1]
    return planned, planned + LATE


def _slot(trip: Trip, starts: datetime) -> tuple[float, float] | None:
    slot = trip.booking.slot if trip.booking else None
    if slot is None:
        return None
    return tuple((edge - starts).total_seconds() / 60 for edge in (slot.starts_at, slot.ends_at))  # type: ignore[return-value]


def _request(trip: Trip, spot: tuple[int, int], ways: list[list[float]], starts: datetime, first: float) -> Request:
    """There, the stay, and home: the vehicle is bound to the person until it is disinfected (B4a)."""
    door, hospital = spot
    booking = trip.booking
    stay = STAYS.get(Need(booking.need), USUAL_STAY) if booking else USUAL_STAY
    arrives = _slot(trip, starts) or (0.0, DAY)
    earliest, latest = _window(trip, starts)
    return Request(
        Stop(door, max(first, earliest), latest, service=AT_THE_DOOR),
        Stop(hospital, *arrives, service=AT_THE_HOSPITAL, leaves=door),
        load=(1 + trip.companions, int(trip.mobility == "wheelchair"), int(trip.mobility == "stretcher")),
        longest_ride=LONGEST_RIDE,
        party=booking.hospital_id if booking and trip.may_pool else None,
        turnaround=stay + ways[hospital][door] + DISINFECTING,
        penalty=_weight(trip),
    )


def _weight(trip: Trip) -> float:
    booking = trip.booking
    if booking and booking.severity != Severity.ROUTINE:
        return URGENT
    return SESSION if booking and booking.need == Need.TREATMENT_SESSION else OTHER


def _holds(vehicle: Vehicle, starts: datetime) -> list[tuple[float, float]]:
    """When the vehicle is bound already, in minutes of the day; one stretch for those who share a ride."""
    ends = starts + timedelta(minutes=DAY)
    held = vehicle.trips.filter(state__in=HOLDS_VEHICLE, during__overlap=(starts, ends))
    during = {trip.pool: trip.during for trip in held}
    stretches = [
        tuple((edge - starts).total_seconds() / 60 for edge in (one.lower, one.upper)) for one in during.values() if one
    ]
    return sorted((max(0.0, lower), upper) for lower, upper in stretches)


def _held(hold: tuple[float, float], base: int) -> Request:
    """A stretch of time that belongs to somebody else: nobody rides along, and it stays where it is."""
    lower, upper = hold
    here = Stop(base, lower, lower)
    return Request(here, here, load=(0, 0, 0), turnaround=upper - lower, penalty=HELD)


def runs_by_vehicle(plan: DayPlan) -> Iterable[PlannedRun]:
    return plan.runs.select_related("vehicle", "trip__booking__hospital", "trip__area", "trip__vehicle").order_by(
        "vehicle__plate", "starts_at", "pk"
    )
