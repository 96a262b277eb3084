"""The blind index: find a sealed value again by a keyed hash of its normal form, without opening anything."""

import hashlib
import hmac

from portal.privacy.keys import index_key
from portal.privacy.normalise import (
    Normaliser,
    normalise_address,
    normalise_building,
    normalise_id_number,
    normalise_name,
    normalise_phone,
)

INDEX_LENGTH = 32

# One domain is one kind of value: the same number matches in every table whose index is of this domain.
DOMAINS: dict[str, Normaliser] = {
    "phone": normalise_phone,
    "id": normalise_id_number,
    "name": normalise_name,
    "address": normalise_address,
    "building": normalise_building,
}


def blind_index(domain: str, value: str | None) -> str | None:
    """The hash under which `value` is found, None when nothing remains of it. Raises KeyError for an unknown domain."""
    normal = DOMAINS[domain](value or "")
    if not normal:
        return None
    return keyed_digest(domain, normal)[:INDEX_LENGTH]


def keyed_digest(purpose: str, text: str) -> str:
    """A digest that nobody compares without the key, however few texts there are to guess from."""
    return hmac.new(index_key(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
