"""What the moves of a planned session write: a request with its outing, a change of one day, promises made again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, DayChange, PlannedSession
from cases.models.sessions import OPEN_SESSIONS, ChangeKind
from cases.models.vocabulary import Channel, Need, Severity
from cases.services import arranging, placing
from cases.services.intake import Intake, receive
from cases.services.people import Identity
from cases.services.planning import (
    ARRANGE,
    ATTEND,
    due_to_arrange,
    follow_session,
    own_number,
    promise_sessions,
    subject,
)
from cases.sessions.calendar import Session, begins_at
from portal.commitments import services as commitments
from portal.commitments.models import Commitment
from portal.commitments.terms import terms_for
from portal.lifecycle.move import database_now, follow
from portal.notices import services as notices

if TYPE_CHECKING:
    from portal.lifecycle.table import Act

__all__ = ["ARRANGE", "ATTEND"]
ON_THE_WAY = timedelta(hours=1)  # how long before its session an outing sets off
# The clocks of somebody who calls. Whoever is on the list did not call, and is not waiting at a telephone.
OF_A_CALL = ("case.judge", "case.arrange")


# --- onto the list ---------------------------------------------------------------------------------------------------


def take_in(act: Act) -> None:
    """T3b: the row of the list becomes a request with a planned outing to the hospital that treats, on that day.

    1. The request is taken in and answered by the same act: the community speaks for the resident.
    2. Its outing is planned; the hospital is asked when the command centre confirms.
    3. The session's own promise stands for the clocks of a call: to arrange it, due the evening before.
    An open request of the same resident for another day does not stop it: both stand.
    """
    session = act.thing
    person = session.entry.person
    case = receive(
        Intake(
            area_id=person.area_id, need=Need.TREATMENT_SESSION, channel=Channel.GRID, severity=Severity.ROUTINE,
            patient=Identity(name=person.name, person_id=person.pk), control=person.control, groups=[session.group],
            related_to=open_twin_of(session),
        ),
        by=act.by,
    )  # fmt: skip
    _answer_by_listing(case, by=act.by)
    arranging.plan_outing(case, planned_at=session.starts_at - ON_THE_WAY)
    commitments.retarget(subject(session), number=case.number)
    session.case, session.number = case, case.number
    session.listed_at, session.listed_by = act.happened_at, act.by
    _one_clock_for_both(session, case, by=act.by)


def open_twin_of(session: PlannedSession) -> Case | None:
    """The open request that stands in the way of a second one, if any: the two are told of each other."""
    twins = Case.objects.open().filter(person=session.entry.person_id, need=Need.TREATMENT_SESSION)
    return twins.filter(related_to=None).first()


def _answer_by_listing(case: Case, *, by: Any) -> None:
    """Answered, but nobody's yet: whoever confirms it at the centre will own it."""
    from cases.lifecycle import CASE

    follow(CASE, case, "answer", by=by, data={"channel": "message", "note": ""})
    Case.objects.filter(pk=case.pk).update(owner=None)


def _one_clock_for_both(session: PlannedSession, case: Case, *, by: Any) -> None:
    from cases.lifecycle import CASE

    about = placing.subject(case)
    commitments.release(about, OF_A_CALL, reason=ARRANGE, by=by)
    terms = terms_for("case.arrange", area_id=case.area_id, facts=dict(CASE.facts(case)), policy_ref=case.policy_id)
    due = due_to_arrange(session, now=database_now())
    commitments.promise_many("case.arrange", subjects=[about], terms=terms, dues=[due], by=by)


def send_back(act: Act) -> None:
    """The centre cannot do it so: the request ends, and the community lists the session again, put right."""
    from cases.lifecycle import CASE

    session, case = act.thing, act.thing.case
    note = act.data["note"]
    if session.listed_by_id:
        notices.tell(f"user:{session.listed_by_id}", "session.sent_back", subject=subject(session))
    session.case, session.note, session.listed_at, session.listed_by = None, note, None, None
    PlannedSession.objects.filter(pk=session.pk).update(case=None)  # first: the end of the request is not its own
    if case is not None:
        follow(CASE, case, "cancel", by=act.by, data={"reason": "other", "note": note})
    session.number = own_number(session.on)
    commitments.retarget(subject(session), number=session.number)


# --- changes of one day ----------------------------------------------------------------------------------------------


def leave_out(act: Act) -> None:
    session = act.thing
    session.reason, session.note = act.data["reason"], act.data.get("note") or None
    change_one_day(session.entry, session.origin, kind=ChangeKind.SKIPPED, reason=session.reason, by=act.by)


def change_day(act: Act) -> None:
    """This one session only. Its promises are made anew for its new hour."""
    session, to_day, to_shift = act.thing, act.data.get("to_day"), act.data.get("to_shift")
    kind = ChangeKind.MOVED if to_day else ChangeKind.SHIFTED
    change_one_day(session.entry, session.origin, kind=kind, to_day=to_day, to_shift=to_shift, by=act.by)
    session.on, session.shift = to_day or session.on, to_shift or session.shift
    session.starts_at, session.is_closed_day = _begins(session), False
    commitments.release(subject(session), reason="moved", by=act.by)
    promise_sessions([session], now=database_now(), by=act.by)


def change_one_day(
    entry: Any, origin: date, *, kind: str, by: Any, to_day: date | None = None, to_shift: int | None = None,
    reason: str = "",
) -> DayChange:  # fmt: skip
    """A second change of the same day takes the place of the first."""
    told = {"kind": kind, "to_day": to_day, "to_shift": to_shift, "reason": reason, "by": by}
    return DayChange.objects.update_or_create(entry=entry, origin=origin, defaults=told)[0]


def restore(act: Act) -> None:
    session = act.thing
    DayChange.objects.filter(entry=session.entry_id, origin=session.origin, kind=ChangeKind.SKIPPED).delete()
    session.reason, session.note, session.case = "", None, None
    session.number = own_number(session.on)
    promise_again(act)


def refuse_to_restore(act: Act) -> Any:
    return _("This session has begun.") if act.thing.starts_at <= timezone.now() else ""


def promise_again(act: Act) -> None:
    """What was kept or let go is promised once more; what still runs goes on."""
    promise_sessions([act.thing], now=database_now(), by=act.by)


def call_off(act: Act) -> None:
    act.thing.reason = "other"


def _begins(session: PlannedSession) -> datetime:
    meant = Session(session.origin, session.on, session.shift)
    return begins_at(session.group, meant, zone=timezone.get_current_timezone())


# --- what follows from the request and the trip ----------------------------------------------------------------------


def session_follows(case: Case, name: str, *, by: Any) -> None:
    """The session of this request, where it has one, goes where the request or its trip has gone."""
    if session := PlannedSession.objects.filter(case=case).first():
        follow_session(session, name, by=by)


def settle_passed_sessions(*, now: datetime | None = None) -> int:
    """Sessions whose day is over and to which nobody was brought: missed. Their breach was told when it happened.

    Who was brought there and is not yet told to be home keeps their session open: the trip has its own clock.
    """
    today = timezone.localdate(now or database_now())
    brought = Commitment.objects.filter(subject_kind="session", kind=ATTEND, kept_at__isnull=False)
    passed = PlannedSession.objects.filter(state__in=OPEN_SESSIONS, on__lt=today)
    rows = passed.exclude(pk__in=brought.values("subject_id"))
    return sum(follow_session(session, "miss") is not None for session in rows.order_by("pk"))
