"""Who drives what from when until when on one day: the shifts of drivers laid over the hours of vehicles."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from transport.models import HOLDS_VEHICLE, OCCUPIES_VEHICLE, Driver, DriverShift, Fleet, Trip, Vehicle
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
    """Each driver who can drive that day gets a vehicle: the one they are bound to already, else by the longest duty.

    A vehicle may be handed from one driver to the next. What stands without a driver has no duty.
    """
    vehicles, holds = _fit_vehicles(fleet, starts), _holds(fleet, starts)
    windows = [(driver, window) for driver in _ready(fleet, starts) for window in _windows(driver, fleet, starts)]
    # Whoever comes home in the small hours has half a day's work behind them: a vehicle goes to the rested first.
    at_work = {trip.driver_id for trip in holds}
    windows.sort(key=lambda one: one[0].pk in at_work)
    duties, free = list[Duty](), list[tuple[Driver, Span]]()
    for driver, window in windows:
        bound = {
            trip.vehicle_id for trip in holds if trip.driver_id == driver.pk and _meet(_span(trip, starts), window)
        }
        vehicle = next((one for one in vehicles if one.pk in bound), None)
        if vehicle:
            duties.append(Duty(vehicle, driver, *window))
        else:
            free.append((driver, window))
    duties += _paired(free, vehicles, duties)
    for duty in duties:
        _hold(duty, holds, starts)
    return duties


def _paired(windows: list[tuple[Driver, Span]], vehicles: list[Vehicle], before: list[Duty]) -> list[Duty]:
    """Of all that could be, the longest duty first; of two as long, the more able vehicle."""
    possible = [
        (span[0] - span[1], order, number, span)
        for number, (_driver, window) in enumerate(windows)
        for order, vehicle in enumerate(vehicles)
        for span in _spans(vehicle, window)
    ]
    taken = [[(duty.begins, duty.ends) for duty in before if duty.vehicle == vehicle] for vehicle in vehicles]
    found: dict[int, Duty] = {}
    for _length, order, number, span in sorted(possible):
        if number not in found and not any(_meet(span, other) for other in taken[order]):
            found[number] = Duty(vehicles[order], windows[number][0], *span)
            taken[order].append(span)
    return [found[number] for number in sorted(found)]


def _spans(vehicle: Vehicle, window: Span) -> list[Span]:
    both = [(max(window[0], hours[0]), min(window[1], hours[1])) for hours in _hours(vehicle)]
    return [span for span in both if span[1] - span[0] >= SHORTEST]


def _hold(duty: Duty, holds: list[Trip], starts: datetime) -> None:
    """Notes for what the vehicle or the driver is bound within the duty; what was promised may reach beyond it."""
    own = [trip for trip in holds if duty.driver.pk == trip.driver_id or duty.vehicle.pk == trip.vehicle_id]
    spans = [_span(trip, starts) for trip in own]
    duty.held = _merged([span for span in spans if _meet(span, (duty.begins, duty.ends))])
    duty.begins = min([duty.begins, *(span[0] for span in duty.held)])
    duty.ends = max([duty.ends, *(span[1] for span in duty.held)])


def _fit_vehicles(fleet: Fleet, starts: datetime) -> list[Vehicle]:
    """Those that can carry most first. Whatever is under way will be disinfected when it is back; what is overdue is
    promised to nobody, as the database would refuse it."""
    day = timezone.localdate(starts)
    held = set(Trip.objects.filter(vehicle__fleet=fleet, state__in=HOLDS_VEHICLE).values_list("vehicle", flat=True))
    overdue = Trip.objects.filter(state__in=OCCUPIES_VEHICLE, during__endswith__lt=timezone.now()).values("vehicle")
    fit = []
    for vehicle in fleet.vehicles.exclude(pk__in=overdue):
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


def _hours(vehicle: Vehicle) -> list[Span]:
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


def _meet(one: Span, other: Span) -> bool:
    return min(one[1], other[1]) > max(one[0], other[0])


def _merged(spans: list[Span]) -> list[Span]:
    """As few stretches as say the same: those who share a ride, or a driver lent to another vehicle."""
    found: list[Span] = []
    for lower, upper in sorted(spans):
        if found and lower < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], upper))
        else:
            found.append((lower, upper))
    return found
