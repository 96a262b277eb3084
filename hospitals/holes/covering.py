"""Which kinds of people nobody is designated for, district by district: some hundred bits, and an `or` for each line.

A combination of need, group and control is one bit. A line is the set of those that it covers; what covers a place at
an hour is the union over its lines; a part of the day is covered where each of its hours is. So a city of some thousand
lines takes a moment, and two lines that share a night between them cover it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from itertools import product
from operator import and_, or_

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from hospitals.matching.directory import current_directory
from hospitals.matching.lines import Line, Moment, is_between, is_in_force
from hospitals.models import Hospital
from hospitals.vocabulary import Control, Group, Need, Severity
from portal.areas.models import Area, Level
from portal.areas.selectors import areas_above


class Part(models.TextChoices):
    DAY = "day", pgettext_lazy("part of a day", "by day")
    NIGHT = "night", pgettext_lazy("part of a day", "at night")


# The hours that must be covered, each as a whole. What lies between is morning and evening: shifts change there.
HOURS: dict[str, tuple[int, ...]] = {Part.DAY: tuple(range(9, 17)), Part.NIGHT: (22, 23, *range(6))}

NOBODY_SPECIAL = ""  # somebody of no group
# What a matrix is asked about unless somebody asks otherwise: the others are met at home or by telephone.
NEEDS = (Need.EMERGENCY.value, Need.OUTPATIENT.value, Need.TREATMENT_SESSION.value)
GROUPS = (NOBODY_SPECIAL, *Group.values)
# Sessions are planned for these only.
HAVE_SESSIONS = frozenset({Group.DIALYSIS, Group.ONCOLOGY, Group.PREGNANT})
# The ages and the severity that a line must take to cover somebody of the group, somebody with the need.
AGES = {Group.NEWBORN: (0, 0), Group.CHILD: (0, 13), Group.ELDERLY: (60, 99), Group.PREGNANT: (18, 45)}
ADULT = (18, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the check looks at. An empty choice is all of them, and the usual needs."""

    needs: tuple[str, ...] = NEEDS
    groups: tuple[str, ...] = GROUPS
    controls: tuple[str, ...] = tuple(Control.values)
    on: date | None = None

    @property
    def moment(self) -> Moment:
        """Noon of the day: dates decide, hours are looked at one by one."""
        day = self.on or timezone.localdate()
        return Moment.of(timezone.make_aware(datetime.combine(day, time(12))))


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of person, a part of the day, and where nobody is named for them; `partly`: somebody for places inside."""

    need: str
    group: str
    control: str
    part: str
    places: frozenset[str]
    partly: frozenset[str]


def holes_in(area: Area, asked: Asked) -> tuple[list[Area], list[Cell]]:
    """The places right below `area` that were looked at (itself, when it is small), and every hole."""
    places = list(area.children.exclude(level=Level.GRID).order_by("code"))
    if area.level in (Level.STREET, Level.COMMUNITY, Level.GRID) or not places:
        places = [area]
    bits, lines = _Bits(asked), _Lines(asked.moment)
    missing: dict[tuple[int, str], set[str]] = {}
    partly: dict[tuple[int, str], set[str]] = {}
    for place in places:
        over = lines.over(place.pk)
        covered, in_parts = bits.covered(over), bits.covered([*over, *lines.inside(place.pk)])
        for part in Part.values:
            for bit in bits.of(bits.all & ~covered[part]):
                missing.setdefault((bit, part), set()).add(place.pk)
                if in_parts[part] >> bit & 1:
                    partly.setdefault((bit, part), set()).add(place.pk)
    cells = [
        Cell(*bits.kinds[bit], part, frozenset(found), frozenset(partly.get((bit, part), ())))
        for (bit, part), found in sorted(missing.items())
    ]
    return places, cells


@dataclass(frozen=True, slots=True)
class _Open:
    """A line with the whole hours of the day in which its institution takes anybody by it."""

    line: Line
    hours: frozenset[int]


class _Lines:
    """The lines in force of open institutions, by the place that they serve."""

    def __init__(self, moment: Moment) -> None:
        directory = current_directory()
        closed = frozenset(Hospital.objects.filter(is_open=False).values_list("pk", flat=True))
        opened = {
            line.pk: _Open(line, _hours(line, directory.hospitals[pk]))
            for pk, lines in directory.lines.items()
            for line in lines
            if pk not in closed and is_in_force(line, moment)
        }
        self._serving = {
            code: [opened[line.pk] for line in lines if line.pk in opened] for code, lines in directory.serving.items()
        }

    def over(self, code: str) -> list[_Open]:
        """Those that serve the whole place."""
        return [found for above in areas_above(code) for found in self._serving.get(above, ())]

    def inside(self, code: str) -> list[_Open]:
        """Those that serve something in it."""
        within = (lines for served, lines in self._serving.items() if served != code and served.startswith(code))
        return [found for lines in within for found in lines]


def _hours(line: Line, hospital: Hospital) -> frozenset[int]:
    spans = [(line.hours_from, line.hours_to)]
    if not hospital.opens_24h:
        spans.append((hospital.opens_at, hospital.closes_at))
    return frozenset(hour for hour in range(24) if all(_holds(hour, *span) for span in spans))


def _holds(hour: int, begins: time | None, ends: time | None) -> bool:
    if begins is None or ends is None:
        return True
    return is_between(time(hour), begins, ends) and is_between(time(hour, 59), begins, ends)


class _Bits:
    """Kinds of people as bits, and lines as sets of them."""

    def __init__(self, asked: Asked) -> None:
        self.kinds = [
            (need, group, control)
            for need, group, control in product(asked.needs, asked.groups, asked.controls)
            if need != Need.TREATMENT_SESSION or group in HAVE_SESSIONS
        ]
        self.all = (1 << len(self.kinds)) - 1
        self._of_need = self._index(0, asked.needs)
        self._of_group = self._index(1, asked.groups)
        self._of_control = self._index(2, asked.controls)

    def of(self, mask: int) -> Iterable[int]:
        return (bit for bit in range(len(self.kinds)) if mask >> bit & 1)

    def covered(self, lines: list[_Open]) -> dict[str, int]:
        """By part of the day: those whom in each of its hours one line or another takes."""
        by_hour = [0] * 24
        for found in lines:
            mask = self._mask(found.line)
            for hour in found.hours:
                by_hour[hour] |= mask
        return {part: reduce(and_, (by_hour[hour] for hour in hours)) for part, hours in HOURS.items()}

    def _index(self, column: int, codes: tuple[str, ...]) -> dict[str, int]:
        return {code: sum(1 << bit for bit, kind in enumerate(self.kinds) if kind[column] == code) for code in codes}

    def _mask(self, line: Line) -> int:
        needs = (m for code, m in self._of_need.items() if _takes_need(line, code))
        groups = (m for code, m in self._of_group.items() if _takes_group(line, code))
        controls = (m for code, m in self._of_control.items() if not line.controls or code in line.controls)
        return reduce(or_, needs, 0) & reduce(or_, groups, 0) & reduce(or_, controls, 0)


def _takes_need(line: Line, need: str) -> bool:
    if line.needs and need not in line.needs:
        return False
    severity = Severity.CRITICAL if need == Need.EMERGENCY else Severity.ROUTINE
    return not line.severities or severity in line.severities


def _takes_group(line: Line, group: str) -> bool:
    youngest, oldest = AGES.get(group, ADULT)  # type: ignore[call-overload]
    if (line.age_from or 0) > youngest or (line.age_to is not None and line.age_to < oldest):
        return False
    return not line.groups or group in line.groups
