"""Setting the pathway of a request going, and keeping its outing moving: asked, refused, placed again, out, home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cases.models import Outing, Placement
from cases.models.outing import Mode
from cases.models.vocabulary import OUTINGS, JobKind, JobState, Pathway
from cases.selectors.outcomes import outcome_of
from cases.selectors.placing import candidates_for
from cases.services.jobs import assign_job, withdraw_jobs
from hospitals.lifecycle import BOOKING
from hospitals.matching import Candidate, Reason
from hospitals.services import ask_hospital
from portal.commitments import services as commitments
from portal.commitments.models import Commitment
from portal.commitments.subject import Subject
from portal.commitments.terms import terms_for
from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.move import follow
from portal.notices import services as notices
from transport import services as transport
from transport.models import Trip

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case
    from hospitals.models import Booking, Hospital

REFUSALS_BEFORE_THE_CENTRE = 2
PLEASE_CORRECT = gettext_lazy("Please correct the marked fields.")


def subject(case: Case) -> Subject:
    return Subject(kind="case", id=case.pk, number=case.number, area_id=case.area_id)


def owner_of(case: Case) -> str:
    """The post that answers for a request: its owner, else the operators of its district."""
    return f"user:{case.owner_id}" if case.owner_id else f"operator@{case.area.lineage.get('district', case.area_id)}"


# --- setting it going ----------------------------------------------------------------------------------------------


def arrange(case: Case, data: dict[str, Any], *, by: Any) -> None:
    """派单, by the pathway that was judged. An outing asks its hospital and queues for transport in the same act."""
    if case.pathway in OUTINGS:
        open_outing(case, data, by=by)
        return
    kind = JobKind.HANDOVER_120 if case.pathway == Pathway.CALL_120 else JobKind(case.pathway)
    if not _is_given_out(case, kind):
        assign_job(
            case, kind=kind, by=by, brief=data.get("brief", ""), squad=data.get("squad"), assignee=data.get("assignee")
        )


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
        _ask(outing, _named(outing, hospital, reason=data.get("note", "")), by=by)
    elif choice := _next_in_rank(outing):
        _ask(outing, choice, by=by)
    else:
        _call_the_centre(outing)
    return outing


def plan_outing(case: Case, *, planned_at: datetime | None = None) -> Outing:
    """The outing of this request, from now on as its pathway says; one that was planned before waits for this word."""
    outing = case.outings.filter(closed_at=None).first() or Outing(case=case)
    outing.mode = Mode.SELF_DRIVE if case.pathway == Pathway.OUTING_SELF_DRIVE else Mode.VEHICLE
    outing.planned_at = planned_at or outing.planned_at or timezone.now()
    outing.save()
    return outing


def _named(outing: Outing, hospital: Hospital, *, reason: str) -> Candidate:
    """The hospital that a person names. One that the matching excludes may be asked all the same, if they say why."""
    ranked = candidates_for(outing.case)
    choice = next((one for one in ranked if one.hospital.pk == hospital.pk), None) or Candidate(hospital)
    if not hospital.is_open:
        raise InvalidInput(PLEASE_CORRECT, fields={"hospital": [_("%s is closed.") % hospital.name]})
    if (choice.excluded or choice.rank is None) and not reason:
        why = choice.why_not.text if choice.why_not else _("it is not designated for this need")
        text = _("Policy does not send this request there (%s). Say in the note why it must be so.") % why
        raise InvalidInput(PLEASE_CORRECT, fields={"hospital": [text]})
    return choice


def _next_in_rank(outing: Outing) -> Candidate | None:
    asked = set(outing.placements.values_list("booking__hospital_id", flat=True))
    ranked = candidates_for(outing.case)
    return next((one for one in ranked if not one.excluded and one.hospital.pk not in asked), None)


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
    reasons = [{"clause": reason.clause, "text": _in_every_language(reason)} for reason in choice.reasons]
    Placement.objects.create(outing=outing, booking=booking, hop=hop, reasons=reasons)
    return booking


def _in_every_language(reason: Reason) -> dict[str, str]:
    """The words of a reason as they were then, by language: whoever reads them later may read another one."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = reason.text
    return words


# --- what the hospital says ----------------------------------------------------------------------------------------


def booking_accepted(booking: Booking, *, by: Any) -> None:
    """The hospital will receive: transport is wanted now, or, where the resident drives, the pass is issued."""
    outing = _open_outing_of(booking)
    if outing is None:
        return
    trip = outing.trip
    if trip is None or trip.state == Trip.State.CANCELLED:
        trip = outing.trip = _want_trip(outing, booking, by=by)
        outing.save(update_fields=["trip"])
    else:
        transport.redirect_trip(trip, booking=booking, by=by)
    trip_arranged(trip, by=by)


def _want_trip(outing: Outing, booking: Booking | None, *, by: Any) -> Trip:
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
    outing.save(update_fields=["refusals"])
    choice = _next_in_rank(outing) if outing.refusals < REFUSALS_BEFORE_THE_CENTRE else None
    if choice:
        _ask(outing, choice, by=by)
    else:
        _call_the_centre(outing)


def _call_the_centre(outing: Outing) -> None:
    """Nobody is left whom the program may ask by itself: people of the district must decide."""
    outing.needs_centre = True
    outing.save(update_fields=["needs_centre"])
    case = outing.case
    for role in ("operator", "supervisor"):
        post = f"{role}@{case.area.lineage.get('district', case.area_id)}"
        notices.tell(post, "case.needs_centre", subject=subject(case), params={"refusals": outing.refusals})


def assign_hospital(case: Case, *, hospital: Hospital, by: Any, reason: str = "") -> Booking:
    """The command centre decides, where nobody is designated or two have refused; then the hospital is not asked."""
    outing = case.outings.get(closed_at=None, needs_centre=True)
    booking = _ask(outing, _named(outing, hospital, reason=reason), by=by)
    if outing.refusals >= REFUSALS_BEFORE_THE_CENTRE:
        follow(BOOKING, booking, "assign", by=by)
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
        outing.trip = _want_trip(outing, trip.booking, by=by)
        outing.save(update_fields=["trip"])
        _promise_to_arrange_again(outing.case, by=by)


def _promise_to_arrange_again(case: Case, *, by: Any) -> None:
    from cases.lifecycle import CASE

    facts, kind = dict(CASE.facts(case)), "case.arrange"
    terms = terms_for(kind, area_id=case.area_id, facts=facts, policy_ref=case.policy_id)
    commitments.promise(kind, subject=subject(case), terms=terms, by=by)


def trip_came_home(trip: Trip, *, by: Any, happened_at: datetime) -> None:
    """B4a: only now is the loop closed, and the request may be finished. Nobody waits for the resident any more."""
    outing = Outing.objects.select_related("case__area").filter(trip=trip, closed_at=None).first()
    if outing is None:
        return
    for placement in outing.placements.select_related("booking"):
        follow(BOOKING, placement.booking, "withdraw", by=by)
    outing.closed_at = happened_at
    outing.save(update_fields=["closed_at"])
    notices.tell(owner_of(outing.case), "case.work_done", subject=subject(outing.case), params={"kind": "outing"})


def is_somebody_out(case: Case) -> bool:
    return case.outings.filter(closed_at=None, trip__state__in=transport.UNDER_WAY).exists()


def withdraw_all(case: Case, *, by: Any) -> None:
    """Takes back all that was asked and given out: jobs, the hospital's booking, the trip that has not begun."""
    withdraw_jobs(case, by=by)
    for outing in case.outings.filter(closed_at=None):
        outing.closed_at = timezone.now()  # closed first: what is called off now is not wanted again
        outing.save(update_fields=["closed_at"])
        for placement in outing.placements.select_related("booking"):
            follow(BOOKING, placement.booking, "withdraw", by=by)
        if outing.trip:
            transport.cancel_trip(outing.trip, reason="withdrawn", by=by)
