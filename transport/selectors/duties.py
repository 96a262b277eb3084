"""Who drives what from when until when on one day: the shifts of drivers laid over the hours of vehicles."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from transport.models import HOLDS_VEHICLE, Driver, DriverShift, Fleet, Trip, Vehicle
from transport.selectors.fitness import shifts_of_day

DAY, NIGHT = 24 * 60.0, 3 * 60.0  # whoever goes out in the evening may come home after midnight
SHORTEST = 60.0  # minutes: less is no duty for which somebody changes vehicles

Span = tuple[float, float]  # minutes of the day


@dataclass(slots=True)
class Duty:
    """One driver in one vehicle. `held` are the stretches for which either of them is bound already."""

    vehicle: Vehicle
    driver: Driver
    begins: float
    ends: float
    held: list[Span] = field(default_factory=list)


def duties_of(fleet: Fleet, starts: datetime) -> list[Duty]:
    """Each driver who can drive that day gets a vehicle: the one they are bound to already, else the most able one.

    A vehicle may be handed from one driver to the next. What stands without a driver has no duty.
    """
    vehicles, holds = _fit_vehicles(fleet, starts), _holds(fleet, starts)
    windows = [(driver, window) for driver in _ready(fleet, starts) for window in _windows(driver, fleet, starts)]
    windows.sort(key=lambda one: (one[0].pk not in {trip.driver_id for trip in holds}, one[1][0], one[0].pk))
    duties: list[Duty] = []
    for driver, window in windows:
        own = [trip for trip in holds if trip.driver_id == driver.pk and _overlap(_span(trip, starts), window) > 0]
        if duty := _duty(driver, window, own, vehicles, duties, starts):
            duty.held = _merged(
                [
                    _span(trip, starts)
                    for trip in holds
                    if (trip.driver_id == driver.pk or trip.vehicle_id == duty.vehicle.pk)
                    and _overlap(_span(trip, starts), (duty.begins, duty.ends)) > 0
                ]
            )
            duty.begins = min([duty.begins, *(span[0] for span in duty.held)])
            duty.ends = max([duty.ends, *(span[1] for span in duty.held)])
            duties.append(duty)
    return duties


def _fit_vehicles(fleet: Fleet, starts: datetime) -> list[Vehicle]:
    """Those that can carry most first. Whatever is under way will be disinfected when it is back."""
    day = timezone.localdate(starts)
    held = set(Trip.objects.filter(vehicle__fleet=fleet, state__in=HOLDS_VEHICLE).values_list("vehicle", flat=True))
    fit = []
    for vehicle in fleet.vehicles.all():
        lacks = vehicle.lacks(day)
        if not (lacks[:-1] if vehicle.last_disinfected_at is None and vehicle.pk in held else lacks):
            fit.append(vehicle)
    return sorted(fit, key=lambda one: (-one.stretcher - one.wheelchair - one.has_oxygen, -one.seats, one.pk))


def _holds(fleet: Fleet, starts: datetime) -> list[Trip]:
    during = (starts, starts + timedelta(minutes=DAY))
    held = Trip.objects.filter(vehicle__fleet=fleet, state__in=HOLDS_VEHICLE, during__overlap=during)
    return list(held.order_by("during"))


def _ready(fleet: Fleet, starts: datetime) -> list[Driver]:
    """Their tests are asked where their hours are known."""
    noon = starts + timedelta(hours=12)
    drivers = fleet.drivers.filter(is_active=True, protection__gt=Driver.Protection.NONE, tested_until__gt=starts)
    return list(drivers.filter(licence_until__gte=timezone.localdate(noon)).order_by("pk"))


def _windows(driver: Driver, fleet: Fleet, starts: datetime) -> list[Span]:
    """The shifts of the driver as minutes of the day, the whole day where the fleet has none; a test may end sooner."""
    assert driver.tested_until
    tested = (driver.tested_until - starts).total_seconds() / 60
    if not shifts_of_day(fleet.pk, timezone.localdate(starts)).exists():
        return [(0.0, min(DAY + NIGHT, tested))]
    reach = (starts, starts + timedelta(minutes=DAY))
    shifts = DriverShift.objects.filter(driver=driver, during__overlap=reach).order_by("during")
    spans = [_minutes(shift.during.lower, shift.during.upper, starts) for shift in shifts]
    return [(max(0.0, lower), min(upper, tested)) for lower, upper in spans if min(upper, tested) > max(0.0, lower)]


def _duty(
    driver: Driver, window: Span, own: list[Trip], vehicles: list[Vehicle], duties: list[Duty], starts: datetime
) -> Duty | None:
    bound = next((one for trip in own for one in vehicles if one.pk == trip.vehicle_id), None)
    if bound:
        return Duty(bound, driver, *window)
    best: tuple[float, Vehicle, Span] | None = None
    for vehicle in vehicles:
        taken = [(duty.begins, duty.ends) for duty in duties if duty.vehicle == vehicle]
        for hours in _hours(vehicle, starts):
            span = (max(window[0], hours[0]), min(window[1], hours[1]))
            length = span[1] - span[0]
            is_free = not any(_overlap(span, other) > 0 for other in taken)
            if length >= SHORTEST and is_free and (best is None or length > best[0]):
                best = (length, vehicle, span)
    return Duty(best[1], driver, *best[2]) if best else None


def _hours(vehicle: Vehicle, starts: datetime) -> list[Span]:
    if vehicle.shift_from is None or vehicle.shift_until is None:
        return [(0.0, DAY + NIGHT)]
    lower, upper = (_of_the_day(hour) for hour in (vehicle.shift_from, vehicle.shift_until))
    return [(lower, upper)] if lower < upper else [(lower, DAY + upper), (0.0, upper)]


def _of_the_day(hour: time) -> float:
    return hour.hour * 60.0 + hour.minute


def _span(trip: Trip, starts: datetime) -> Span:
    assert trip.during
    return _minutes(trip.during.lower, trip.during.upper, starts)


def _minutes(lower: datetime, upper: datetime, starts: datetime) -> Span:
    return max(0.0, (lower - starts).total_seconds() / 60), (upper - starts).total_seconds() / 60


def _overlap(one: Span, other: Span) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _merged(spans: list[Span]) -> list[Span]:
    """As few stretches as say the same: those who share a ride, or a driver lent to another vehicle."""
    found: list[Span] = []
    for lower, upper in sorted(spans):
        if found and lower < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], upper))
        else:
            found.append((lower, upper))
    return found
