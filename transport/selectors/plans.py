"""A plan as a dispatcher reads it: a line of time for each vehicle, its outings below, and who is left."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.privacy import subjects
from transport.models import DayPlan, PlannedRun, Vehicle
from transport.selectors.days import day_bounds, runs_by_vehicle

WIDTH = 1440  # of the line of time: a unit a minute


@dataclass(slots=True)
class Row:
    run: PlannedRun
    card: Any
    x: int = 0
    width: int = 0
    form: Any = None


@dataclass(slots=True)
class Line:
    """What one vehicle does that day, in order."""

    vehicle: Vehicle
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    lines: list[Line]
    left: list[Row]

    @property
    def rows(self) -> list[Row]:
        return [*(row for line in self.lines for row in line.rows), *self.left]

    @property
    def hours(self) -> list[tuple[int, int]]:
        return [(hour, hour * 60) for hour in range(0, 24, 3)]


def sheet_of(plan: DayPlan) -> Sheet:
    """The same few queries however many outings."""
    starts, _ends = day_bounds(plan)
    runs = list(runs_by_vehicle(plan))
    subjects.attach([run.trip for run in runs])
    sheet = Sheet([], [])
    for run in runs:
        row = Row(run, getattr(run.trip, "card", None))
        if run.vehicle is None:
            sheet.left.append(row)
            continue
        row.x, row.width = _span(run, starts)
        if not sheet.lines or sheet.lines[-1].vehicle != run.vehicle:
            sheet.lines.append(Line(run.vehicle))
        sheet.lines[-1].rows.append(row)
    return sheet


def _span(run: PlannedRun, starts: datetime) -> tuple[int, int]:
    begin, end = (int((at - starts).total_seconds() // 60) if at else 0 for at in (run.starts_at, run.ends_at))
    begin = max(0, min(WIDTH - 1, begin))
    return begin, max(4, min(WIDTH, end) - begin)
