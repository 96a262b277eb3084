"""Changing the calendar by hand: one day of one entry, and days on which a hospital or a place treats nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import ClosedDay, DayChange, PlannedSession, RegisterEntry
from cases.models.sessions import ChangeKind, SessionState
from cases.services.planning import follow_session, one_planner_at_a_time, plan_sessions
from cases.services.treating import change_one_day
from portal.audit import services as audit

BACK = "back"  # as the plan says: the change is taken out


class Refused(Exception):
    """Why the day cannot be changed so, in words."""


@transaction.atomic
def change_plan(
    entry: RegisterEntry, origin: date, *, kind: str, by: Any, to_day: date | None = None, to_shift: int | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    """What differs for the session of the day `origin`; sessions that are planned already follow. Journalled.

    Raises Refused for a day that is over, and for one whose session was listed: that is changed at its request.
    """
    if max(origin, to_day or origin) < timezone.localdate():
        raise Refused(_("This day has passed."))
    one_planner_at_a_time()
    listed = PlannedSession.objects.select_for_update().filter(entry=entry, origin=origin).exclude(case=None).first()
    if listed is not None and listed.is_open:
        raise Refused(_("This session is listed as %s: change it there.") % listed.number)
    if kind == BACK:
        DayChange.objects.filter(entry=entry, origin=origin).delete()
    else:
        change_one_day(entry, origin, kind=kind, by=by, to_day=to_day, to_shift=to_shift, reason=reason)
    _take_in_again(entry, origin, kind, by)
    plan_sessions(RegisterEntry.objects.filter(pk=entry.pk))
    audit.record(
        "session.change_plan", by=by, subject_kind="register", subject_id=entry.pk, area_id=entry.area_id,
        detail={"origin": origin.isoformat(), "kind": kind, "to_day": to_day and to_day.isoformat(), "reason": reason},
    )  # fmt: skip


def _take_in_again(entry: RegisterEntry, origin: date, kind: str, by: Any) -> None:
    """A session that somebody had left out, and that takes place after all."""
    left_out = PlannedSession.objects.filter(entry=entry, origin=origin, state=SessionState.SKIPPED, case=None).first()
    if left_out is not None and kind != ChangeKind.SKIPPED and left_out.starts_at > timezone.now():
        follow_session(left_out, "restore", by=by)


@transaction.atomic
def add_closed_day(told: dict[str, Any], *, by: Any) -> ClosedDay:
    """All sessions of that day that nobody has listed yet follow at once. Journalled."""
    try:
        with transaction.atomic():
            row = ClosedDay.objects.create(**told, by=by)
    except IntegrityError:
        raise Refused(_("This day is entered already for this place.")) from None
    _plan_anew(row, "session.close_day", by)
    return row


@transaction.atomic
def drop_closed_day(row: ClosedDay, *, by: Any) -> None:
    row.delete()
    _plan_anew(row, "session.open_day", by)


def _plan_anew(row: ClosedDay, name: str, by: Any) -> None:
    plan_sessions(RegisterEntry.objects.filter(person__area__pk__startswith=row.area_id))
    detail = {"on": row.on.isoformat(), "groups": list(row.groups), "hospital": row.hospital_id}
    audit.record(name, by=by, area_id=row.area_id, detail=detail)
