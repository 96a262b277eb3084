"""Erasing what is kept no longer, in batches, each in the journal: what kind and how many, never what it said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from portal.audit.services import record
from portal.privacy.erasure import Blanking, Expiry, blankings, expiries

BATCH = 500


@dataclass(frozen=True, slots=True)
class Erased:
    """`held`: rows whose time is over and to which something refers that stays."""

    label: str
    rows: int
    held: int = 0


def erase_what_is_over(*, dry_run: bool = False, now: datetime | None = None) -> list[Erased]:
    """Everything registered whose time is over; with `dry_run` only counts. Running it again erases nothing more."""
    now = now or timezone.now()
    return [*_expired(now, dry_run=dry_run), *_blanked(now, dry_run=dry_run)]


def _expired(now: datetime, *, dry_run: bool) -> Iterator[Erased]:
    for expiry in expiries():
        if dry_run:
            yield Erased(expiry.label, expiry.due(now).count())
        else:
            yield _delete(expiry, now)


def _delete(expiry: Expiry, now: datetime) -> Erased:
    rows = held = 0
    last = None
    while True:
        due = expiry.due(now).order_by("pk")
        ids = list((due if last is None else due.filter(pk__gt=last)).values_list("pk", flat=True)[:BATCH])
        if not ids:
            return Erased(expiry.label, rows, held)
        last = ids[-1]
        deleted = _delete_batch(expiry, ids)
        rows, held = rows + deleted, held + len(ids) - deleted


def _delete_batch(expiry: Expiry, ids: list[object]) -> int:
    try:
        with transaction.atomic():
            expiry.model._default_manager.filter(pk__in=ids).delete()
            _journal(expiry.label, len(ids))
            return len(ids)
    except ProtectedError:
        return sum(_delete_batch(expiry, [pk]) for pk in ids) if len(ids) > 1 else 0


def _blanked(now: datetime, *, dry_run: bool) -> Iterator[Erased]:
    for blanking in blankings():
        yield Erased(blanking.label, blanking.blank(now, BATCH, True) if dry_run else _blank(blanking, now))


def _blank(blanking: Blanking, now: datetime) -> int:
    total = 0
    while True:
        with transaction.atomic():
            blanked = blanking.blank(now, BATCH, False)
            if blanked:
                _journal(blanking.label, blanked)
        total += blanked
        if blanked < BATCH:
            return total


def _journal(label: str, rows: int) -> None:
    record("privacy.erase", subject_kind="table", detail={"table": label, "rows": rows})
