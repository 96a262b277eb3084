"""Reading a file of hospitals: every row checked, every fault named by row and column, before anything is written."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from hospitals.loading.words import FEVER_CLINIC, designation_words, served_group
from hospitals.vocabulary import Kind
from portal.areas.models import Area
from portal.areas.reading import AreasRefused, Problem, text_of

# The file says in which district an institution lies by one of these columns.
DISTRICT_COLUMNS = ("district_code", "district")
TEXTS = {"grade": 20, "address": 200, "phone": 40, "source": 200}
NAME_LENGTH = 120
LIMITS = {"latitude": 90.0, "longitude": 180.0}
YES, NO = {"1", "yes", "true", "是"}, {"", "0", "no", "false", "否"}


class HospitalsRefused(Exception):
    """The file was not loaded, not even in part."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Row:
    """One institution of the file: its columns as values of the model, and what it is designated for."""

    number: int
    name: str
    area_id: str
    fields: dict[str, object]
    kind: str
    word: str
    serves: list[str]


def read_hospitals(path: Path) -> list[Row]:
    """The institutions of a file, in its order. Raises HospitalsRefused with all that is wrong."""
    try:
        reader = csv.DictReader(text_of(path).splitlines())
    except AreasRefused as refused:
        raise HospitalsRefused(refused.problems) from None
    header = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    if missing := _missing_columns(header):
        raise HospitalsRefused([Problem(1, name, _("this column is missing")) for name in missing])
    cells = [(reader.line_num, {name: (row.get(name) or "").strip() for name in header}) for row in reader]
    cells = [(number, row) for number, row in cells if any(row.values())]
    if not cells:
        raise HospitalsRefused([Problem(1, "name", _("the file has no rows"))])
    return _Reading(header, cells).rows()


def _missing_columns(header: list[str]) -> list[str]:
    missing = [] if "name" in header else ["name"]
    return missing if any(name in header for name in DISTRICT_COLUMNS) else [*missing, "district"]


class _Reading:
    """One pass over the file, gathering problems as it goes."""

    def __init__(self, header: list[str], cells: list[tuple[int, dict[str, str]]]) -> None:
        self.cells = cells
        self.district = next(name for name in DISTRICT_COLUMNS if name in header)
        self.is_fever_list = "designated_2020" in header
        self.problems: list[Problem] = []
        self.known = set(Area.objects.values_list("code", flat=True)) if cells else set()
        self.city = self._city()

    def rows(self) -> list[Row]:
        seen: set[str] = set()
        rows = [self._row(number, cell, seen) for number, cell in self.cells]
        if self.problems:
            raise HospitalsRefused(sorted(self.problems, key=lambda problem: problem.row))
        return rows

    def _city(self) -> str:
        """The one city that the districts of the file lie in; "" when there are none, or several."""
        cities = {cell[self.district][:4] for _number, cell in self.cells if cell[self.district] in self.known}
        return cities.pop() if len(cities) == 1 else ""

    def _fault(self, number: int, column: str, cause: str) -> None:
        self.problems.append(Problem(number, column, cause))

    def _row(self, number: int, cell: dict[str, str], seen: set[str]) -> Row:
        name = cell["name"]
        if not 0 < len(name) <= NAME_LENGTH:
            self._fault(number, "name", _("a name has 1 to %s characters") % NAME_LENGTH)
        elif name in seen:
            self._fault(number, "name", _("%s stands in an earlier row too") % name)
        seen.add(name)
        word = self._word(number, cell)
        fields = {**self._texts(number, cell), **self._coordinates(number, cell)}
        kind = self._kind(number, cell, word)
        return Row(number, name, self._area(number, cell), fields, kind, word, self._serves(number, cell, word))

    def _texts(self, number: int, cell: dict[str, str]) -> dict[str, object]:
        for column, length in TEXTS.items():
            if len(cell.get(column, "")) > length:
                self._fault(number, column, _("at most %s characters") % length)
        return {column: cell[column] for column in TEXTS if column in cell}

    def _coordinates(self, number: int, cell: dict[str, str]) -> dict[str, object]:
        values: dict[str, object] = {}
        for column, limit in LIMITS.items():
            if not cell.get(column):
                continue
            try:
                values[column] = float(cell[column])
                fits = abs(float(cell[column])) <= limit
            except ValueError:
                fits = False
            if not fits:
                self._fault(number, column, _("“%s” is not a number that fits here") % cell[column])
        return values

    def _area(self, number: int, cell: dict[str, str]) -> str:
        """The district, or the city where the file does not say which district."""
        code = cell[self.district] or self.city
        if not code:
            self._fault(number, self.district, _("empty, and the file does not lie in one city"))
        elif code not in self.known:
            self._fault(number, self.district, _("there is no area %s: load the areas first") % code)
        return code

    def _word(self, number: int, cell: dict[str, str]) -> str:
        word = cell.get("designated_for", "")
        if word and word not in designation_words():
            words = ", ".join(sorted(designation_words()))
            self._fault(number, "designated_for", _("“%(word)s” is none of %(words)s") % {"word": word, "words": words})
        flag = cell.get("designated_2020", "").lower()
        if flag not in YES | NO:
            self._fault(number, "designated_2020", _("“%s” is neither 1 nor 0") % flag)
        return word or (FEVER_CLINIC if flag in YES else "")

    def _kind(self, number: int, cell: dict[str, str], word: str) -> str:
        kind = cell.get("kind", "")
        if kind and kind not in Kind.values:
            self._fault(number, "kind", _("“%(word)s” is none of %(words)s") % {"word": kind, "words": ", ".join(Kind)})
        known = designation_words().get(word)
        return kind or (known.kind if known else Kind.FEVER if self.is_fever_list else Kind.ORDINARY)

    def _serves(self, number: int, cell: dict[str, str], word: str) -> list[str]:
        """Codes of the areas served. Empty says: the institution's own city."""
        said = cell.get("serves", "")
        city = (cell[self.district] or self.city)[:4]
        if not said:
            return [city] if word else []
        if not word:
            self._fault(number, "serves", _("serves an area, but is designated for nothing"))
        group = served_group(said, city)
        codes = group or [part.strip() for part in said.replace(";", ",").split(",")]
        if unknown := [code for code in codes if code not in self.known]:
            cause = _("“%s” is neither an area nor a group of areas of this city")
            self._fault(number, "serves", cause % ", ".join(unknown))
        return codes
