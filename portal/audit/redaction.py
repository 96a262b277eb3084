"""What may stand in the clear part of a journal entry: ids, codes, numbers and instants; never words about a person."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.privacy.fates import is_masked_name

REDACTED = "‹redacted›"
# A code: short, of letters, digits and a few signs. Chinese is never a code.
_CODE = re.compile(r"[A-Za-z0-9_.:@+/=-]{0,64}", re.ASCII)
# As many digits in a row as a telephone number has, or an id number. Codes of areas have them too, under their own key.
_LONG_NUMBER = re.compile(r"\d{9,}")
_AREA_KEY = re.compile(r"(^|_)areas?(_id|_code)?$")


def redacted(detail: dict[str, Any]) -> dict[str, Any]:
    """`detail` with everything replaced that is, or might be, about a person. Keys stay, so the loss is seen."""
    return {str(key): _value(str(key), value) for key, value in detail.items()}


def _value(key: str, value: Any) -> Any:
    if is_masked_name(key):
        return REDACTED
    if isinstance(value, dict):
        return redacted(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_value(key, item) for item in value]
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, (Decimal, uuid.UUID, date, timedelta)):
        return str(value)
    if isinstance(value, (str, int)) and _is_code(key, str(value)):
        return value
    return REDACTED


def _is_code(key: str, text: str) -> bool:
    if not _CODE.fullmatch(text):
        return False
    return not _LONG_NUMBER.search(text) or _is_uuid(text) or _AREA_KEY.search(key) is not None


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
