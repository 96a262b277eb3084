"""The sessions of one entry in a range of days: its rhythm, days on which nobody treats, changes for one day.

Pure: rows in, sessions out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from cases.sessions.rhythm import days_by_plan, shift_of

# How far a session may be moved: changes from this long outside a range may lead into it.
REACH = timedelta(days=14)
# When the shifts of a dialysis centre begin, and everything else.
SHIFTS = {1: time(7, 0), 2: time(11, 30), 3: time(16, 0), 4: time(20, 30), 5: time(23, 30)}
BEGINS = {"dialysis": time(7, 0), "oncology": time(8, 30), "pregnant": time(9, 0)}


@dataclass(frozen=True, slots=True)
class Plan:
    """An entry as the calendar sees it. `area` is a code; `hospital` a key, None while nobody treats them."""

    group: str
    plan: Mapping[str, Any]
    area: str = ""
    hospital: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """For the session of the day `origin`: `kind` is skipped, moved, shifted or extra."""

    origin: date
    kind: str
    to_day: date | None = None
    to_shift: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """`on` this day `groups` are not treated: in one hospital, or (None) for residents of `area`; `instead` when."""

    area: str
    on: date
    groups: frozenset[str]
    hospital: int | None = None
    instead: date | None = None

    def stops(self, plan: Plan, day: date) -> bool:
        is_theirs = self.hospital == plan.hospital if self.hospital is not None else plan.area.startswith(self.area)
        return self.on == day and plan.group in self.groups and is_theirs


@dataclass(frozen=True, slots=True)
class Session:
    """One day of treatment. `origin` names it, whatever becomes of it; `is_closed`: nobody has said when instead."""

    origin: date
    on: date
    shift: int | None = None
    is_closed: bool = False
    is_skipped: bool = False
    is_changed: bool = False
    reason: str = ""


def sessions_between(
    plan: Plan, since: date, until: date, *, changes: Collection[Change] = (), closed: Collection[Closed] = ()
) -> list[Session]:
    """Every session that takes place, or was to take place, in [since, until], by day and shift.

    A change by a person wins over a closed day: whoever made it knew the day. One that was moved out of the range is
    not in it; one that was moved into it is.
    """
    by_origin = {change.origin: change for change in changes}
    found = {
        day: _on(plan, day, by_origin.get(day), closed)
        for day in days_by_plan(plan.group, plan.plan, _far(since, -REACH), _far(until, REACH))
    }
    for change in changes:
        if change.kind == "extra":
            shift = change.to_shift or shift_of(plan.group, plan.plan)
            found.setdefault(change.origin, Session(change.origin, change.origin, shift, is_changed=True))
    inside = (session for session in found.values() if since <= session.on <= until)
    return sorted(inside, key=lambda session: (session.on, session.shift or 0, session.origin))


def _on(plan: Plan, day: date, change: Change | None, closed: Collection[Closed]) -> Session:
    session = Session(day, day, shift_of(plan.group, plan.plan))
    if change is not None and change.kind != "extra":
        return _changed(session, change)
    stop = next((one for one in closed if one.stops(plan, day)), None)
    if stop is None:
        return session
    return replace(session, on=stop.instead, is_changed=True) if stop.instead else replace(session, is_closed=True)


def _changed(session: Session, change: Change) -> Session:
    return replace(
        session,
        on=change.to_day or session.on,
        shift=change.to_shift or session.shift,
        is_skipped=change.kind == "skipped",
        is_changed=True,
        reason=change.reason,
    )


def begins_at(group: str, session: Session, *, zone: tzinfo) -> datetime:
    """When the treatment begins, by the clock of the place."""
    hour = SHIFTS.get(session.shift or 0) or BEGINS.get(group, time(8, 0))
    return datetime.combine(session.on, hour, tzinfo=zone)


def days_of(since: date, until: date) -> Iterator[date]:
    return (since + timedelta(days=count) for count in range((until - since).days + 1))


def _far(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day
