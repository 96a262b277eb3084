"""Keeping a promise, letting it go, and moving it to another place."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from portal.commitments.locking import Locked, lock_open, lock_rows
from portal.commitments.models import Commitment
from portal.commitments.models.commitment import CommitmentQuerySet, columns, from_row
from portal.commitments.subject import Subject

# The promises and the stretch of the clock that runs in each, in one statement: every move settles some.
CLOSE = f"""
WITH ended AS (
    UPDATE commitments_segment SET ended_at = %(now)s WHERE commitment_id = ANY(%(ids)s) AND ended_at IS NULL
)
UPDATE commitments_commitment c
SET kept_at = %(kept_at)s, released_at = %(released_at)s, release_reason = %(release_reason)s,
    closed_by_id = %(by)s, next_due_at = NULL, paused_at = NULL, pause_reason = '', fault_retry_at = NULL
WHERE id = ANY(%(ids)s)
RETURNING {columns("c")}
"""  # noqa: S608 - of names of columns alone


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
    told = {
        "ids": locked.ids,
        "now": locked.now,
        "kept_at": kept_at,
        "released_at": released_at,
        "release_reason": release_reason,
        "by": by.pk if by else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, told)
        return [from_row(row) for row in cursor.fetchall()]
