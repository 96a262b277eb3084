"""Whether a vehicle fits a trip, in words; and who is free to drive it. The database has the last word."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from transport.models import HOLDS_VEHICLE, OCCUPIES_VEHICLE, Driver, Trip, Vehicle


def reasons_against(vehicle: Vehicle, trip: Trip, *, is_occupied: bool | None = None) -> list[Any]:
    """Why this vehicle cannot make this trip whatever the hour: what it lacks, and what this person needs.

    `is_occupied`, where the caller knows it, saves a query.
    """
    reasons = vehicle.lacks()
    if vehicle.last_disinfected_at is None and (has_passenger(vehicle) if is_occupied is None else is_occupied):
        reasons = reasons[:-1]  # it will be disinfected when the trip that it is on has ended
    if trip.mobility == Trip.Mobility.WHEELCHAIR and not vehicle.wheelchair:
        reasons.append(_("no wheelchair place"))
    if trip.mobility == Trip.Mobility.STRETCHER and not vehicle.stretcher:
        reasons.append(_("no stretcher"))
    if trip.needs_oxygen and not vehicle.has_oxygen:
        reasons.append(_("no oxygen"))
    if 1 + trip.companions > vehicle.seats:
        reasons.append(_("too few seats"))
    return reasons


def has_passenger(vehicle: Vehicle) -> bool:
    """Is it under way, or home and not yet disinfected?"""
    return vehicle.trips.filter(state__in=OCCUPIES_VEHICLE).exists()


def free_driver(vehicle: Vehicle, during: Any, *, pool: Any) -> Driver | None:
    """Somebody of the vehicle's fleet who is on duty and free then; whoever drove this vehicle last comes first."""
    busy = Trip.objects.filter(
        driver=OuterRef("pk"), state__in=HOLDS_VEHICLE, during__overlap=(during.lower, during.upper)
    ).exclude(pool=pool)
    drivers = Driver.objects.filter(fleet=vehicle.fleet_id, is_active=True).exclude(Exists(busy))
    last = vehicle.trips.exclude(driver=None).order_by("-created_at").first()
    usual = drivers.filter(pk=last.driver_id).first() if last and last.driver_id else None
    return usual or drivers.order_by("pk").first()
