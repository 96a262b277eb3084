"""A day of a fleet as a dial-a-ride problem: what waits, what is held already, who can drive."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from hospitals.vocabulary import Control, Need, Severity
from transport.models import DayPlan, Fleet, PlannedRun, Trip, Vehicle
from transport.planning.problem import Problem, Request, Stop
from transport.planning.problem import Vehicle as Car
from transport.selectors.duties import DAY, Duty, duties_of
from transport.selectors.fitness import reasons_against
from transport.selectors.ways import Places, minutes

LATE = 45.0  # minutes after the time that was planned; nobody is fetched before the time they were told
LONGEST_RIDE = 90.0
AT_THE_DOOR, AT_THE_HOSPITAL, DISINFECTING = 10.0, 5.0, 20.0
STAYS = {Need.TREATMENT_SESSION: 240.0}
USUAL_STAY = 120.0
LONGEST_DAY = 12 * 60.0  # of one driver
# What leaving somebody behind weighs, in kilometres: more than any way, and more for whom harm would come to.
URGENT, SESSION, OTHER, HELD = 300_000.0, 200_000.0, 100_000.0, 10_000_000.0


@dataclass(slots=True)
class Day:
    """The problem with what its numbers stand for. Requests beyond the trips are what vehicles are held for."""

    starts: datetime
    trips: list[Trip]
    duties: list[Duty]
    problem: Problem
    hopeless: dict[Trip, str] = field(default_factory=dict)

    def at(self, minute: float) -> datetime:
        return self.starts + timedelta(minutes=round(minute))


def day_bounds(plan: DayPlan) -> tuple[datetime, datetime]:
    starts = timezone.make_aware(datetime.combine(plan.day, time.min))
    return starts, starts + timedelta(days=1)


def waiting_on(plan: DayPlan) -> list[Trip]:
    """Outings that wait for a vehicle of this fleet on that day; where one has failed, or a driver, what those left."""
    starts, ends = day_bounds(plan)
    waiting = Trip.objects.filter(state=Trip.State.WAITING, fleet=plan.fleet_id)
    if plan.is_in_distress:
        waiting = waiting.filter(planned_runs__plan=plan)
    else:
        waiting = waiting.filter(planned_at__gte=starts, planned_at__lt=ends)
    return list(waiting.select_related("booking__hospital__area", "booking__slot", "area", "checkpoint"))


def day_of_fleet(plan: DayPlan, *, now: datetime) -> Day:
    """What cannot be planned whatever the search does is told apart beforehand, with the reason."""
    starts, _ends = day_bounds(plan)
    first = max(0.0, (now - starts).total_seconds() / 60)
    duties, hopeless = duties_of(plan.fleet, starts), dict[Trip, str]()
    waiting, vehicles = waiting_on(plan), list(plan.fleet.vehicles.all())
    for trip in waiting:
        if not any(_can_take(vehicle, trip) for vehicle in vehicles):
            hopeless[trip] = PlannedRun.Reason.UNFIT
        elif _window(trip, starts)[1] < first:
            hopeless[trip] = PlannedRun.Reason.TOO_LATE
    trips = [trip for trip in waiting if trip not in hopeless]
    places = Places()
    bases = [_base(duty.vehicle, plan.fleet, places) for duty in duties]
    spots = [_spots(trip, places) for trip in trips]
    km = places.km()
    ways = minutes(km)
    requests = [_request(trip, spot, ways, starts, first) for trip, spot in zip(trips, spots, strict=True)]
    cars = []
    for duty, base in zip(duties, bases, strict=True):
        own = range(len(requests), len(requests) + len(duty.held))
        requests += [_held(hold, base) for hold in duty.held]
        fits = {place for place, trip in enumerate(trips) if _can_take(duty.vehicle, trip)}
        begins = min([max(first, duty.begins), *(hold[0] for hold in duty.held)])
        aboard = (duty.vehicle.seats, duty.vehicle.wheelchair, duty.vehicle.stretcher)
        bound = duty.held[-1][1] - duty.held[0][0] if duty.held else 0.0
        longest = max(LONGEST_DAY, bound)
        cars.append(Car(base, base, begins, max(begins, duty.ends), aboard, longest, frozenset(fits.union(own))))
    return Day(starts, trips, duties, Problem(requests, cars, ways, km), hopeless)


def _can_take(vehicle: Vehicle, trip: Trip) -> bool:
    return not reasons_against(vehicle, trip, is_occupied=True, whatever_hour=True)


def _base(vehicle: Vehicle, fleet: Fleet, places: Places) -> int:
    return places.of(fleet.area, vehicle.base_latitude, vehicle.base_longitude)


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
        party=_party(trip),
        turnaround=stay + ways[hospital][door] + DISINFECTING,
        penalty=_weight(trip),
    )


def _party(trip: Trip) -> int | None:
    """Who may share a vehicle shares it with their own class of risk, on the way to the same hospital."""
    if trip.booking is None or not trip.may_pool:
        return None
    return trip.booking.hospital_id * len(Control) + list(Control).index(Control(trip.control))


def _weight(trip: Trip) -> float:
    booking = trip.booking
    if booking and booking.severity != Severity.ROUTINE:
        return URGENT
    return SESSION if booking and booking.need == Need.TREATMENT_SESSION else OTHER


def _held(hold: tuple[float, float], base: int) -> Request:
    """A stretch of time that belongs to somebody else: nobody rides along, and it stays where it is."""
    lower, upper = hold
    here = Stop(base, lower, lower)
    return Request(here, here, load=(0, 0, 0), turnaround=upper - lower, penalty=HELD)


def runs_by_vehicle(plan: DayPlan) -> Iterable[PlannedRun]:
    return plan.runs.select_related(
        "vehicle", "driver", "trip__booking__hospital", "trip__area", "trip__vehicle"
    ).order_by("vehicle__plate", "starts_at", "pk")
