"""Places as they are read: figures with their age, earlier reports, stations by shift against who is planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from hospitals.models import HOLDS_SLOT, Hospital, Places, PlacesLine, PlacesReport
from hospitals.models.reports import REPORT, SUBJECT
from hospitals.vocabulary import Group, Need, Room, Shift, shift_at
from portal.commitments.models import Commitment
from portal.commitments.selectors import with_light

HISTORY = 30  # reports
ORDER = {room: place for place, room in enumerate(Room.values)}
SHIFT_ORDER = {shift: place for place, shift in enumerate(["", *Shift.values])}


def in_order(rows: Any) -> list[Any]:
    """Figures as people think of them: rescue room first, shifts by the hour."""
    return sorted(rows, key=lambda row: (ORDER[row.room], SHIFT_ORDER[row.shift]))


def figures_of(hospital: Hospital) -> list[Places]:
    return in_order(hospital.places.select_related("reported_by"))


def clock_of(hospital: Hospital) -> Commitment | None:
    """The promise to report again, with its light."""
    running = Commitment.objects.open().filter(kind=REPORT, subject_kind=SUBJECT, subject_id=hospital.key)
    return with_light(running).first()


@dataclass(frozen=True, slots=True)
class Past:
    """One report of before; of each figure, how many more or fewer were free than in the report before it."""

    report: PlacesReport
    lines: list[tuple[PlacesLine, int]]


def reports_of(hospital: Hospital, *, limit: int = HISTORY) -> list[Past]:
    """The latest first. Two queries."""
    rows = list(hospital.reports.select_related("reported_by").prefetch_related("lines")[: limit + 1])
    told = [_past(report, before) for report, before in pairwise(rows)]
    return told if len(rows) > limit or not rows else [*told, _past(rows[-1], None)]


def _past(report: PlacesReport, before: PlacesReport | None) -> Past:
    known = {(line.room, line.shift): line.free for line in before.lines.all()} if before else {}
    lines = in_order(report.lines.all())
    return Past(report, [(line, line.free - known.get((line.room, line.shift), line.free)) for line in lines])


@dataclass(frozen=True, slots=True)
class ShiftLoad:
    """Stations of one shift of one day: how many there are (None: not reported), for how many people it is planned."""

    shift: Shift
    stations: Places | None
    planned: int

    @property
    def is_over(self) -> bool:
        return self.stations is not None and self.planned > self.stations.total


def station_loads(hospital: Hospital, days: Sequence[date]) -> dict[date, list[ShiftLoad]]:
    """Dialysis by shift, of each day: who is expected, by the hour, against the stations reported. Two queries.

    Empty where the institution has no stations and nobody is expected.
    """
    stations = {row.shift: row for row in hospital.places.filter(room=Room.DIALYSIS_STATION)}
    expected = hospital.bookings.filter(
        need=Need.TREATMENT_SESSION,
        groups__contains=[Group.DIALYSIS],
        state__in=HOLDS_SLOT,
        expected_at__gte=_midnight(min(days)),
        expected_at__lt=_midnight(max(days) + timedelta(days=1)),
    )
    planned = Counter(_day_and_shift(at) for at in expected.values_list("expected_at", flat=True) if at)
    if not stations and not planned:
        return {}
    return {day: [ShiftLoad(shift, stations.get(shift), planned[day, shift]) for shift in Shift] for day in days}


def _day_and_shift(at: datetime) -> tuple[date, Shift]:
    local = timezone.localtime(at)
    return local.date(), shift_at(local.time())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
