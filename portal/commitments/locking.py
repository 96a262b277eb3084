"""The lock that whoever touches a promise takes, and the rule that what is overdue is fired under it first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal.commitments.faults import fire_all_that_can
from portal.commitments.models import Commitment
from portal.commitments.models.commitment import CommitmentQuerySet
from portal.commitments.subject import Subject
from portal.notices.clock import database_now


@dataclass(frozen=True, slots=True)
class Locked:
    """Open promises under lock, and the one instant by which everything about them is decided."""

    ids: list[int]
    now: datetime


def lock_open(subject: Subject, kinds: Collection[str] | None = None) -> Locked:
    """Locks the open promises of a subject (of these kinds, or all). Needs a transaction."""
    rows = Commitment.objects.open().about(subject)
    return lock_rows(rows if kinds is None else rows.filter(kind__in=kinds))


def lock_rows(rows: CommitmentQuerySet) -> Locked:
    """Locks open promises, in the order of their ids. Needs a transaction.

    1. Take the locks, waiting for a sweep that holds them.
    2. Only now read the clock: however long the wait was, a promise whose time passed meanwhile is late.
    3. Fire what is overdue, so that nothing the caller writes next, a late answer included, can erase a breach.
    """
    found = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", "next_due_at"))
    now = database_now()
    if overdue := [pk for pk, next_due_at in found if next_due_at is not None and next_due_at <= now]:
        fire_all_that_can(overdue, now=now)
    return Locked([pk for pk, _ in found], now)
