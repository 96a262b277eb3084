"""From a workbook to rows of values: every cell judged by its column, every refusal with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import ParseError  # openpyxl's own parser; the document was checked before

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cases.registers.cells import words
from cases.registers.columns import BY_NAME, COLUMNS, Column, column_of
from cases.registers.known import Known
from cases.registers.opening import opened
from cases.registers.problems import CellRefused, FileRefused, Problem

MOST_ROWS = 100_000
MOST_COLUMNS = 80
HEADER_WITHIN = 10  # rows: many a sheet begins with a title
EXAMPLE = "示例"


@dataclass(slots=True)
class ReadRow:
    """One resident in one group. `values` by column name, only what was said, as JSON can carry it."""

    number: int
    values: dict[str, Any]


@dataclass(slots=True)
class Sheet:
    """A file as it was read: where (`letters`) and how (`headers`) it names each column, and what it has more."""

    rows: list[ReadRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)

    def refuse(self, number: int, name: str, message: str) -> None:
        """Notes what is wrong in row `number` under column `name`."""
        header, letter = self.headers.get(name, BY_NAME[name].header), self.letters.get(name, "")
        self.problems.append(Problem(number, header, f"{letter}{number}" if letter else "", message))


def read_register(file: IO[bytes], known: Known) -> Sheet:
    """The first sheet of the workbook. Whatever is wrong with single cells is in its problems."""
    book = opened(file)
    try:
        if not book.worksheets:
            raise FileRefused(_("The file has no sheet."))
        lines = book.worksheets[0].iter_rows(max_row=MOST_ROWS + HEADER_WITHIN + 1, max_col=MOST_COLUMNS)
        return _read(enumerate(lines, 1), known)
    except (ParseError, KeyError, ValueError, IndexError, TypeError, EOFError) as damage:
        raise FileRefused(_("The file is damaged: open it in a spreadsheet program and save it again.")) from damage
    finally:
        book.close()


def _read(lines: Iterator[tuple[int, tuple[Any, ...]]], known: Known) -> Sheet:
    sheet, columns = Sheet(), {}
    for number, line in lines:
        columns = _columns(line)
        if len(columns) > 1:
            _read_headers(sheet, line, columns, number)
            break
        if number >= HEADER_WITHIN:
            break
    if len(columns) < 2:
        raise FileRefused(_("No row of headers was found: 姓名, 社区 and 人群类别 are needed."))
    if not sheet.problems:
        _read_rows(sheet, lines, columns, known)
    return sheet


def _columns(line: Iterable[Any]) -> dict[int, Column]:
    found = {index: column_of(cell.value) for index, cell in enumerate(line) if cell.value is not None}
    return {index: column for index, column in found.items() if column}


def _read_headers(sheet: Sheet, line: tuple[Any, ...], columns: dict[int, Column], number: int) -> None:
    for index, cell in enumerate(line):
        column, told = columns.get(index), words(cell.value) if cell.value is not None else ""
        if column is None:
            sheet.extra += [told] if told else []
        elif column.name in sheet.letters:
            place = f"{get_column_letter(index + 1)}{number}"
            sheet.problems.append(Problem(number, told, place, _("This column stands in the file twice.")))
        else:
            sheet.letters[column.name], sheet.headers[column.name] = get_column_letter(index + 1), told
    for column in COLUMNS:
        if column.required and column.name not in sheet.letters:
            sheet.refuse(number, column.name, _("This column is missing."))


def _read_rows(sheet: Sheet, lines: Iterable[tuple[int, Any]], columns: dict[int, Column], known: Known) -> None:
    for number, line in lines:
        told = [(column, line[index]) for index, column in columns.items() if index < len(line)]
        told = [(column, cell) for column, cell in told if cell.value is not None and words(cell.value)]
        if not told or _is_example(told):
            continue
        if len(sheet.rows) >= MOST_ROWS:
            raise FileRefused(_("The file has more than %d rows: divide it.") % MOST_ROWS)
        sheet.rows.append(_read_row(sheet, number, told, known))


def _is_example(told: list[tuple[Column, Any]]) -> bool:
    """The example of the template, left in its place."""
    return any(column.name == "name" and words(cell.value).startswith(EXAMPLE) for column, cell in told)


def _read_row(sheet: Sheet, number: int, told: list[tuple[Column, Any]], known: Known) -> ReadRow:
    row = ReadRow(number, {})
    for column, cell in told:
        try:
            row.values[column.name] = _value(column, cell, known)
        except CellRefused as refused:
            sheet.refuse(number, column.name, str(refused))
    filled = {column.name for column, _cell in told}
    for column in COLUMNS:
        if column.required and column.name not in filled:
            sheet.refuse(number, column.name, _("This must be filled in."))
    group = row.values.get("group")
    for column, _cell in told:
        if group and column.groups and group not in column.groups:
            sheet.refuse(number, column.name, _("This column is for another group than the row is."))
    return row


def _value(column: Column, cell: Any, known: Known) -> Any:
    if cell.data_type == "f":
        raise CellRefused(_("A formula is not read: put the value in its place."))
    if cell.data_type == "e":
        raise CellRefused(_("The spreadsheet itself shows an error here."))
    if cell.data_type == "b" and column.kind.__name__ != "yes_or_no":
        raise CellRefused(_("This is a tick, not a value of this column."))
    return column.kind("yes" if cell.value is True else "no" if cell.value is False else cell.value, known)
