"""Keeping a fleet ready: what vehicles carry and which papers they have, their service, enlisted ones, drivers' tests.

Every change is journalled with the names of the columns. One that makes a vehicle unfit gives what it was to fetch to
others in the same act (`failing`).
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from portal.audit import services as audit
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import database_now
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.notices import live
from transport.models import DayPlan, Driver, DriverShift, Enlistment, Fleet, Vehicle
from transport.selectors.fitness import has_passenger
from transport.services.failing import lock_driver_with_trips, lock_with_trips, replan_driverless, replan_unfit


@done_again_after_a_deadlock
@explained()
@transaction.atomic
def keep_vehicle(vehicle: Vehicle, *, changes: Mapping[str, Any], by: Any, reason: str = "") -> list[DayPlan]:
    """Writes these columns; returns the plans that were asked for because it can no longer do what it was to."""
    locked = lock_with_trips(vehicle)
    changed = _write(locked, changes)
    if not changed:
        return []
    _journal("vehicle.keep", locked, by=by, changed=changed, reason=reason)
    live.publish("vehicle", area_id=locked.fleet.area_id)
    return replan_unfit(locked, by=by)


def withdraw_vehicle(vehicle: Vehicle, *, reason: str, by: Any) -> list[DayPlan]:
    """Out of service, because. Whoever is aboard is brought home first; the rest goes to others."""
    return keep_vehicle(vehicle, changes={"out_of_service": reason}, by=by, reason=reason)


def return_vehicle(vehicle: Vehicle, *, reason: str, by: Any) -> None:
    """In service again, because. Raises MoveRefused: it never was out of service."""
    if not vehicle.out_of_service:
        raise MoveRefused(_("This vehicle is in service."))
    keep_vehicle(vehicle, changes={"out_of_service": ""}, by=by, reason=reason)


def restock_vehicle(vehicle: Vehicle, *, sets: int, by: Any) -> None:
    """So many sets of protective kit more."""
    with transaction.atomic():
        locked = lock_with_trips(vehicle)
        keep_vehicle(locked, changes={"kits": locked.kits + sets}, by=by)


@done_again_after_a_deadlock
@transaction.atomic
def disinfect_vehicle(vehicle: Vehicle, *, by: Any) -> None:
    """Between trips: after somebody was taken over from it on the way. Raises MoveRefused while it is under way."""
    locked = lock_with_trips(vehicle)
    if has_passenger(locked):
        raise MoveRefused(_("It is under way: its trip ends with the disinfection."))
    locked.last_disinfected_at = database_now()
    locked.save(update_fields=["last_disinfected_at"])
    _journal("vehicle.disinfect", locked, by=by, changed=["last_disinfected_at"])
    live.publish("vehicle", area_id=locked.fleet.area_id)


@explained()
@transaction.atomic
def enlist_vehicle(fleet: Fleet, *, owner_name: str, owner_phone: str, until: date, by: Any, **columns: Any) -> Vehicle:
    """B3a: a social vehicle helps until that day. Raises Impossible: it is enlisted already.

    A plate that the fleet knows is enlisted again; one of another fleet is refused.
    """
    now, plate = database_now(), columns.pop("plate")
    known = Vehicle.objects.select_for_update(of=("self",)).select_related("fleet__area").filter(plate=plate).first()
    if known and (known.fleet_id != fleet.pk or known.kind != Vehicle.Kind.SOCIAL):
        raise MoveRefused(_("There is a vehicle with this plate already."))
    vehicle = known or Vehicle(fleet=fleet, plate=plate, kind=Vehicle.Kind.SOCIAL)
    _write(vehicle, {**columns, "enlisted_until": until, "out_of_service": ""})
    Enlistment.objects.create(
        vehicle=vehicle, owner_name=owner_name, owner_phone=owner_phone, since=now.date(), until=until,
        enlisted_at=now, enlisted_by=by,
    )  # fmt: skip
    _journal("vehicle.enlist", vehicle, by=by, changed=["enlisted_until"])
    return vehicle


@transaction.atomic
def give_back(vehicle: Vehicle, *, by: Any) -> list[DayPlan]:
    """The owner has their car again. Raises MoveRefused while somebody is aboard."""
    locked = lock_with_trips(vehicle)
    if has_passenger(locked):
        raise MoveRefused(_("It is under way: give it back when it is home and disinfected."))
    locked.enlistments.filter(ended_at=None).update(ended_at=database_now())
    return keep_vehicle(locked, changes={"enlisted_until": None}, by=by)


@done_again_after_a_deadlock
@explained()
@transaction.atomic
def keep_driver(driver: Driver, *, changes: Mapping[str, Any], by: Any) -> list[DayPlan]:
    """Writes these columns; returns the plans that were asked for because they can no longer drive what they were to.

    A test counts from when it was taken, as long as DRIVER_TEST_HOURS says now.
    """
    locked = lock_driver_with_trips(driver)
    tested = changes.get("last_tested_at")
    if tested and tested != locked.last_tested_at:
        changes = {**changes, "tested_until": tested + timedelta(hours=settings.DRIVER_TEST_HOURS)}
    if changed := _write(locked, changes):
        _journal("driver.keep", locked, by=by, changed=changed)
    return replan_driverless(locked, by=by) if changed else []


@explained()
@transaction.atomic
def add_shifts(driver: Driver, *, starts_at: datetime, ends_at: datetime, days: int = 1, by: Any) -> list[DriverShift]:
    """The same hours on so many days in a row. Raises Impossible: the driver has a shift then.

    The first shift of a fleet's day takes nothing from those who were to drive without one: their trips stay theirs.
    """
    if not starts_at < ends_at <= starts_at + timedelta(hours=24):
        raise MoveRefused(_("A shift ends after it begins, and is no longer than a day."))
    # One after the other: two who write shifts of one driver at once would each wait for the other's row.
    Driver.objects.select_for_update(no_key=True).get(pk=driver.pk)
    shifts = DriverShift.objects.bulk_create(
        DriverShift(driver=driver, during=DateTimeTZRange(starts_at + step, ends_at + step))
        for step in (timedelta(days=day) for day in range(days))
    )
    _journal("driver.shift", driver, by=by, changed=["added"])
    return shifts


@done_again_after_a_deadlock
@explained()
@transaction.atomic
def remove_shift(shift: DriverShift, *, by: Any) -> list[DayPlan]:
    """Returns the plans that were asked for because of what the driver was to drive in that shift."""
    driver, taken = lock_driver_with_trips(shift.driver), shift.during
    shift.delete()
    _journal("driver.shift", driver, by=by, changed=["removed"])
    return replan_driverless(driver, by=by, shift=taken)


def _write(thing: models.Model, changes: Mapping[str, Any]) -> list[str]:
    """The names of the columns that are other than before."""
    changed = [name for name, value in changes.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, changes[name])
    if thing._state.adding:
        thing.save()
    elif changed:
        thing.save(update_fields=changed)
    return changed


def _journal(action: str, thing: Vehicle | Driver, *, by: Any, changed: list[str], reason: str = "") -> None:
    audit.record(
        action,
        by=by,
        area_id=thing.fleet.area_id,
        detail={str(thing._meta.model_name): thing.pk, "changed": changed},
        reason=reason,
    )
