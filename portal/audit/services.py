"""Writing the journal: entries as things happen, and their seals in batches afterwards."""

from typing import Any

from django.db import connection, transaction

from portal.audit.digests import digest_of
from portal.audit.models import Entry, Seal, Unsealed
from portal.audit.redaction import redacted

BATCH = 1000
# One sealer at a time: a chain has one end.
_CHAIN_LOCK = 0x6A6F7572  # "jour"


def record(
    action: str,
    *,
    by: Any = None,
    subject_kind: str = "",
    subject_id: Any = "",
    number: str = "",
    area_id: str | None = None,
    detail: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """One line of the journal, in the caller's transaction: what is undone was never done, and is not in the journal.

    `detail` holds ids and codes; whatever might be about a person is redacted. `reason` is words, and is sealed.
    """
    return Entry.objects.create(
        action=action,
        by_id=getattr(by, "pk", None),
        subject_kind=subject_kind,
        subject_id=str(subject_id or ""),
        number=number,
        area_id=area_id,
        detail=redacted(detail or {}),
        reason=reason or None,
    )


@transaction.atomic
def seal_batch(*, limit: int = BATCH) -> int:
    """Seal up to `limit` waiting entries and return how many. Off the hot path: writers never wait for the chain.

    1. Take the lock of the chain, or leave it to whoever holds it.
    2. Take waiting entries; what commits later waits for the next batch.
    3. Digest them with the digest of the seal before.
    """
    if not _chain_is_free():
        return 0
    ids = sorted(Unsealed.objects.values_list("pk", flat=True)[:limit])
    if not ids:
        return 0
    previous = Seal.objects.order_by("-id").values_list("digest", flat=True).first() or ""
    entries = Entry.objects.in_bulk(ids)
    Seal.objects.create(entries=ids, previous=previous, digest=digest_of([entries.get(pk) for pk in ids], previous))
    Unsealed.objects.filter(pk__in=ids).delete()
    return len(ids)


def _chain_is_free() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        return bool(cursor.fetchone()[0])
