"""What a cell says, whatever it was typed as: text as it was meant, a date, the code behind a word."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from portal.sheets.problems import CellRefused

EARLIEST, LATEST = date(1890, 1, 1), date(2100, 12, 31)

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")


def words(value: Any) -> str:
    """Text as it was meant: full-width digits and letters made narrow, spaces at the ends and in rows gone."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    told = value if isinstance(value, str) else str(value)
    if not told.isascii() and not unicodedata.is_normalized("NFKC", told):
        told = unicodedata.normalize("NFKC", told)
    return " ".join(told.split())


@cache
def names_of(choices: type[TextChoices]) -> dict[str, str]:
    """Every name of every code. Kept: the languages of the house do not change while it runs."""
    names = {code: code for code in choices.values}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            names |= {words(label).lower(): code for code, label in choices.choices}
    return names


def date_of(value: Any) -> date:
    """An Excel date, or text in the usual forms."""
    if isinstance(value, datetime):
        return _in_range(value.date())
    if isinstance(value, date):
        return _in_range(value)
    told = _DATE.fullmatch(words(value))
    try:
        return _in_range(date(*(int(part) for part in told.groups() if part)))  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        raise CellRefused(_("This is not a date: write it as 2026-01-31.")) from None


def _in_range(value: date) -> date:
    if not EARLIEST <= value <= LATEST:
        raise CellRefused(_("This is not a date: write it as 2026-01-31."))
    return value
