"""Planning a day in one act: asked for, computed in the background, corrected by hand, accepted, planned again."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.access.api import can
from portal.audit import services as audit
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import database_now, move, subject_of
from portal.notices import live
from portal.notices import services as notices
from transport.lifecycle import TRIP
from transport.models import HOLDS_VEHICLE, DayPlan, Driver, Fleet, PlannedRun, Trip, Vehicle
from transport.planning.problem import Solution
from transport.planning.schedule import day_of
from transport.planning.solve import solve
from transport.selectors.days import Day, day_of_fleet
from transport.selectors.fitness import cannot_make, reasons_against, reasons_against_driver
from transport.services.failing import GIVEN
from transport.services.trips import assign_vehicle

log = logging.getLogger(__name__)

GIVEN_UP = timedelta(minutes=5)  # a worker that has not finished by then is gone
LEAST_SECONDS, MOST_SECONDS, SECONDS_A_TRIP = 3.0, 60.0, 0.2
USUAL_LENGTH = timedelta(hours=4)
State, Reason = DayPlan.State, PlannedRun.Reason


@explained()
@transaction.atomic
def ask_plan(fleet: Fleet, *, day: date, by: Any) -> DayPlan:
    """Raises Impossible: that day is being planned already."""
    plan = DayPlan.objects.create(fleet=fleet, day=day, asked_at=database_now(), asked_by=by)
    _journal("plan.ask", plan, by=by)
    return plan


def compute_plans() -> int:
    """How many were computed. What a worker began and never finished is begun anew."""
    done = 0
    while plan := _claim():
        done += 1
        try:
            day = day_of_fleet(plan, now=database_now())
            if _write(plan, day, _search(day)):
                _go_on(plan)
        except Exception as error:  # the next one must not wait for this one; and what it says may quote a row
            log.error("a day could not be planned: %s in %s", type(error).__name__, plan.pk)
            DayPlan.objects.filter(pk=plan.pk, state=State.ASKED).update(state=State.FAILED, done_at=database_now())
        live.publish("plan", area_id=plan.fleet.area_id)
    return done


def _claim() -> DayPlan | None:
    now = database_now()
    free = Q(begun_at=None) | Q(begun_at__lt=now - GIVEN_UP)
    with transaction.atomic():
        waiting = DayPlan.objects.filter(free, state=State.ASKED).select_for_update(skip_locked=True)
        plan = waiting.order_by("asked_at").first()
        if plan:
            DayPlan.objects.filter(pk=plan.pk).update(begun_at=now)
    return plan


def _search(day: Day) -> Solution:
    """Outside any transaction: it takes its time."""
    seconds = min(MOST_SECONDS, LEAST_SECONDS + SECONDS_A_TRIP * len(day.trips))
    return solve(day.problem, seconds=seconds if day.trips else 0.1, cache=settings.COMPILED_ROOT)


@transaction.atomic
def _write(plan: DayPlan, day: Day, solution: Solution) -> bool:
    done = DayPlan.objects.filter(pk=plan.pk, state=State.ASKED)
    if not done.update(state=State.READY, done_at=database_now()):
        return False  # another worker was quicker
    runs = [run for number in range(len(day.duties)) for run in _runs(plan, day, solution, number)]
    left = {day.trips[one]: Reason.BUSY for one in solution.unserved if one < len(day.trips)}
    for trip, reason in {**left, **day.hopeless}.items():
        runs.append(PlannedRun(plan=plan, trip=trip, reason=reason))
    plan.runs.filter(trip__in=[run.trip for run in runs]).delete()  # those that a failed vehicle left
    PlannedRun.objects.bulk_create(runs)
    return True


def _go_on(plan: DayPlan) -> None:
    """Where somebody has failed there is nothing to look through: others take over, and who is left is called out.

    What was asked for by one who may not assign (the driver who reported the trouble) waits for a dispatcher's word.
    """
    if not plan.is_in_distress:
        return
    if can(plan.asked_by, "plan.make", plan):
        accept_plan(DayPlan.objects.get(pk=plan.pk), by=plan.asked_by)
    plan.refresh_from_db()
    for run in plan.runs.filter(is_assigned=False, trip__state=Trip.State.WAITING).select_related("trip"):
        is_proposed = run.vehicle_id is not None and plan.state == State.READY
        kind = "trip.replanned" if is_proposed else "trip.stranded"
        notices.tell(f"fleet:{plan.fleet_id}", kind, subject=subject_of(TRIP, run.trip))


def _runs(plan: DayPlan, day: Day, solution: Solution, number: int) -> list[PlannedRun]:
    """What one vehicle does, party by party: each ends when the last of it is home and the vehicle disinfected."""
    route, runs = solution.routes[number], list[PlannedRun]()
    aboard: dict[int, PlannedRun] = {}
    riding: set[int] = set()
    turnaround = 0.0
    for stop in day_of(day.problem, number, route).stops if route else []:
        one = stop.visit.request
        if one >= len(day.trips):
            continue
        if not stop.visit.is_delivery:
            if not riding:
                aboard, turnaround = {}, 0.0
            riding.add(one)
            turnaround = max(turnaround, day.problem.requests[one].turnaround)
            party = 1 + min([one, *aboard])
            duty = day.duties[number]
            aboard[one] = PlannedRun(
                plan=plan, trip=day.trips[one], vehicle=duty.vehicle, driver=duty.driver, party=party
            )
            aboard[one].starts_at = day.at(stop.begins)
            runs.append(aboard[one])
            continue
        aboard[one].arrives_at = day.at(stop.begins)
        riding.remove(one)
        for run in aboard.values() if not riding else ():
            run.party, run.ends_at = 1 + min(aboard), day.at(stop.leaves + turnaround)
    return runs


@transaction.atomic
def change_run(run: PlannedRun, *, vehicle: Vehicle | None, starts_at: datetime | None, by: Any) -> PlannedRun:
    """Another vehicle or time by hand, or none. Raises MoveRefused with everything that speaks against it."""
    plan = DayPlan.objects.select_for_update().get(pk=run.plan_id)
    if plan.state != State.READY:
        raise MoveRefused(_("This plan can no longer be changed."))
    if vehicle is None:
        run.vehicle = run.driver = run.starts_at = run.arrives_at = run.ends_at = None
        run.reason = Reason.BY_HAND
    else:
        starts_at = starts_at or run.starts_at or run.trip.planned_at
        length = run.ends_at - run.starts_at if run.ends_at and run.starts_at else USUAL_LENGTH
        arrives = starts_at + (run.arrives_at - run.starts_at) if run.arrives_at and run.starts_at else None
        if against := _against(run, vehicle, starts_at, starts_at + length, arrives):
            raise MoveRefused(" ".join(map(str, against)))
        if vehicle != run.vehicle:
            run.driver = None  # whoever is ready and free then
        run.vehicle, run.starts_at, run.ends_at = vehicle, starts_at, starts_at + length
        run.arrives_at, run.reason = arrives, ""
    run.party = 1 + max(plan.runs.values_list("party", flat=True), default=0)
    run.is_by_hand = True
    run.save()
    _journal("plan.change", plan, by=by, run=run.pk)
    return run


def _against(
    run: PlannedRun, vehicle: Vehicle, starts_at: datetime, ends_at: datetime, arrives: datetime | None
) -> list[Any]:
    """What the vehicle lacks for this person, whom else it carries then, and the slot of the hospital."""
    trip, found = run.trip, list(reasons_against(vehicle, run.trip, at=starts_at))
    for other in run.plan.runs.filter(vehicle=vehicle).exclude(pk=run.pk).select_related("trip"):
        if other.overlaps(starts_at, ends_at):
            found.append(_("It carries %(number)s then.") % {"number": other.trip.number})
    held = vehicle.trips.filter(state__in=HOLDS_VEHICLE, during__overlap=(starts_at, ends_at))
    found += [_("It is held for %(number)s then.") % {"number": one.number} for one in held.distinct()]
    slot = trip.booking.slot if trip.booking else None
    if slot and arrives and not slot.starts_at <= arrives <= slot.ends_at:
        found.append(_("The hospital expects this person at another time."))
    return found


def accept_plan(plan: DayPlan, *, by: Any) -> DayPlan:
    """Every planned outing gets its vehicle as if assigned one by one: the database decides about each.

    1. Lock the plan and mark it: of two dispatchers one accepts. 2. Assign, those of a party onto one ride. 3. What is
    refused stays waiting, with the reason at its run.
    """
    with transaction.atomic():
        found = DayPlan.objects.select_for_update().get(pk=plan.pk)
        if found.state != State.READY:
            raise MoveRefused(_("This plan can no longer be changed."))
        found.state = State.ACCEPTED
        found.save(update_fields=["state"])
        _journal("plan.accept", found, by=by)
    leaders: dict[int, Trip] = {}
    runs = found.runs.filter(vehicle__isnull=False).select_related("trip", "vehicle__fleet", "driver")
    for run in runs.order_by("starts_at", "pk"):
        _assign(run, leaders, by=by)
    live.publish("trip", area_id=found.fleet.area_id)
    return found


def _assign(run: PlannedRun, leaders: dict[int, Trip], *, by: Any) -> None:
    assert run.vehicle
    leader = leaders.get(run.party)
    try:
        if run.trip.state != Trip.State.WAITING:
            raise MoveRefused(_("This outing no longer waits for a vehicle."))
        trip = assign_vehicle(
            run.trip,
            vehicle=run.vehicle,
            by=by,
            driver=None if leader else run.driver,
            planned_at=run.starts_at,
            minutes=run.minutes,
            share_with=leader,
            seen_state=Trip.State.WAITING,
        )
        leaders.setdefault(run.party, trip)
        run.is_assigned = True
    except MoveRefused as refused:
        run.refused = _in_words(refused)[:200]
    run.save(update_fields=["is_assigned", "refused"])


def _in_words(refused: MoveRefused) -> str:
    fields = getattr(refused, "fields", None) or {}
    return " ".join(str(words) for told in fields.values() for words in told) or str(refused.message)


@transaction.atomic
def plan_again(plan: DayPlan, *, by: Any) -> DayPlan:
    """What has changed is taken in: what unfit vehicles and drivers were to fetch waits again, around the rest.

    Whoever is under way stays where they are; vehicles that can drive keep what they have.
    """
    assigned = Trip.objects.filter(
        planned_runs__plan__fleet=plan.fleet_id, planned_runs__plan__day=plan.day, state__in=GIVEN, out_since=None
    )
    for trip in assigned.select_related("vehicle", "driver").distinct():
        if trip.vehicle and trip.driver and _has_failed(trip.vehicle, trip.driver, trip):
            move(TRIP, trip, "release", by=by)
    return ask_plan(plan.fleet, day=plan.day, by=by)


def _has_failed(vehicle: Vehicle, driver: Driver, trip: Trip) -> bool:
    return cannot_make(vehicle, trip) or bool(reasons_against_driver(driver, trip.during.lower))


def _journal(action: str, plan: DayPlan, *, by: Any, **detail: Any) -> None:
    about = {"subject_kind": "plan", "subject_id": str(plan.pk), "number": "", "area_id": plan.fleet.area_id}
    audit.record(action, by=by, **about, detail={"fleet": plan.fleet_id, "day": plan.day.isoformat(), **detail})
