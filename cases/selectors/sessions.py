"""Planned sessions as people read them: the list of a day, a week by resident, what is coming for one entry."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from cases.models import Case, PlannedSession, RegisterEntry
from cases.models.sessions import SessionState
from cases.models.vocabulary import Control, Need
from cases.selectors.calendar import Calendar, treated_entries
from cases.sessions.calendar import Session, days_of
from portal.access.api import sight, visible
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.standing import StandingBy

MOST_IN_A_WEEK = 200  # residents on one page of the week
AHEAD = timedelta(days=14)  # how far the page of an entry looks


@dataclass(frozen=True, slots=True)
class Narrowing:
    on: date
    area: str = ""
    group: str = ""
    hospital: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One session with its most pressing clock, and the open request by which the resident may already be going."""

    session: PlannedSession
    clock: Commitment | None = None
    twin: Case | None = None


@dataclass(slots=True)
class DayList:
    """What is to be listed, what waits for the centre, and everything else of the day."""

    to_list: list[Row] = field(default_factory=list)
    to_confirm: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def sessions_of(user: Any, by: Narrowing) -> QuerySet[PlannedSession]:
    rows = visible(user, "session.view", PlannedSession.objects.filter(on=by.on))
    if by.area:
        rows = rows.filter(area__pk__startswith=by.area)
    if by.group:
        rows = rows.filter(group=by.group)
    if by.hospital:
        rows = rows.filter(hospital=by.hospital)
    related = ("entry__person", "area", "hospital", "case", "listed_by")
    return rows.exclude(state=SessionState.WITHDRAWN).select_related(*related).order_by("area", "starts_at", "number")


def day_list(user: Any, by: Narrowing) -> DayList:
    """Three queries however long it is."""
    rows = list(sessions_of(user, by))
    clocks = open_of_all("session", [row.pk for row in rows])
    twins = _twins(row for row in rows if row.state == SessionState.PLANNED)
    told = DayList(counts=Counter(row.state for row in rows))
    places = {SessionState.PLANNED: told.to_list, SessionState.SUBMITTED: told.to_confirm}
    for row in rows:
        clock = next(iter(clocks.get(row.pk, [])), None)
        places.get(SessionState(row.state), told.others).append(Row(row, clock, twins.get(row.entry.person_id)))
    return told


def _twins(rows: Iterable[PlannedSession]) -> dict[UUID, Case]:
    """Open requests for treatment that no list has made: somebody has called for it."""
    people = {row.entry.person_id for row in rows}
    cases = Case.objects.open().filter(person__in=people, need=Need.TREATMENT_SESSION, session=None)
    return {case.person_id: case for case in cases.order_by("created_at")}


def to_list_by_day(user: Any, since: date, until: date) -> dict[date, int]:
    """How many wait to be listed on each of the next days."""
    rows = visible(user, "session.view", PlannedSession.objects.filter(on__gte=since, on__lte=until))
    return dict(rows.filter(state=SessionState.PLANNED).values_list("on").annotate(count=Count("pk")).order_by())


def waiting_for(user: Any, *, centre: bool) -> int:
    """For the rail: what the centre has to confirm, or what a community has to list for tomorrow. One query."""
    state = SessionState.SUBMITTED if centre else SessionState.PLANNED
    asked = _WAITING((sight(user, "session.view", PlannedSession), state), user, state)
    found = asked.first(tomorrow=timezone.localdate() + timedelta(days=1))
    return found[0] if found else 0


def _waiting(reader: Any, state: str, tomorrow: date) -> QuerySet[PlannedSession, Any]:
    rows = PlannedSession.objects.filter(on__lte=tomorrow, state=state, starts_at__gt=Now()).order_by()
    return visible(reader, "session.view", rows).values("state").annotate(count=Count("pk")).values_list("count")


_WAITING: StandingBy[Any] = StandingBy(_waiting, tomorrow=date)


# --- the week --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    session: Session | None = None
    planned: PlannedSession | None = None


@dataclass(frozen=True, slots=True)
class Line:
    entry: RegisterEntry
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Week:
    days: list[date]
    lines: list[Line]
    is_cut: bool


def week_of(user: Any, since: date, *, area: str = "", group: str = "", everybody: bool = False) -> Week:
    """Residents with a session in the seven days from `since`, those under control alone unless `everybody`."""
    entries = treated_entries(visible(user, "register.view", RegisterEntry.objects.all()))
    if area:
        entries = entries.filter(area__pk__startswith=area)
    if group:
        entries = entries.filter(group=group)
    if not everybody:
        entries = entries.exclude(person__control=Control.NONE)
    until = since + timedelta(days=6)
    rows = list(entries.order_by("area", "group", "pk")[: MOST_IN_A_WEEK * 5])
    lines = [line for line in lines_of(rows, since, until) if any(cell.session for cell in line.cells)]
    return Week(list(days_of(since, until)), lines[:MOST_IN_A_WEEK], len(lines) > MOST_IN_A_WEEK)


def lines_of(entries: list[RegisterEntry], since: date, until: date) -> list[Line]:
    calendar = Calendar.of(entries, since, until)
    planned = _planned(entries, since, until)
    return [_line(entry, calendar, planned[entry.pk]) for entry in entries]


def _planned(entries: list[RegisterEntry], since: date, until: date) -> dict[UUID, dict[date, PlannedSession]]:
    found: dict[UUID, dict[date, PlannedSession]] = defaultdict(dict)
    rows = PlannedSession.objects.filter(entry__in=[entry.pk for entry in entries], on__gte=since, on__lte=until)
    for row in rows.exclude(state=SessionState.WITHDRAWN).select_related("hospital"):
        found[row.entry_id][row.origin] = row
    return found


def _line(entry: RegisterEntry, calendar: Calendar, planned: dict[date, PlannedSession]) -> Line:
    by_day = {session.on: session for session in calendar.sessions(entry)}
    cells = []
    for day in days_of(calendar.since, calendar.until):
        session = by_day.get(day)
        cells.append(Cell(day, session, planned.get(session.origin) if session else None))
    return Line(entry, cells)


def upcoming_of(entry: RegisterEntry) -> list[Cell]:
    """The sessions of one entry in the next two weeks, planned or still only by the rhythm."""
    today = timezone.localdate()
    (line,) = lines_of([entry], today, today + AHEAD)
    return [cell for cell in line.cells if cell.session]
