"""The lock that whoever touches a promise takes, and the rule that what is overdue is fired under it first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from portal.commitments.faults import fire_all_that_can
from portal.commitments.models.commitment import CommitmentQuerySet
from portal.commitments.subject import Subject
from portal.notices.clock import database_now


@dataclass(frozen=True, slots=True)
class Locked:
    """Open promises under lock, and the one instant by which everything about them is decided."""

    ids: list[int]
    now: datetime


# Every move asks it. What stands in the outer SELECT is computed when the rows below it have been locked, so the last
# row's clock is read after the last lock; where there is no row, it is read all the same.
OPEN_OF_SUBJECT = """
WITH found AS MATERIALIZED (
    SELECT id, next_due_at FROM commitments_commitment
    WHERE subject_kind = %(kind)s AND subject_id = %(id)s AND kept_at IS NULL AND released_at IS NULL
      AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s::text[]))
    ORDER BY id FOR NO KEY UPDATE
)
SELECT found.id, found.next_due_at, clock_timestamp() FROM (SELECT 1) AS one LEFT JOIN found ON true
"""


def lock_open(subject: Subject, kinds: Collection[str] | None = None) -> Locked:
    """Locks the open promises of a subject (of these kinds, or all), as lock_rows() does. Needs a transaction."""
    asked: dict[str, Any] = {"kind": subject.kind, "id": subject.id, "kinds": None if kinds is None else list(kinds)}
    with connection.cursor() as cursor:
        cursor.execute(OPEN_OF_SUBJECT, asked)
        rows = cursor.fetchall()
    now = max(at for _pk, _due, at in rows)
    return _locked([(pk, next_due_at) for pk, next_due_at, _at in rows if pk is not None], now)


def lock_rows(rows: CommitmentQuerySet) -> Locked:
    """Locks open promises, in the order of their ids. Needs a transaction.

    1. Take the locks, waiting for a sweep that holds them.
    2. Only now read the clock: however long the wait was, a promise whose time passed meanwhile is late.
    3. Fire what is overdue, so that nothing the caller writes next, a late answer included, can erase a breach.
    """
    found = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", "next_due_at"))
    return _locked(found, database_now())


def _locked(found: list[tuple[int, datetime | None]], now: datetime) -> Locked:
    if overdue := [pk for pk, next_due_at in found if next_due_at is not None and next_due_at <= now]:
        fire_all_that_can(overdue, now=now)
    return Locked([pk for pk, _ in found], now)
