"""What a cell says, judged by its column: the value that is kept, or the reason why it is refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases.registers.declaring import Column
from cases.registers.known import Known
from portal.privacy.masking import STAR
from portal.sheets.guarding import unguarded
from portal.sheets.lines import ERROR, FORMULA
from portal.sheets.problems import CellRefused

REMEMBERED = 2000  # values a column; most columns have a handful, names and numbers are met once
MASKED_WHOLE, MASKED_END = ("name", "phone", "id"), STAR * 4

Judged = tuple[str, Any]  # the reason, or "" and the value


class Judge:
    """One column of one file. A value that was judged before is not judged again: of 100,000 groups nine differ."""

    __slots__ = ("_known", "column")

    def __init__(self, column: Column) -> None:
        self.column = column
        self._known: dict[tuple[type, Any], Judged] = {}

    def of(self, value: Any, known: Known) -> Judged:
        key = (type(value), value)
        found = self._known.get(key)
        if found is None:
            found = self._judged(value, known)
            if len(self._known) < REMEMBERED:
                self._known[key] = found
        return found

    def _judged(self, value: Any, known: Known) -> Judged:
        try:
            return "", _value(self.column, value, known)
        except CellRefused as refused:
            return str(refused), None


def _value(column: Column, value: Any, known: Known) -> Any:
    if value is FORMULA:
        raise CellRefused(_("A formula is not read: put the value in its place."))
    if value is ERROR:
        raise CellRefused(_("The spreadsheet itself shows an error here."))
    if isinstance(value, bool):
        if column.kind.__name__ != "yes_or_no":
            raise CellRefused(_("This is a tick, not a value of this column."))
        return value
    if isinstance(value, str):
        value = unguarded(value)
        if _is_masked(column, value):
            raise CellRefused(_("This is masked: a register exported with a reason has it whole."))
    return column.kind(value, known)


def _is_masked(column: Column, value: str) -> bool:
    return STAR in value if column.mask in MASKED_WHOLE else column.mask != "none" and value.endswith(MASKED_END)
