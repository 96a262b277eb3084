"""What seldom changes, read once and kept while the database says it is the same: institutions, lines, distances."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import Any, cast
from uuid import UUID

from django.db.models.base import ModelState

from hospitals.matching.lines import Line
from hospitals.models import Designation, DirectoryVersion, Hospital
from portal.areas.models import Area
from portal.areas.selectors import EARTH_KM, Point, areas_above

CITY = 4  # digits of its code

COLUMNS = (
    "pk", "hospital_id", "needs", "groups", "controls", "severities", "age_from", "age_to", "since", "until",
    "hours_from", "hours_to", "ended_at", "cite",
)  # fmt: skip
SETS = ("needs", "groups", "controls", "severities")


class Located:
    """A point from which many distances are asked: what is the same in all of them is reckoned once."""

    __slots__ = ("cosine", "latitude", "longitude")

    def __init__(self, latitude: float, longitude: float) -> None:
        self.latitude, self.longitude = radians(latitude), radians(longitude)
        self.cosine = cos(self.latitude)

    def km_to(self, other: Located) -> float:
        """As portal.areas.selectors.distance_km."""
        half = (
            sin((self.latitude - other.latitude) / 2) ** 2
            + self.cosine * other.cosine * sin((self.longitude - other.longitude) / 2) ** 2
        )
        return 2 * EARTH_KM * asin(sqrt(half))


@dataclass(slots=True)
class Directory:
    """Nobody changes it once it is read: threads share it, and hand out copies of its institutions."""

    version: UUID | None
    hospitals: dict[int, Hospital]
    of_city: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    serving: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    located: dict[str, Point] = field(default_factory=dict)
    points: dict[int, Located | None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def point_of(self, code: str) -> Point | None:
        """Where a place lies or, if nobody has said so, the nearest above it."""
        return next((self.located[above] for above in reversed(areas_above(code)) if above in self.located), None)

    def serving_place(self, code: str) -> dict[int, list[Line]]:
        """The lines that serve a place, by institution, in force or not."""
        found: dict[int, list[Line]] = defaultdict(list)
        seen: set[int] = set()
        for above in areas_above(code):
            for line in self.serving.get(above, ()):
                if line.pk not in seen:
                    seen.add(line.pk)
                    found[line.hospital_id].append(line)
        return found

    def within(self, prefixes: tuple[str, ...]) -> list[int]:
        """Institutions that lie in one of these areas."""
        whole = [pk for prefix in prefixes if len(prefix) == CITY for pk in self.of_city.get(prefix, ())]
        finer = tuple(prefix for prefix in prefixes if len(prefix) != CITY)
        if not finer:
            return whole
        return whole + [pk for pk, hospital in self.hospitals.items() if hospital.area_id.startswith(finer)]


_kept: Directory | None = None


def current_directory() -> Directory:
    """As the database has it now. One small query when nothing has changed since this process read it last.

    The version is asked for before the directory is read: what is read may then be newer than its name says, which
    costs a second reading, and never older.
    """
    global _kept
    version = DirectoryVersion.objects.values_list("version", flat=True).first()
    kept = _kept
    if kept is not None and version is not None and kept.version == version:
        return kept
    _kept = directory = read_directory(version)
    return directory


def read_directory(version: UUID | None = None) -> Directory:
    directory = Directory(version, {hospital.pk: hospital for hospital in Hospital.objects.order_by("pk")})
    located = Area.objects.filter(latitude__isnull=False, longitude__isnull=False)
    for code, latitude, longitude in located.values_list("code", "latitude", "longitude"):
        directory.located[code] = (cast(float, latitude), cast(float, longitude))
    for pk, hospital in directory.hospitals.items():
        directory.of_city[hospital.area_id[:CITY]].append(pk)
        directory.points[pk] = _point(hospital, directory)
    for line in _lines(directory):
        directory.lines[line.hospital_id].append(line)
        for code in line.serves:
            directory.serving[code].append(line)
    return directory


def _point(hospital: Hospital, directory: Directory) -> Located | None:
    if hospital.latitude is not None and hospital.longitude is not None:
        return Located(hospital.latitude, hospital.longitude)
    found = directory.point_of(hospital.area_id)
    return Located(*found) if found else None


def _lines(directory: Directory) -> list[Line]:
    serves: dict[int, list[str]] = defaultdict(list)
    through = Designation.serves.through.objects.order_by("area_id")
    for pk, code, name in through.values_list("designation_id", "area_id", "area__name"):
        serves[pk].append(code)
        directory.places[code] = name
    rows = Designation.objects.order_by("pk").values(*COLUMNS)
    return [_line(row, tuple(serves[row["pk"]])) for row in rows]


def _line(row: dict[str, Any], serves: tuple[str, ...]) -> Line:
    return Line(**{**row, **{name: frozenset(row[name]) for name in SETS}}, serves=serves)


def own_copy(hospital: Hospital, *, is_open: bool) -> Hospital:
    """An institution for one answer: whoever gets it may do with it what one does with a row, and harms nobody."""
    copy = Hospital.__new__(Hospital)
    copy.__dict__.update(hospital.__dict__)
    copy._state = ModelState()
    copy._state.adding, copy._state.db = False, hospital._state.db
    copy.is_open = is_open
    return copy
