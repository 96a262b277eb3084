"""The blind index: find a sealed value again by a keyed hash of its normal form, without opening anything."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable

from portal.privacy.keys import index_key

INDEX_LENGTH = 32

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


def normalise_id(value: str) -> str:
    return _NOT_ID.sub("", _half_width(value).upper())


def normalise_name(value: str) -> str:
    return _SPACE.sub("", _half_width(value)).casefold()


def normalise_address(value: str) -> str:
    return _SPACE.sub("", _half_width(value)).casefold()


Normaliser = Callable[[str], str]

# One domain is one kind of value: the same number matches in every table whose index is of this domain.
DOMAINS: dict[str, Normaliser] = {
    "phone": normalise_phone,
    "id": normalise_id,
    "name": normalise_name,
    "address": normalise_address,
}


def blind_index(domain: str, value: str | None) -> str | None:
    """The hash under which `value` is found, None when nothing remains of it. Raises KeyError for an unknown domain."""
    normal = DOMAINS[domain](value or "")
    if not normal:
        return None
    digest = hmac.new(index_key(), f"{domain}\0{normal}".encode(), hashlib.sha256)
    return digest.hexdigest()[:INDEX_LENGTH]


def _half_width(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()
