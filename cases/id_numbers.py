"""The citizen identity number of GB 11643-1999: eighteen characters, the last of which checks the others."""

import re
from datetime import date

from django.utils import timezone

from portal.privacy.normalise import normalise_id_number

SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"  # by the weighted sum modulo 11


def is_id_number(typed: str) -> bool:
    """Right shape, a real date of birth not in the future, and the check character that follows from the rest."""
    number = normalise_id_number(typed)
    if not SHAPE.fullmatch(number) or CHECKS[_weighted_sum(number) % 11] != number[17]:
        return False
    born = birth_date_in(number)
    return born is not None and born <= timezone.localdate()


def birth_date_in(typed: str) -> date | None:
    number = normalise_id_number(typed)
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_in(typed: str) -> str:
    """The seventeenth digit: odd for a man, even for a woman."""
    return "male" if int(normalise_id_number(typed)[16]) % 2 else "female"


def check_character(first_seventeen: str) -> str:
    return CHECKS[_weighted_sum(first_seventeen) % 11]


def _weighted_sum(number: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
