"""Reading the journal, and proving that nobody has rewritten it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from portal.audit.digests import digest_of
from portal.audit.models import Entry, Seal, Unsealed


def entries_about(subject_kind: str, subject_id: Any) -> QuerySet[Entry]:
    """Everything about one thing, the newest first, with the person who did it."""
    about = Entry.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
    return about.select_related("by").order_by("-at")


def last_about(subject_kind: str, subject_id: Any) -> Entry | None:
    return entries_about(subject_kind, subject_id).first()


def head() -> str:
    """The digest of the newest seal. Kept elsewhere (a log on another host), it proves the journal up to that day."""
    return Seal.objects.order_by("-id").values_list("digest", flat=True).first() or ""


def broken_seals() -> Iterator[str]:
    """What is wrong with the journal, in words for an auditor; nothing when all is well. Reads one batch at a time."""
    previous, sealed = "", 0
    for seal in Seal.objects.order_by("id").iterator(chunk_size=20):
        entries = Entry.objects.in_bulk(seal.entries)
        missing = len(seal.entries) - len(entries)
        if missing:
            yield f"seal {seal.pk}: {missing} of its entries are gone"
        elif digest_of([entries[pk] for pk in seal.entries], seal.previous) != seal.digest:
            yield f"seal {seal.pk}: an entry was changed after it was sealed"
        if seal.previous != previous:
            yield f"seal {seal.pk}: does not continue the seal before it"
        previous, sealed = seal.digest, sealed + len(entries)
    waiting = Entry.objects.filter(pk__in=Unsealed.objects.values("pk")).count()
    if stray := Entry.objects.count() - sealed - waiting:
        yield f"{stray} entries are neither sealed nor waiting for a seal"
