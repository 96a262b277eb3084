"""Whether a vehicle fits a trip, in words; and who is free to drive it. The database has the last word."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from transport.models import HOLDS_VEHICLE, OCCUPIES_VEHICLE, Driver, DriverShift, Trip, Vehicle


def reasons_against(
    vehicle: Vehicle,
    trip: Trip,
    *,
    is_occupied: bool | None = None,
    at: datetime | None = None,
    on: date | None = None,
    whatever_hour: bool = False,
) -> list[Any]:
    """Why this vehicle cannot make this trip at its hour: what it lacks, its shift, and what this person needs.

    `at`: another start than the one planned. `whatever_hour`: a plan will choose the hour. `is_occupied`, where the
    caller knows it, saves a query; `on`, the day of that hour, saves whoever asks of many vehicles working it out.
    """
    at = max(at or trip.planned_at, timezone.now())
    on = on or timezone.localdate(at)
    reasons = vehicle.lacks(on)
    if vehicle.last_disinfected_at is None and (has_passenger(vehicle) if is_occupied is None else is_occupied):
        reasons = reasons[:-1]  # it will be disinfected when the trip that it is on has ended
    if not whatever_hour and not vehicle.is_on_duty(at):
        reasons.append(_("not on duty at that hour"))
    if trip.mobility == Trip.Mobility.WHEELCHAIR and not vehicle.wheelchair:
        reasons.append(_("no wheelchair place"))
    if trip.mobility == Trip.Mobility.STRETCHER and not vehicle.stretcher:
        reasons.append(_("no stretcher"))
    if trip.needs_oxygen and not vehicle.has_breath(on):
        reasons.append(_("too little oxygen") if vehicle.has_oxygen else _("no oxygen"))
    if 1 + trip.companions > vehicle.seats:
        reasons.append(_("too few seats"))
    return reasons


def cannot_make(vehicle: Vehicle, trip: Trip) -> bool:
    """Has it become unfit for a trip that it was given? What a disinfection cures is no failure."""
    assert trip.during
    lacks = vehicle.lacks(timezone.localdate(trip.during.upper))
    return bool(lacks[:-1] if vehicle.last_disinfected_at is None else lacks)


def has_passenger(vehicle: Vehicle) -> bool:
    """Is it under way, or home and not yet disinfected?"""
    return vehicle.trips.filter(state__in=OCCUPIES_VEHICLE).exists()


def reasons_against_driver(driver: Driver, at: datetime) -> list[Any]:
    """Why this driver cannot begin a trip at that hour, whoever the passenger is."""
    reasons = driver.lacks(at)
    if driver.is_active and not _at_work(Driver.objects.filter(pk=driver.pk), driver.fleet_id, at).exists():
        reasons.append(_("no shift at that hour"))
    return reasons


def ready_drivers(fleet_id: int, at: datetime) -> QuerySet[Driver]:
    """Who of a fleet may begin a trip at that hour: on duty, with licence, training, test and shift."""
    ready = Driver.objects.filter(
        fleet=fleet_id,
        is_active=True,
        licence_until__gte=timezone.localdate(at),
        protection__gt=Driver.Protection.NONE,
        tested_until__gte=at,
    )
    return _at_work(ready, fleet_id, at)


def _at_work(drivers: QuerySet[Driver], fleet_id: int, at: datetime) -> QuerySet[Driver]:
    """On a day for which the fleet has entered shifts, those who have one then; else all of them."""
    if not shifts_of_day(fleet_id, timezone.localdate(at)).exists():
        return drivers
    return drivers.filter(Exists(DriverShift.objects.filter(driver=OuterRef("pk"), during__contains=at)))


def shifts_of_day(fleet_id: int, day: date) -> QuerySet[DriverShift]:
    """The shifts that begin on that day."""
    starts = timezone.make_aware(datetime.combine(day, time.min))
    begun = {"during__startswith__gte": starts, "during__startswith__lt": starts + timedelta(days=1)}
    return DriverShift.objects.filter(driver__fleet=fleet_id, **begun)


def free_driver(vehicle: Vehicle, during: Any, *, pool: Any) -> Driver | None:
    """Somebody of the vehicle's fleet who is ready and free then; whoever drove this vehicle last comes first."""
    busy = Trip.objects.filter(
        driver=OuterRef("pk"), state__in=HOLDS_VEHICLE, during__overlap=(during.lower, during.upper)
    ).exclude(pool=pool)
    drivers = ready_drivers(vehicle.fleet_id, during.lower).exclude(Exists(busy))
    last = vehicle.trips.exclude(driver=None).order_by("-created_at").first()
    usual = drivers.filter(pk=last.driver_id).first() if last and last.driver_id else None
    return usual or drivers.order_by("pk").first()


def why_nobody_drives(vehicle: Vehicle, at: datetime) -> str:
    """What the drivers of a fleet lack at that hour, with how many lack it; those who lack nothing are busy."""
    lacking = Counter(
        str(reasons[0]) if (reasons := reasons_against_driver(driver, at)) else str(_("busy"))
        for driver in vehicle.fleet.drivers.all()
    )
    return ", ".join(f"{words}: {number}" for words, number in lacking.most_common())
