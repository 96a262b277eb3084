"""Setting the pathway of a request going, and keeping its outing moving: planned, fetched, out, home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from cases.models import Outing
from cases.models.outing import Mode
from cases.models.vocabulary import OUTINGS, JobKind, JobState, Pathway
from cases.selectors.outcomes import outcome_outside
from cases.selectors.outings import current_outing
from cases.selectors.squads import best_squad
from cases.services.jobs import assign_job, withdraw_jobs
from cases.services.placing import ask, ask_next, named, subject
from hospitals.lifecycle import BOOKING
from portal.commitments import services as commitments
from portal.commitments.models import Commitment
from portal.commitments.terms import terms_for
from portal.lifecycle.move import follow
from portal.notices import services as notices
from transport import services as transport
from transport.models import Trip

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case
    from hospitals.models import Booking


def owner_of(case: Case) -> str:
    """The post that answers for a request: its owner, else the operators of its district."""
    return f"user:{case.owner_id}" if case.owner_id else f"operator@{case.area.lineage.get('district', case.area_id)}"


# --- setting it going ----------------------------------------------------------------------------------------------


def arrange(case: Case, data: dict[str, Any], *, by: Any) -> None:
    """派单, by the pathway that was judged. An outing asks its hospital and queues for transport in the same act.

    A visit goes to the squad that was chosen, else to the one suggested first; where none fits, to whoever signs.
    """
    if case.pathway in OUTINGS:
        open_outing(case, data, by=by)
        return
    kind = JobKind.HANDOVER_120 if case.pathway == Pathway.CALL_120 else JobKind(case.pathway)
    if not _is_given_out(case, kind):
        squad = data.get("squad") or (best_squad(case) if kind == JobKind.SQUAD_VISIT else None)
        assign_job(case, kind=kind, by=by, brief=data.get("brief", ""), squad=squad, assignee=data.get("assignee"))


def _is_given_out(case: Case, kind: str) -> bool:
    """Has this work been given out since the request was made or opened again? 120 may have been called already."""
    clock = Commitment.objects.filter(subject_id=case.pk, kind="case.arrange").order_by("-cycle").first()
    since = clock.started_at if clock else case.occurred_at
    given = case.jobs.filter(kind=kind, created_at__gte=since)
    return given.exclude(state__in=(JobState.DECLINED, JobState.CANCELLED)).exists()


def hand_to_120(case: Case, *, by: Any) -> None:
    """B1b: a critical request goes to 120 at once, before anybody has judged it."""
    assign_job(case, kind=JobKind.HANDOVER_120, by=by)


def open_outing(case: Case, data: dict[str, Any], *, by: Any) -> Outing:
    """Asks the hospital that was chosen, else the first in rank; where there is none, the centre must find one."""
    outing = plan_outing(case, planned_at=data.get("planned_at"))
    if hospital := data.get("hospital"):
        ask(outing, named(outing, hospital, reason=data.get("note", "")), slot=data.get("slot"), by=by)
    else:
        ask_next(outing, by=by)
    return outing


def plan_outing(case: Case, *, planned_at: datetime | None = None) -> Outing:
    """The outing of this request, from now on as its pathway says; one that was planned before waits for this word."""
    outing = case.outings.filter(closed_at=None).first() or Outing(case=case)
    outing.mode = Mode.SELF_DRIVE if case.pathway == Pathway.OUTING_SELF_DRIVE else Mode.VEHICLE
    outing.planned_at = planned_at or outing.planned_at or timezone.now()
    outing.save()
    return outing


def want_trip(outing: Outing, booking: Booking | None, *, by: Any) -> Trip:
    case, person = outing.case, outing.case.person
    want = transport.issue_self_drive if outing.mode == Mode.SELF_DRIVE else transport.request_trip
    return want(
        subject=subject(case),
        booking=booking,
        planned_at=outing.planned_at,
        mobility=person.mobility,
        companions=1 if person.needs_companion else 0,
        needs_oxygen=person.needs_oxygen,
        may_pool=outcome_outside(case).transport.pooling,
        control=case.control,
        policy_ref=str(case.policy_id or ""),
        by=by,
    )


# --- what the trip does --------------------------------------------------------------------------------------------


def trip_arranged(trip: Trip, *, by: Any) -> None:
    """The promise to arrange is kept when the hospital said yes and a vehicle is assigned or the pass is issued."""
    from cases.services.treating import session_follows

    outing = Outing.objects.select_related("case").filter(trip=trip, closed_at=None).first()
    if outing and trip.state in ("assigned", "issued"):
        commitments.keep(subject(outing.case), ("case.arrange",), by=by)
        if trip.state == "issued":  # a pass is no move of the trip, that a session could hear of
            session_follows(outing.case, "arrange", by=by)


def trip_began(trip: Trip, *, by: Any) -> None:
    from cases.lifecycle import CASE

    if outing := Outing.objects.select_related("case").filter(trip=trip, closed_at=None).first():
        follow(CASE, outing.case, "start", by=by)


def trip_called_off(trip: Trip, *, by: Any) -> None:
    """The fleet cannot drive: a new vehicle is wanted at once, under a clock of its own; a private car needs a call."""
    outing = Outing.objects.select_related("case__person", "case__area").filter(trip=trip, closed_at=None).first()
    if outing is None:
        return
    notices.tell(owner_of(outing.case), "case.trip_called_off", subject=subject(outing.case))
    if outing.mode == Mode.VEHICLE:
        outing.trip = want_trip(outing, trip.booking, by=by)
        outing.save(update_fields=["trip"])
        promise_to_arrange_again(outing.case, by=by)


def promise_to_arrange_again(case: Case, *, by: Any) -> None:
    from cases.lifecycle import CASE

    facts, kind = dict(CASE.facts(case)), "case.arrange"
    terms = terms_for(kind, area_id=case.area_id, facts=facts, policy_ref=case.policy_id)
    commitments.promise(kind, subject=subject(case), terms=terms, by=by)


def trip_came_home(trip: Trip, *, by: Any, happened_at: datetime) -> None:
    """B4a: only now is the loop closed, and the request may be finished. Nobody waits for the resident any more."""
    outing = Outing.objects.select_related("case__area").filter(trip=trip, closed_at=None).first()
    if outing is None:
        return
    outing.closed_at = happened_at  # closed first: what is taken back now is not asked again
    outing.save(update_fields=["closed_at"])
    for placement in outing.placements.select_related("booking"):
        for step in ("close", "withdraw"):
            follow(BOOKING, placement.booking, step, by=by, happened_at=happened_at)
    notices.tell(owner_of(outing.case), "case.work_done", subject=subject(outing.case), params={"kind": "outing"})


def trip_handed_over(trip: Trip, *, by: Any, happened_at: datetime) -> None:
    """Somebody else answers for the resident now. A hospital that has received them has them still (N4)."""
    outing = Outing.objects.select_related("case__area").filter(trip=trip, closed_at=None).first()
    if outing is None:
        return
    outing.closed_at = happened_at
    outing.save(update_fields=["closed_at"])
    for placement in outing.placements.select_related("booking"):
        follow(BOOKING, placement.booking, "withdraw", by=by, happened_at=happened_at)
    notices.tell(owner_of(outing.case), "case.handed_over", subject=subject(outing.case))


def is_somebody_out(case: Case) -> bool:
    """By the steps of the trip or, where those could not follow, by the word of a gate."""
    outing = current_outing(case)
    trip = outing.trip if outing else None
    return trip is not None and (trip.is_out or trip.state in transport.UNDER_WAY)


def withdraw_all(case: Case, *, by: Any) -> None:
    """Takes back all that was asked and given out: jobs, the hospital's booking, the trip that has not begun.

    Raises MoveRefused, and nothing is taken back, while the resident is out: a gate may be quicker than this.
    """
    withdraw_jobs(case, by=by)
    for outing in case.outings.filter(closed_at=None):
        outing.closed_at = timezone.now()  # closed first: what is called off now is not wanted again
        outing.save(update_fields=["closed_at"])
        for placement in outing.placements.select_related("booking"):
            follow(BOOKING, placement.booking, "withdraw", by=by)
        if outing.trip:
            transport.cancel_trip(outing.trip, reason="withdrawn", by=by)
