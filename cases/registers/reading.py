"""From a workbook to rows of values: every cell judged by its column, every refusal with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cases.registers.columns import BY_NAME, COLUMNS, Column, column_of
from cases.registers.judging import Judge
from cases.registers.known import Known
from portal.sheets.guarding import unguarded
from portal.sheets.lines import ERROR, FORMULA, Line, Told, lines_of
from portal.sheets.opening import DAMAGE, damaged, opened
from portal.sheets.package import package_of
from portal.sheets.problems import FileRefused, Problem
from portal.sheets.values import words

MOST_ROWS = 100_000
MOST_COLUMNS = 80
MOST_PROBLEMS = 20_000  # kept with their places; more are counted
HEADER_WITHIN = 10  # rows: many a sheet begins with a title
LONGEST_HEADER, LONGEST_ASIDE = 60, 500
EXAMPLE = "示例"


@dataclass(slots=True)
class ReadRow:
    """One resident in one group. `values` by column name, only what was said, as JSON can carry it; `aside` what the
    community's own columns say, by header. A refused row has a problem and says too little to be compared.
    """

    number: int
    values: dict[str, Any]
    aside: dict[str, str] = field(default_factory=dict)
    is_refused: bool = False


@dataclass(slots=True)
class Sheet:
    """A file as it is being read: where (`letters`) and how (`headers`) it names each column, and what it has more.

    `rows` come once, and as they come `problems` grow; `errors` is how many there are, kept or not.
    """

    rows: Iterator[ReadRow] = field(default_factory=lambda: iter(()))
    problems: list[Problem] = field(default_factory=list)
    errors: int = 0
    letters: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)

    def refuse(self, number: int, name: str, message: str, *, cause: str = "") -> None:
        """Notes what is wrong in row `number` under column `name`."""
        header, letter = self.headers.get(name, BY_NAME[name].header), self.letters.get(name, "")
        self.note(Problem(number, header, f"{letter}{number}" if letter else "", message, cause))

    def note(self, problem: Problem) -> None:
        self.errors += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


@dataclass(slots=True)
class _Layout:
    """What stands in which column of the file, by number."""

    columns: dict[int, Judge] = field(default_factory=dict)
    extra: dict[int, str] = field(default_factory=dict)


def read_register(file: IO[bytes], known: Known, told: Told | None = None) -> Sheet:
    """The first sheet of the workbook; its headers at once, its rows as they are asked for."""
    sheet, archive = Sheet(), opened(file)
    try:
        lines = lines_of(package_of(archive), most_columns=MOST_COLUMNS, told=told)
        layout = _layout(sheet, lines)
    except DAMAGE as damage:
        raise damaged() from damage
    if not sheet.errors:
        sheet.rows = _rows(sheet, lines, layout, known)
    return sheet


def _layout(sheet: Sheet, lines: Iterator[tuple[int, Line]]) -> _Layout:
    for number, line in lines:
        found = {index: column_of(value) for index, value in line.items()}
        if sum(column is not None for column in found.values()) > 1:
            return _read_headers(sheet, line, {index: column for index, column in found.items() if column}, number)
        if number >= HEADER_WITHIN:
            break
    raise FileRefused(_("No row of headers was found: 姓名, 社区 and 人群类别 are needed."))


def _read_headers(sheet: Sheet, line: Line, columns: dict[int, Column], number: int) -> _Layout:
    layout = _Layout()
    for index, value in line.items():
        told, letter, column = words(value)[:LONGEST_HEADER], get_column_letter(index), columns.get(index)
        if column is None:
            if told:
                layout.extra[index] = told if told not in layout.extra.values() else f"{told} ({letter})"
        elif column.name in sheet.letters:
            sheet.note(Problem(number, told, f"{letter}{number}", _("This column stands in the file twice.")))
        else:
            sheet.letters[column.name], sheet.headers[column.name] = letter, told
            layout.columns[index] = Judge(column)
    sheet.extra = list(layout.extra.values())
    for column in COLUMNS:
        if column.required and column.name not in sheet.letters:
            sheet.refuse(number, column.name, _("This column is missing."))
    return layout


def _rows(sheet: Sheet, lines: Iterator[tuple[int, Line]], layout: _Layout, known: Known) -> Iterator[ReadRow]:
    count = 0
    try:
        for number, line in lines:
            told = [
                (judge, line[index])
                for index, judge in layout.columns.items()
                if index in line and not _is_blank(line[index])
            ]
            if not told or _is_example(told):
                continue
            count += 1
            if count > MOST_ROWS:
                raise FileRefused(_("The file has more than %d rows: divide it.") % MOST_ROWS)
            row = _read_row(sheet, number, told, known)
            if layout.extra:
                row.aside = {
                    header: _aside(line[index])
                    for index, header in layout.extra.items()
                    if index in line and not _is_blank(line[index])
                }
            yield row
    except DAMAGE as damage:
        raise damaged() from damage


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _is_example(told: list[tuple[Judge, Any]]) -> bool:
    """The example of the template, left in its place."""
    return any(
        judge.column.name == "name" and isinstance(value, str) and value.strip().startswith(EXAMPLE)
        for judge, value in told
    )


def _read_row(sheet: Sheet, number: int, told: list[tuple[Judge, Any]], known: Known) -> ReadRow:
    row, before = ReadRow(number, {}), sheet.errors
    for judge, value in told:
        reason, kept = judge.of(value, known)
        if reason:
            sheet.refuse(number, judge.column.name, reason)
        else:
            row.values[judge.column.name] = kept
    filled = {judge.column.name for judge, _value in told}
    for name in REQUIRED:
        if name not in filled:
            sheet.refuse(number, name, _("This must be filled in."))
    group = row.values.get("group")
    for judge, _value in told:
        if group and judge.column.groups and group not in judge.column.groups:
            sheet.refuse(number, judge.column.name, _("This column is for another group than the row is."))
    row.is_refused = sheet.errors > before
    return row


def _aside(value: Any) -> str:
    """What a column of somebody else's says is not judged, only kept: text, and dates as text."""
    if value is FORMULA or value is ERROR:
        return "?"
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return words(unguarded(value) if isinstance(value, str) else value)[:LONGEST_ASIDE]


REQUIRED = tuple(column.name for column in COLUMNS if column.required)
