"""Setting the pathway of a request going, and keeping its outing moving: asked, refused, placed again, out, home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Outing, Placement
from cases.models.outing import Mode
from cases.models.vocabulary import OUTINGS, JobKind, Pathway
from cases.selectors.placing import candidates_for
from cases.services.jobs import assign_job, withdraw_jobs
from cases.services.proposing import outcome_of
from hospitals.lifecycle import BOOKING
from hospitals.services import ask_hospital
from portal.commitments import services as commitments
from portal.commitments.subject import Subject
from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.move import follow
from portal.notices import services as notices
from transport import services as transport
from transport.models import Trip

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case
    from hospitals.matching import Candidate
    from hospitals.models import Booking, Hospital

REFUSALS_BEFORE_THE_CENTRE = 2


def subject(case: Case) -> Subject:
    return Subject(kind="case", id=case.pk, number=case.number, area_id=case.area_id)


# --- setting it going ----------------------------------------------------------------------------------------------


def arrange(case: Case, data: dict[str, Any], *, by: Any) -> None:
    """派单, by the pathway that was judged. An outing asks its hospital and queues for transport in the same act."""
    if case.pathway in OUTINGS:
        open_outing(case, hospital=data.get("hospital"), planned_at=data.get("planned_at"), by=by)
        return
    kind = JobKind.HANDOVER_120 if case.pathway == Pathway.CALL_120 else JobKind(case.pathway)
    if not case.jobs.filter(kind=kind).exclude(state__in=("done", "declined", "cancelled")).exists():
        assign_job(
            case, kind=kind, by=by, brief=data.get("brief", ""), squad=data.get("squad"), assignee=data.get("assignee")
        )


def hand_to_120(case: Case, *, by: Any) -> None:
    """B1b: a critical request goes to 120 at once, before anybody has judged it."""
    assign_job(case, kind=JobKind.HANDOVER_120, by=by)


def open_outing(case: Case, *, hospital: Hospital | None, planned_at: datetime | None, by: Any) -> Outing:
    mode = Mode.SELF_DRIVE if case.pathway == Pathway.OUTING_SELF_DRIVE else Mode.VEHICLE
    outing = Outing.objects.create(case=case, mode=mode, planned_at=planned_at or timezone.now())
    choice = _choose(outing, hospital)
    _ask(outing, choice, by=by)
    return outing


def _choose(outing: Outing, hospital: Hospital | None) -> Candidate:
    """The hospital that a person chose, if it may be asked at all, else the first in rank that has not been asked."""
    asked = set(outing.placements.values_list("booking__hospital_id", flat=True))
    ranked = candidates_for(outing.case)
    if hospital is not None:
        choice = next((one for one in ranked if one.hospital.pk == hospital.pk), None)
        if choice is None or choice.excluded:
            why = choice.why_not if choice else _("It is not designated for this need.")
            raise InvalidInput(_("Please correct the marked fields."), fields={"hospital": [str(why)]})
        return choice
    choice = next((one for one in ranked if not one.excluded and one.hospital.pk not in asked), None)
    if choice is None:
        text = _("No hospital is designated and open for this need: name one, or ask the city for help.")
        raise InvalidInput(text, fields={"hospital": [text]})
    return choice


def _ask(outing: Outing, choice: Candidate, *, by: Any) -> Booking:
    case = outing.case
    hop = outing.placements.count() + 1
    booking = ask_hospital(
        choice.hospital,
        subject=subject(case),
        need=case.need,
        severity=case.severity,
        control=case.control,
        groups=list(case.groups),
        is_result_known=case.latest_test_at is not None,
        expected_at=outing.planned_at,
        hop=hop - 1,
        policy_ref=str(case.policy_id or ""),
        by=by,
    )
    reasons = [{"clause": reason.clause, "text": str(reason.text)} for reason in choice.reasons]
    Placement.objects.create(outing=outing, booking=booking, hop=hop, reasons=reasons)
    return booking


# --- what the hospital says ----------------------------------------------------------------------------------------


def booking_accepted(booking: Booking, *, by: Any) -> None:
    """The hospital will receive: transport is wanted now, or, where the resident drives, the pass is issued."""
    outing = _open_outing_of(booking)
    if outing is None:
        return
    if outing.trip_id is None or outing.trip.state == "cancelled":
        outing.trip = _want_trip(outing, booking, by=by)
        outing.save(update_fields=["trip"])
    else:
        transport.redirect_trip(outing.trip, booking=booking, by=by)
    trip_arranged(outing.trip, by=by)


def _want_trip(outing: Outing, booking: Booking, *, by: Any) -> Trip:
    case, person = outing.case, outing.case.person
    want = transport.issue_self_drive if outing.mode == Mode.SELF_DRIVE else transport.request_trip
    return want(
        subject=subject(case),
        booking=booking,
        planned_at=outing.planned_at,
        mobility=person.mobility,
        companions=1 if person.needs_companion else 0,
        may_pool=outcome_of(case).transport.pooling,
        policy_ref=str(case.policy_id or ""),
        by=by,
    )


def booking_refused(booking: Booking, *, by: Any) -> None:
    """N1: placed again at once while its clocks run on; after the second refusal the centre must assign."""
    outing = _open_outing_of(booking)
    if outing is None:
        return
    outing.refusals += 1
    outing.needs_centre = outing.refusals >= REFUSALS_BEFORE_THE_CENTRE
    outing.save(update_fields=["refusals", "needs_centre"])
    if not outing.needs_centre:
        try:
            _ask(outing, _choose(outing, None), by=by)
            return
        except InvalidInput:
            outing.needs_centre = True
            outing.save(update_fields=["needs_centre"])
    _call_the_centre(outing)


def _call_the_centre(outing: Outing) -> None:
    case = outing.case
    for role in ("operator", "supervisor"):
        post = f"{role}@{case.area.lineage.get('district', case.area_id)}"
        notices.tell(post, "case.needs_centre", subject=subject(case), params={"refusals": outing.refusals})


def assign_hospital(case: Case, *, hospital: Hospital, by: Any) -> Booking:
    """The command centre decides after refusals. Raises InvalidInput where nothing is to decide."""
    outing = case.outings.filter(closed_at=None).first()
    if outing is None or not outing.needs_centre:
        text = _("No hospital has to be assigned for this request.")
        raise InvalidInput(text, fields={"hospital": [text]})
    booking = _ask(outing, _choose(outing, hospital), by=by)
    booking = follow(BOOKING, booking, "assign", by=by)
    outing.needs_centre = False
    outing.save(update_fields=["needs_centre"])
    return booking


def _open_outing_of(booking: Booking) -> Outing | None:
    return (
        Outing.objects.select_related("case__person", "case__area", "trip")
        .filter(closed_at=None, placements__booking=booking)
        .first()
    )


# --- what the trip does --------------------------------------------------------------------------------------------


def trip_arranged(trip: Trip, *, by: Any) -> None:
    """The promise to arrange is kept when the hospital said yes and a vehicle is assigned or the pass is issued."""
    outing = Outing.objects.select_related("case").filter(trip=trip, closed_at=None).first()
    if outing and trip.state in ("assigned", "issued"):
        commitments.keep(subject(outing.case), ("case.arrange",), by=by)


def trip_began(trip: Trip, *, by: Any) -> None:
    from cases.lifecycle import CASE

    if outing := Outing.objects.select_related("case").filter(trip=trip, closed_at=None).first():
        follow(CASE, outing.case, "start", by=by)


def trip_came_home(trip: Trip, *, by: Any, happened_at: datetime) -> None:
    """B4a: only now is the loop closed."""
    Outing.objects.filter(trip=trip, closed_at=None).update(closed_at=happened_at)


def is_somebody_out(case: Case) -> bool:
    return case.outings.filter(closed_at=None, trip__state__in=transport.UNDER_WAY).exists()


def withdraw_all(case: Case, *, by: Any) -> None:
    """Takes back all that was asked and given out: jobs, the hospital's booking, the trip that has not begun."""
    withdraw_jobs(case, by=by)
    for outing in case.outings.filter(closed_at=None):
        for placement in outing.placements.select_related("booking"):
            follow(BOOKING, placement.booking, "withdraw", by=by)
        if outing.trip_id:
            transport.cancel_trip(outing.trip, reason="withdrawn", by=by)
        outing.closed_at = timezone.now()
        outing.save(update_fields=["closed_at"])
