"""The place of a cell, by row and column: what sorts as a sheet is written."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string as column_of_letters
from openpyxl.utils.cell import coordinate_from_string

Place = tuple[int, int]


def place_of(cell: str) -> Place:
    letters, row = coordinate_from_string(cell)
    return row, column_of_letters(letters)


def name_of(place: Place) -> str:
    return f"{get_column_letter(place[1])}{place[0]}"
