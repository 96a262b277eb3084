"""A vehicle fails, or its driver does: what they were to fetch goes to others at once, and who is left is told."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.audit import services as audit
from portal.lifecycle.move import database_now, follow
from portal.notices import live
from transport.lifecycle import TRIP
from transport.models import DayPlan, Driver, Fleet, PlannedRun, Trip, Vehicle
from transport.selectors.fitness import cannot_make, reasons_against_driver

GIVEN = (Trip.State.ASSIGNED, Trip.State.ACCEPTED)


@transaction.atomic
def lock_with_trips(vehicle: Vehicle) -> Vehicle:
    """The vehicle, locked, and before it the trips it was given.

    In this order, which is that of a step of a trip: else a driver who departs and a keeper who withdraws the vehicle
    would wait for each other.
    """
    _lock(Trip.objects.filter(vehicle=vehicle))
    return Vehicle.objects.select_for_update(of=("self",)).select_related("fleet__area").get(pk=vehicle.pk)


@transaction.atomic
def lock_driver_with_trips(driver: Driver) -> Driver:
    """The driver, locked, and before them the trips they were given; as `lock_with_trips`."""
    _lock(Trip.objects.filter(driver=driver))
    return Driver.objects.select_for_update(of=("self",)).select_related("fleet__area").get(pk=driver.pk)


def _lock(trips: QuerySet[Trip]) -> None:
    list(trips.select_for_update(of=("self",)).filter(state__in=GIVEN).order_by("pk"))


@transaction.atomic
def replan_unfit(vehicle: Vehicle, *, by: Any) -> list[DayPlan]:
    """Gives back every trip that the vehicle can no longer make, and asks for a plan of them for each of their days.

    Whoever is under way stays aboard. The plans list the trips from the start, so that none is lost if no worker runs.
    Call after writing what the vehicle lacks, in the same transaction, with `lock_with_trips` before.
    """
    given = Trip.objects.filter(vehicle=vehicle)
    left = _given_back(given, lambda trip: cannot_make(vehicle, trip), by=by)
    reason = PlannedRun.Reason.FAILED
    return [_ask(vehicle.fleet, day, trips, reason, by=by, failed=vehicle) for day, trips in left.items()]


@transaction.atomic
def replan_driverless(driver: Driver, *, by: Any, shift: Any = None) -> list[DayPlan]:
    """As `replan_unfit`, of what this driver can no longer drive; with `lock_driver_with_trips` before.

    `shift` is the stretch of time that was taken from them. Else shifts are not asked: who was given a trip before the
    first shifts of that day were entered keeps it.
    """

    def is_lost(trip: Any) -> bool:
        at = trip.during.lower
        was_in_it = shift is not None and shift.lower <= at < shift.upper
        return bool(reasons_against_driver(driver, at) if was_in_it else driver.lacks(at))

    left = _given_back(Trip.objects.filter(driver=driver), is_lost, by=by)
    reason = PlannedRun.Reason.DRIVERLESS
    return [_ask(driver.fleet, day, trips, reason, by=by, failed_driver=driver) for day, trips in left.items()]


def _given_back(given: QuerySet[Trip], is_lost: Callable[[Any], bool], *, by: Any) -> dict[date, list[Trip]]:
    """By day. Whoever a gate has seen going out sits in that vehicle, whatever the trip says."""
    left: dict[date, list[Trip]] = {}
    for trip in given.filter(state__in=GIVEN, out_since=None).order_by("during"):
        if is_lost(trip):
            day = timezone.localdate(trip.during.lower)
            if follow(TRIP, trip, "release", by=by):
                left.setdefault(day, []).append(trip)
                live.publish("trip", area_id=trip.area_id)
    return left


def _ask(fleet: Fleet, day: date, trips: list[Trip], reason: str, *, by: Any, **failed: Vehicle | Driver) -> DayPlan:
    plan = DayPlan.objects.create(fleet=fleet, day=day, asked_at=database_now(), asked_by=by, **failed)
    PlannedRun.objects.bulk_create(PlannedRun(plan=plan, trip=trip, reason=reason) for trip in trips)
    about = {"subject_kind": "plan", "subject_id": str(plan.pk), "number": "", "area_id": fleet.area_id}
    who = {str(one._meta.model_name): one.pk for one in failed.values()}
    detail = {"fleet": fleet.pk, "day": day.isoformat(), "trips": len(trips), **who}
    audit.record("plan.ask", by=by, **about, detail=detail)
    return plan
