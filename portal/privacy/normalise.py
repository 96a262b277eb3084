"""Normal forms: how one telephone number, id number, name or address is written however it was typed."""

import re
import unicodedata
from collections.abc import Callable

Normaliser = Callable[[str], str]

_NOT_DIGIT = re.compile(r"\D+")
_NOT_ID = re.compile(r"[^0-9A-Z]+")
_SPACE = re.compile(r"\s+")


def normalise_phone(value: str) -> str:
    """Digits only, without the country code of China: +86 138-0000-0452 and 13800000452 are one number."""
    digits = _NOT_DIGIT.sub("", _half_width(value))
    for prefix in ("0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and len(rest) == 11 and rest.startswith("1"):
            return rest
    return digits


def normalise_id_number(value: str) -> str:
    return _NOT_ID.sub("", _half_width(value).upper())


def normalise_name(value: str) -> str:
    return _SPACE.sub("", _half_width(value)).casefold()


def normalise_address(value: str) -> str:
    return _SPACE.sub("", _half_width(value)).casefold()


def _half_width(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()
