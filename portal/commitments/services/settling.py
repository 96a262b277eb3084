"""Keeping a promise, letting it go, and moving it to another place."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.commitments.locking import Locked, lock_open, lock_rows
from portal.commitments.models import Commitment, Segment
from portal.commitments.models.commitment import CommitmentQuerySet
from portal.commitments.subject import Subject


@transaction.atomic(savepoint=False)
def keep(subject: Subject, kinds: Collection[str] | None, *, by: Any = None) -> list[Commitment]:
    """The promises are kept as of now. Kept late, they stay broken and their passed rungs stand."""
    locked = lock_open(subject, kinds)
    return close(locked, by=by, kept_at=locked.now)


@transaction.atomic(savepoint=False)
def release(subject: Subject, kinds: Collection[str] | None = None, *, reason: str, by: Any = None) -> list[Commitment]:
    """Nobody waits for these promises any more (cancelled, merged). What was broken before stays broken."""
    locked = lock_open(subject, kinds)
    return close(locked, by=by, released_at=locked.now, release_reason=reason[:200])


@transaction.atomic(savepoint=False)
def keep_many(kind: str, *, subject_kind: str, ids: Collection[UUID], by: Any = None) -> list[Commitment]:
    """As keep(), of one kind and for many subjects, in the same few statements however many."""
    locked = lock_rows(_of_many(kind, subject_kind, ids))
    return close(locked, by=by, kept_at=locked.now)


@transaction.atomic(savepoint=False)
def release_many(
    kind: str, *, subject_kind: str, ids: Collection[UUID], reason: str, by: Any = None
) -> list[Commitment]:
    """As release(), of one kind and for many subjects."""
    locked = lock_rows(_of_many(kind, subject_kind, ids))
    return close(locked, by=by, released_at=locked.now, release_reason=reason[:200])


def _of_many(kind: str, subject_kind: str, ids: Collection[UUID]) -> CommitmentQuerySet:
    return Commitment.objects.open().filter(kind=kind, subject_kind=subject_kind, subject_id__in=ids)


@transaction.atomic(savepoint=False)
def retarget(subject: Subject, *, area_id: str = "", number: str = "") -> list[Commitment]:
    """Another place is responsible now, or the subject goes by another number; what is not named stays.

    No clock restarts; what was overdue was fired to the old place.
    """
    locked = lock_open(subject)
    rows = Commitment.objects.filter(pk__in=locked.ids)
    if told := {name: value for name, value in (("area_id", area_id), ("number", number)) if value}:
        rows.update(**told)
    return list(rows)


def close(
    locked: Locked,
    *,
    by: Any,
    kept_at: datetime | None = None,
    released_at: datetime | None = None,
    release_reason: str = "",
) -> list[Commitment]:
    """Settles locked promises: no clock runs on, nothing of theirs will fire."""
    if not locked.ids:
        return []
    rows = Commitment.objects.filter(pk__in=locked.ids)
    rows.update(
        kept_at=kept_at,
        released_at=released_at,
        release_reason=release_reason,
        closed_by=by,
        next_due_at=None,
        paused_at=None,
        pause_reason="",
        fault_retry_at=None,
    )
    Segment.objects.filter(commitment__in=locked.ids, ended_at=None).update(ended_at=locked.now)
    return list(rows)
