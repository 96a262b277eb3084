"""The blind index: find a sealed value again by a keyed hash of its normal form, without opening anything."""

import hashlib
import hmac

from portal.privacy.keys import index_key
from portal.privacy.normalise import Normaliser, normalise_address, normalise_id_number, normalise_name, normalise_phone

INDEX_LENGTH = 32

# One domain is one kind of value: the same number matches in every table whose index is of this domain.
DOMAINS: dict[str, Normaliser] = {
    "phone": normalise_phone,
    "id": normalise_id_number,
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
