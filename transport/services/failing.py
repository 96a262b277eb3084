"""A vehicle fails: what it was to fetch goes to others in one act, and whoever is left is told at once."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.audit import services as audit
from portal.lifecycle.move import database_now, follow
from portal.notices import live
from transport.lifecycle import TRIP
from transport.models import DayPlan, PlannedRun, Trip, Vehicle
from transport.selectors.fitness import cannot_make

GIVEN = (Trip.State.ASSIGNED, Trip.State.ACCEPTED)


@transaction.atomic
def lock_with_trips(vehicle: Vehicle) -> Vehicle:
    """The vehicle, locked, and before it the trips it was given.

    In this order, which is that of a step of a trip: else a driver who departs and a keeper who withdraws the vehicle
    would wait for each other.
    """
    list(Trip.objects.select_for_update(of=("self",)).filter(vehicle=vehicle, state__in=GIVEN).order_by("pk"))
    return Vehicle.objects.select_for_update(of=("self",)).select_related("fleet__area").get(pk=vehicle.pk)


@transaction.atomic
def replan_unfit(vehicle: Vehicle, *, by: Any) -> list[DayPlan]:
    """Gives back every trip that the vehicle can no longer make, and asks for a plan of them for each of their days.

    Whoever is under way stays aboard. The plans list the trips from the start, so that none is lost if no worker runs.
    Call after writing what the vehicle lacks, in the same transaction, with `lock_with_trips` before.
    """
    left: dict[date, list[Trip]] = {}
    for trip in Trip.objects.filter(vehicle=vehicle, state__in=GIVEN).order_by("during"):
        if cannot_make(vehicle, trip):
            day = timezone.localdate(trip.during.lower)
            if follow(TRIP, trip, "release", by=by):
                left.setdefault(day, []).append(trip)
    if left:
        live.publish("trip", area_id=vehicle.fleet.area_id)
    return [_ask(vehicle, day, trips, by=by) for day, trips in left.items()]


def _ask(vehicle: Vehicle, day: date, trips: list[Trip], *, by: Any) -> DayPlan:
    fleet = vehicle.fleet
    plan = DayPlan.objects.create(fleet=fleet, day=day, failed=vehicle, asked_at=database_now(), asked_by=by)
    PlannedRun.objects.bulk_create(PlannedRun(plan=plan, trip=trip, reason=PlannedRun.Reason.FAILED) for trip in trips)
    about = {"subject_kind": "plan", "subject_id": str(plan.pk), "number": "", "area_id": fleet.area_id}
    detail = {"fleet": fleet.pk, "day": day.isoformat(), "vehicle": vehicle.pk, "trips": len(trips)}
    audit.record("plan.ask", by=by, **about, detail=detail)
    return plan
