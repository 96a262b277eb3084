"""A line of the designation matrix as the matching reads it: whom it names, and by what it misses somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from hospitals.matching.query import Query

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One Designation, its lists as sets. An empty one means "any"."""

    pk: int
    hospital_id: int
    needs: frozenset[str]
    groups: frozenset[str]
    controls: frozenset[str]
    severities: frozenset[str]
    age_from: int | None
    age_to: int | None
    serves: tuple[str, ...]
    since: date
    until: date | None
    hours_from: time | None
    hours_to: time | None
    ended_at: datetime | None
    cite: str

    @property
    def runs_over_midnight(self) -> bool:
        return self.hours_from is not None and self.hours_to is not None and self.hours_from > self.hours_to


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with what clocks and calendars on the wall show then."""

    at: datetime
    day: date
    time: time

    @classmethod
    def of(cls, at: datetime) -> Moment:
        local = timezone.localtime(at)
        return cls(at, local.date(), local.time())


def best_line(lines: list[Line], query: Query, moment: Moment) -> tuple[Line | None, int]:
    """The most exact of the lines that serve the place, and how exact it is (0: none names this person now)."""
    best: Line | None = None
    most = 0
    for line in lines:
        if names(line, query) and fits_age(line, query.age) and is_now(line, moment):
            exact = exactness(line, query.area_id)
            if exact > most:
                best, most = line, exact
    return best, most


def names(line: Line, query: Query) -> bool:
    """Does the line speak of such people, whatever their age and whenever?"""
    return (
        (not line.needs or query.need in line.needs)
        and (not line.groups or not line.groups.isdisjoint(query.groups))
        and (not line.controls or query.control in line.controls)
        and (not line.severities or query.severity in line.severities)
    )


def is_now(line: Line, moment: Moment) -> bool:
    return is_in_force(line, moment) and is_in_hours(line, moment)


def exactness(line: Line, code: str) -> int:
    """Columns that say something count most; between equals the smaller area served is the more exact."""
    columns: list[Any] = [line.needs, line.groups, line.controls, line.severities]
    said = sum(1 for column in columns if column) + (line.hours_from is not None) + _speaks_of_age(line)
    return 100 * said + max((len(served) for served in line.serves if code.startswith(served)), default=0)


def is_in_force(line: Line, moment: Moment) -> bool:
    """By its dates. A night belongs to the day on which it began: that of the last day ends the morning after."""
    if (line.ended_at is not None and moment.at >= line.ended_at) or moment.day < line.since:
        return False
    if line.until is None or moment.day <= line.until:
        return True
    still_that_night = line.runs_over_midnight and line.hours_to is not None and moment.time < line.hours_to
    return still_that_night and moment.day - DAY <= line.until


def is_in_hours(line: Line, moment: Moment) -> bool:
    if line.hours_from is None or line.hours_to is None:  # the database has both, or none
        return True
    return is_between(moment.time, line.hours_from, line.hours_to)


def is_between(moment: time, start: time, end: time) -> bool:
    """Hours of a day; 20:00 to 06:00 runs over midnight. From a time to the same time is the whole day."""
    return start <= moment < end if start < end else moment >= start or moment < end


def fits_age(line: Line, age: int | None) -> bool:
    if not _speaks_of_age(line):
        return True
    return age is not None and (line.age_from or 0) <= age and (line.age_to is None or age <= line.age_to)


def _speaks_of_age(line: Line) -> bool:
    return line.age_from is not None or line.age_to is not None
