"""The digest over a batch of journal entries: the same for whoever seals and for whoever verifies."""

import hashlib
import json

from portal.audit.models import Entry


def digest_of(entries: list[Entry | None], previous: str) -> str:
    """SHA-256 over the digest before and every entry as it lies in its row. A missing entry digests as such."""
    digest = hashlib.sha256(previous.encode())
    for entry in entries:
        digest.update(b"\0" + (_row_of(entry) if entry else b"missing"))
    return digest.hexdigest()


def _row_of(entry: Entry) -> bytes:
    reason = entry.__dict__["reason"]  # the token itself: sealing needs no key that opens
    row = [
        str(entry.pk),
        entry.at.isoformat(),
        entry.action,
        entry.by_id,
        entry.subject_kind,
        entry.subject_id,
        entry.number,
        entry.area_id,
        entry.detail,
        bytes(reason).hex() if reason is not None else None,
    ]
    return json.dumps(row, sort_keys=True, ensure_ascii=True).encode()
