"""Reading a file of areas: every row checked, every fault named by row and column, before anything is written."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from portal.areas.models import Area, Level

REQUIRED = ("code", "name", "level", "parent")
OPTIONAL = ("latitude", "longitude", "population")
LIMITS = {"latitude": 90.0, "longitude": 180.0}
DEPTH = {str(level): depth for depth, level in enumerate(Level)}
CODE_LENGTH, NAME_LENGTH = 20, 100
MOST_PEOPLE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    cause: str

    def __str__(self) -> str:
        return _("row %(row)s, column %(column)s: %(cause)s") % {
            "row": self.row,
            "column": self.column,
            "cause": self.cause,
        }


class AreasRefused(Exception):
    """The file was not loaded, not even in part."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Table:
    """The areas of a file, and the optional columns that it has."""

    areas: list[Area]
    columns: tuple[str, ...]


def read_areas(path: Path) -> Table:
    """The areas of a file in the order of the file. Raises AreasRefused with all that is wrong."""
    reader = csv.DictReader(text_of(path).splitlines())
    header = [name.strip() for name in reader.fieldnames or []]
    if missing := [name for name in REQUIRED if name not in header]:
        raise AreasRefused([Problem(1, name, _("this column is missing")) for name in missing])
    reader.fieldnames = header
    rows = [(reader.line_num, row) for row in reader if any(_cells(row))]
    if not rows:
        raise AreasRefused([Problem(1, "code", _("the file has no rows"))])
    problems: list[Problem] = []
    columns = tuple(name for name in OPTIONAL if name in header)
    areas = [_area(number, row, columns, problems) for number, row in rows]
    problems += _faults_of_the_tree(areas, [number for number, _row in rows])
    if problems:
        raise AreasRefused(sorted(problems, key=lambda problem: problem.row))
    return Table(areas, columns)


def text_of(path: Path) -> str:
    """UTF-8, or what spreadsheets in China save when they are not told otherwise."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        raise AreasRefused([Problem(1, "code", _("the file is neither UTF-8 nor GB 18030 text"))]) from None


def _cells(row: dict[str, str | None]) -> Iterator[str]:
    return (value.strip() for value in row.values() if isinstance(value, str))


def _area(number: int, row: dict[str, str | None], columns: tuple[str, ...], problems: list[Problem]) -> Area:
    cell = {name: (row.get(name) or "").strip() for name in (*REQUIRED, *columns)}

    def fault(column: str, cause: str) -> None:
        problems.append(Problem(number, column, cause))

    if not (cell["code"].isascii() and cell["code"].isalnum() and len(cell["code"]) <= CODE_LENGTH):
        fault("code", _("“%s” is not a code of letters and digits") % cell["code"])
    if not 0 < len(cell["name"]) <= NAME_LENGTH:
        fault("name", _("a name has 1 to %s characters") % NAME_LENGTH)
    if cell["level"] not in Level.values:
        fault("level", _("“%(level)s” is none of %(levels)s") % {"level": cell["level"], "levels": ", ".join(Level)})
    area = Area(code=cell["code"], name=cell["name"], level=cell["level"], parent_id=cell["parent"] or None)
    for column in columns:
        try:
            setattr(area, column, _number(column, cell[column]))
        except ValueError:
            fault(column, _("“%s” is not a number that fits here") % cell[column])
    return area


def _number(column: str, text: str) -> float | int | None:
    if not text:
        return None
    if column == "population":
        value: float = int(text)
        fits = 0 <= value <= MOST_PEOPLE
    else:
        value = float(text)
        fits = abs(value) <= LIMITS[column]  # false for "nan" too
    if not fits:
        raise ValueError(column)
    return value


def _faults_of_the_tree(areas: list[Area], rows: list[int]) -> Iterator[Problem]:
    """Codes occur once; a parent is known, is higher, and begins the code: on that prefix all containment rests."""
    levels = dict(Area.objects.filter(code__in={area.parent_id for area in areas}).values_list("code", "level"))
    levels |= {area.code: area.level for area in areas}
    seen: set[str] = set()
    for area, row in zip(areas, rows, strict=True):
        if area.code in seen:
            yield Problem(row, "code", _("%s stands in an earlier row too") % area.code)
        seen.add(area.code)
        if cause := _fault_of_parent(area, levels):
            yield Problem(row, "parent", cause)


def _fault_of_parent(area: Area, levels: dict[str, str]) -> str:
    parent = area.parent_id
    if parent is None:
        return "" if area.level == Level.CITY else _("only a city has no parent")
    if parent not in levels:
        return _("there is no area %s, in this file or before it") % parent
    if parent == area.code or not area.code.startswith(parent):
        return _("the code does not begin with its parent's %s") % parent
    if DEPTH.get(levels[parent], -1) >= DEPTH.get(area.level, len(DEPTH)):
        return _("%(parent)s is not higher than a %(level)s") % {"parent": parent, "level": area.level}
    return ""
