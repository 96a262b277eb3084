"""From an entry back to the cells of its spreadsheet, in words that an import reads as the same values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.utils import translation

from cases.models import RegisterEntry
from cases.models.vocabulary import Sex
from cases.registers.applying import asides_of
from cases.registers.columns import BY_NAME, COLUMNS, PERSON, PLAN, Column, column_of
from cases.registers.known import Known
from portal.privacy.masking import MASKS
from portal.sheets.guarding import guarded
from portal.sheets.problems import CellRefused

WEEKDAYS = "一二三四五六日"


def columns_for(groups: Iterable[str]) -> list[Column]:
    """Those that at least one of the groups has, in the order of the templates."""
    wanted = set(groups)
    return [column for column in COLUMNS if not column.groups or wanted & set(column.groups)]


def told_cells(entry: RegisterEntry, columns: list[Column], known: Known, *, is_masked: bool) -> list[str]:
    """One row. Masked, as every screen shows it; else whole, and harmless to the program that opens it."""
    cells = []
    for column in columns:
        value = _value(entry, column) if not column.groups or entry.group in column.groups else None
        text = "" if value is None or value == "" else _word(entry, column, value, known)
        cells.append(guarded(MASKS[column.mask](text) if is_masked else text))
    return cells


def told_asides(entry: RegisterEntry, headers: list[str]) -> list[str]:
    """What the community's own columns said, back under their own headers."""
    asides = asides_of(entry)
    return [guarded(asides.get(header, "")) for header in headers]


def aside_headers(entry: RegisterEntry) -> list[str]:
    """Those of the community's own columns that are still nobody else's."""
    return [header for header in asides_of(entry) if column_of(header) is None]


def _value(entry: RegisterEntry, column: Column) -> Any:
    if column.name == "area":
        return entry.area_id
    if column.belongs == PLAN:
        return (entry.plan or {}).get(column.name)
    value = getattr(entry.person if column.belongs == PERSON else entry, column.name)
    return None if column.name == "sex" and value == Sex.UNKNOWN else value


def _word(entry: RegisterEntry, column: Column, value: Any, known: Known) -> str:
    if column.name == "area":
        return known.word_for(value) or entry.area.name
    if column.name == "treating_hospital_id":
        return known.hospitals.get(value, "")
    if isinstance(value, list):
        return "".join(WEEKDAYS[day - 1] for day in value)
    return words_of(column.name).get(value, str(value))


@cache
def words_of(name: str) -> dict[Any, str]:
    """The word of each code: the one of the drop-down, else the label in Chinese, as our templates are written."""
    found: dict[Any, str] = {}
    column = BY_NAME[name]
    if column.choices:
        with translation.override("zh-hans"):
            found = {code: str(label) for code, label in column.choices.choices}
    for word in reversed(column.lists):
        try:
            found[column.kind(word, None)] = word  # type: ignore[arg-type]
        except CellRefused:
            continue
    return found
