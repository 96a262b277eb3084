"""What somebody takes and how long it lasts: a short text that a cell, a form and a program read alike.

“阿司匹林 14天 2026-11-20；二甲双胍 30天 2026-11-20”: the name, the days left, and the day on which that was counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.registers.known import Known
from portal.sheets.problems import CellRefused
from portal.sheets.values import words

MOST, LONGEST_NAME, LONGEST_STOCK = 12, 40, 365
_BETWEEN = re.compile(r"[;；\n]+")
# Days have their unit, or stand apart from the name: 维生素B12 is a name and nothing else.
_LINE = re.compile(
    r"(?P<name>.*?\S)(?:[\s,，:：]+(?P<apart>\d{1,4})\s*(?:天|日|days?|d)?|(?P<joined>\d{1,4})\s*(?:天|日|days?))"
    r"(?:[\s(（@]*(?P<on>\d{4}-\d{2}-\d{2})[)）]?)?"
)


@dataclass(frozen=True, slots=True)
class Medicine:
    """`days` were left on the day `on`; None: nobody counted."""

    name: str
    days: int | None = None
    on: date | None = None

    @property
    def until(self) -> date | None:
        """The day on which it runs out."""
        return self.on + timedelta(days=self.days) if self.on and self.days is not None else None

    def __str__(self) -> str:
        return self.name if self.days is None or self.on is None else f"{self.name} {self.days}天 {self.on}"


def medicines(value: Any, known: Known | None = None) -> str:
    """Whatever was typed, as it is kept; raises CellRefused. Days without a date were counted today."""
    lines = [line for part in _BETWEEN.split(str(value)) if (line := words(part))]
    if len(lines) > MOST:
        raise CellRefused(_("Not more than %d medicines.") % MOST)
    return "；".join(str(_read(line)) for line in lines)


def medicines_in(text: str | None) -> list[Medicine]:
    return [_read(line) for line in (text or "").split("；") if line]


def until_of(text: str | None) -> date | None:
    """The day on which the first of them runs out."""
    return min((found.until for found in medicines_in(text) if found.until), default=None)


def _read(line: str) -> Medicine:
    told = _LINE.fullmatch(line)
    if told is None:
        return Medicine(_name(line))
    days = int(told["apart"] or told["joined"])
    if days > LONGEST_STOCK:
        raise CellRefused(_("“%s”: nobody has medicine for more than a year.") % line)
    try:
        on = date.fromisoformat(told["on"]) if told["on"] else timezone.localdate()
    except ValueError:
        raise CellRefused(_("This is not a date: write it as 2026-01-31.")) from None
    if on > timezone.localdate():
        raise CellRefused(_("“%s”: what is left cannot be counted on a day to come.") % line)
    return Medicine(_name(told["name"].rstrip(" ,，:：")), days, on)


def _name(told: str) -> str:
    if len(told) > LONGEST_NAME or told.isdigit():
        raise CellRefused(_("“%s” is not the name of a medicine.") % told[:LONGEST_NAME])
    return told
