"""From a workbook to the lines that it says: every cell judged by its column, every refusal with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from hospitals.sheets.columns import BY_HEADER, BY_NAME, Column
from hospitals.sheets.known import Known
from portal.sheets.lines import ERROR, FORMULA, Line, lines_of
from portal.sheets.opening import DAMAGE, MEGABYTE, damaged, opened, unfolded_size
from portal.sheets.package import package_of
from portal.sheets.problems import CellRefused, FileRefused, Problem
from portal.sheets.values import words

MOST_ROWS, MOST_COLUMNS = 5_000, 60
LARGEST_UNFOLDED = 24 * MEGABYTE
HEADER_WITHIN = 10  # rows: many a sheet begins with a title
NEEDED = ("hospital", "serves")


@dataclass(slots=True)
class ReadLine:
    """What one row says, by column; a column that the file does not have is not in it."""

    number: int
    values: dict[str, Any]
    is_refused: bool = False


@dataclass(slots=True)
class Sheet:
    lines: list[ReadLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)

    def refuse(self, line: ReadLine, name: str, message: str) -> None:
        """Notes what is wrong in a row, under the column `name`."""
        line.is_refused = True
        index = next((index for index, column in self.columns.items() if column.name == name), 0)
        cell = f"{get_column_letter(index)}{line.number}" if index else ""
        self.problems.append(Problem(line.number, BY_NAME[name].header, cell, str(message)))


def read_matrix(file: IO[bytes], known: Known) -> Sheet:
    """The first sheet of the workbook. FileRefused when it is something else, or more than a matrix can be."""
    archive = opened(file)
    if unfolded_size(archive) > LARGEST_UNFOLDED:
        raise FileRefused(_("The file unfolds to more than a matrix can hold; it was not opened."))
    sheet = Sheet()
    try:
        lines = lines_of(package_of(archive), most_columns=MOST_COLUMNS)
        sheet.columns = _headers(lines)
        for number, cells in lines:
            if len(sheet.lines) >= MOST_ROWS:
                raise FileRefused(_("The file has more than %d rows: divide it.") % MOST_ROWS)
            if line := _line(sheet, number, cells, known):
                sheet.lines.append(line)
    except DAMAGE as damage:
        raise damaged() from damage
    return sheet


def _headers(lines: Iterator[tuple[int, Line]]) -> dict[int, Column]:
    for number, cells in lines:
        found = {index: BY_HEADER.get(words(value).strip("*")) for index, value in cells.items()}
        columns = {index: column for index, column in found.items() if column}
        if len(columns) > 1:
            _check_headers(list(columns.values()))
            return columns
        if number >= HEADER_WITHIN:
            break
    raise FileRefused(_("No row of headers was found: 机构 and 服务区域 are needed."))


def _check_headers(columns: list[Column]) -> None:
    names = [column.name for column in columns]
    if twice := next((column.header for column in columns if names.count(column.name) > 1), ""):
        raise FileRefused(_("The column %s stands in the file twice.") % twice)
    if missing := [BY_NAME[name].header for name in NEEDED if name not in names]:
        raise FileRefused(_("The column %s is missing.") % missing[0])


def _line(sheet: Sheet, number: int, cells: Line, known: Known) -> ReadLine | None:
    """One row; None for an empty one."""
    told = {index: value for index, value in cells.items() if index in sheet.columns and not _is_blank(value)}
    if not told:
        return None
    line = ReadLine(number, {column.name: _nothing(column) for column in sheet.columns.values()})
    for index, value in told.items():
        column = sheet.columns[index]
        try:
            line.values[column.name] = _judged(column, value, known)
        except CellRefused as refused:
            sheet.refuse(line, column.name, str(refused))
    return line


def _judged(column: Column, value: Any, known: Known) -> Any:
    if value is FORMULA:
        raise CellRefused(_("A formula stands here: write the value itself."))
    if value is ERROR:
        raise CellRefused(_("The spreadsheet program could not work out this cell."))
    return column.kind(value, known)


def _nothing(column: Column) -> Any:
    return list(column.empty) if isinstance(column.empty, tuple) else column.empty


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()
