"""Tomorrow as a dispatcher finds it: listed treatment sessions that wait for vehicles, and a plan to look through."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.demo.staff import HOME, Cast
from cases.models import PlannedSession
from cases.services.listing import confirm_list, submit_list
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from portal.lifecycle.move import follow
from transport.models import DayPlan, Fleet, PlannedRun, Trip
from transport.selectors.days import day_bounds
from transport.selectors.duties import duties_of
from transport.selectors.fitness import reasons_against

LISTED = 8
BOUND = timedelta(hours=6)  # a session with both ways


def plan_tomorrow(cast: Cast, *, now: datetime) -> int:
    """How many outings wait for tomorrow. Of the home community nothing is listed: that is left to whoever tries it."""
    operator, day = cast.log_ins["operator"], timezone.localdate(now) + timedelta(days=1)
    sessions = PlannedSession.objects.filter(state="planned", on=day).exclude(area=HOME).select_related("area")
    listed = submit_list(sessions.order_by("starts_at", "pk")[:LISTED], by=operator)
    cases = [session.case_id for session in confirm_list(listed.done, by=operator).done]
    for booking in Booking.objects.filter(subject_id__in=cases, state=Booking.State.ASKED):
        follow(BOOKING, booking, "accept", by=operator)
    waiting = Trip.objects.filter(subject_id__in=cases, state=Trip.State.WAITING).order_by("planned_at", "number")
    for fleet in Fleet.objects.filter(trips__in=waiting).distinct():
        _plan(fleet, [trip for trip in waiting if trip.fleet_id == fleet.pk], now=now, by=cast.log_ins["dispatcher"])
    return len(waiting)


def _plan(fleet: Fleet, trips: list[Trip], *, now: datetime, by: Any) -> None:
    """One outing for a duty, as nobody would plan a whole day: nothing is compiled while a demo is made."""
    day = timezone.localdate(trips[0].planned_at)
    plan = DayPlan.objects.create(fleet=fleet, day=day, state="ready", asked_at=now, done_at=now, asked_by=by)
    duties = [duty for duty in duties_of(fleet, day_bounds(plan)[0]) if not duty.held]
    for party, trip in enumerate(trips, start=1):
        run = PlannedRun(plan=plan, trip=trip, party=party, reason=PlannedRun.Reason.BUSY)
        for duty in duties:
            if not reasons_against(duty.vehicle, trip, is_occupied=True):
                duties.remove(duty)
                run.vehicle, run.driver, run.reason = duty.vehicle, duty.driver, ""
                run.starts_at, run.ends_at = trip.planned_at, trip.planned_at + BOUND
                break
        run.save()
