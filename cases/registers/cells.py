"""What one cell may hold, by the kind of its column: from whatever was typed to the value that is kept.

Each kind is a function of the cell's value and of what is known (places, hospitals). It returns something that JSON can
carry, or raises CellRefused. Empty cells never get here: they say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from cases.registers.known import Known
from cases.validation import check_birth_date, check_id_number, check_phone
from portal.privacy.normalise import normalise_id_number, normalise_name, normalise_phone
from portal.sheets.problems import CellRefused
from portal.sheets.values import date_of, names_of, words

Kind = Callable[[Any, Known], Any]

LONGEST = 200
YES, NO = {"是", "有", "需要", "yes", "y", "true", "1", "√", "✓"}, {"否", "无", "不需要", "no", "n", "false", "0", "×"}

_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_DAY_WORDS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
_DAYS = {
    sign: day for day, signs in enumerate(("1一", "2二", "3三", "4四", "5五", "6六", "7日天"), 1) for sign in signs
}
_CODE = re.compile(r"[A-Z0-9][A-Z0-9+/.-]{0,19}")
_BETWEEN_DAYS = re.compile(r"周|星期|礼拜|day|[\s,，、;；/.+和-]")


def text(value: Any, known: Known) -> str:
    told = words(value)
    if len(told) > LONGEST:
        raise CellRefused(_("This is longer than %d characters.") % LONGEST)
    return told


def sentence(value: Any, known: Known) -> str:
    """What somebody wrote for people: its signs stay as they were typed."""
    told = " ".join(str(value).split())
    if len(told) > LONGEST:
        raise CellRefused(_("This is longer than %d characters.") % LONGEST)
    return told


def name(value: Any, known: Known) -> str:
    told = text(value, known)
    if isinstance(value, (int, float, date)) or not normalise_name(told) or told.isdigit():
        raise CellRefused(_("This is not a name."))
    return told


def phone(value: Any, known: Known) -> str:
    told = words(value)
    if isinstance(value, (int, float)) and not (len(told) == 11 and told.startswith("1")):
        raise CellRefused(_("A telephone number that was stored as a number loses its zeros: format the cell as text."))
    _checked(check_phone, told)
    return normalise_phone(told)


def id_number(value: Any, known: Known) -> str:
    told = words(value)
    if isinstance(value, (int, float)) or _ROUNDED.fullmatch(told):
        raise CellRefused(
            _("The ID was stored as a number and lost its last digits: format the cell as text and type it again.")
        )
    _checked(check_id_number, told)
    return normalise_id_number(told)


def day(value: Any, known: Known) -> str:
    """A date, ISO: an Excel date, or text in the usual forms."""
    return date_of(value).isoformat()


def birth_date(value: Any, known: Known) -> str:
    born = date_of(value)
    _checked(check_birth_date, born)
    return born.isoformat()


def yes_or_no(value: Any, known: Known) -> bool:
    told = words(value).lower()
    if told not in YES | NO:
        raise CellRefused(_("Write 是 or 否 (yes or no)."))
    return told in YES


def weekdays(value: Any, known: Known) -> list[int]:
    """1,3,5 · 一三五 · 周一、周三、周五 · Mon Wed Fri."""
    told = words(value).lower()
    for word, number in _DAY_WORDS.items():
        told = told.replace(word, str(number))
    signs = _BETWEEN_DAYS.sub("", told)
    if not signs or any(sign not in _DAYS for sign in signs):
        raise CellRefused(_("Write the days of the week as 一三五 or 1,3,5."))
    return sorted({_DAYS[sign] for sign in signs})


def whole(least: int, most: int) -> Kind:
    def kind(value: Any, known: Known) -> int:
        told = words(value)
        if not told.isascii() or not told.isdigit() or not least <= int(told) <= most:
            raise CellRefused(_("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most})
        return int(told)

    return kind


def code(value: Any, known: Known) -> str:
    """An abbreviation of a trade, such as FOLFOX6: letters, digits and the signs between them, never a sentence."""
    told = words(value).upper()
    if not _CODE.fullmatch(told):
        raise CellRefused(_("Write the abbreviation only: letters, digits, + and -, not more than 20."))
    return told


def one_of(choices: type[TextChoices], synonyms: tuple[tuple[str, str], ...] = ()) -> Kind:
    """A code of `choices`, or its name in Chinese or English, or one of the (word, code) pairs."""

    def kind(value: Any, known: Known) -> str:
        found = {**names_of(choices), **dict(synonyms)}.get(words(value).lower())
        if found is None:
            raise CellRefused(_("Not one of the values of this column; choose from the list of the template."))
        return found

    return kind


def place(value: Any, known: Known) -> str:
    return known.place(words(value))


def hospital(value: Any, known: Known) -> int:
    return known.hospital(words(value))


def _checked(check: Callable[[Any], None], value: Any) -> None:
    try:
        check(value)
    except ValidationError as refused:
        raise CellRefused(" ".join(refused.messages)) from None
