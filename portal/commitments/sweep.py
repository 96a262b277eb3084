"""The sweep: finds every promise whose instant has passed and fires it. Any number may run at once, anywhere."""

import logging
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection, transaction

from portal.commitments.faults import fire_all_that_can
from portal.notices.beats import beat
from portal.notices.clock import database_now

log = logging.getLogger(__name__)

BATCH = 2000  # promises in one transaction: some tenths of a second, for which nobody can settle them

# Without a lower bound: after an outage everything is still there. Rows that somebody is settling are skipped; settling
# fires what is overdue itself. The scalar subquery lets the partial index serve a clock that goes on.
LOCK_DUE = """
SELECT id FROM commitments_commitment
WHERE next_due_at <= (SELECT clock_timestamp())
  AND (fault_retry_at IS NULL OR fault_retry_at <= (SELECT clock_timestamp()))
  AND id <> ALL(%(faults)s)
ORDER BY next_due_at
LIMIT %(limit)s
FOR NO KEY UPDATE SKIP LOCKED
"""


@dataclass(slots=True)
class SweepResult:
    """What one sweep did: promises that moved, rungs fired, rows set aside, and how long it took."""

    promises: int = 0
    escalations: int = 0
    batches: int = 0
    faults: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "seconds": round(self.seconds, 4)}


def sweep(*, source: str = "command", limit: int | None = None) -> SweepResult:
    """Fires everything that is due, a batch to a transaction, until nothing is left (or `limit` promises are done).

    `source` names the alarm clock in whose heartbeat this shows.
    """
    result, began = SweepResult(), time.monotonic()
    while limit is None or result.promises < limit:
        size = BATCH if limit is None else min(BATCH, limit - result.promises)
        found = _sweep_batch(size, result)
        if found < size:
            break
    result.seconds = time.monotonic() - began
    beat(f"sweep:{source}", promises=result.promises, escalations=result.escalations, faults=len(result.faults))
    return result


def _sweep_batch(size: int, result: SweepResult) -> int:
    """1. Lock. 2. Read the clock once. 3. Fire, notices and all. 4. Commit. Returns how many rows were found."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A foreign key that fails does so at once and not at the commit, where it would take the whole batch along.
            # A table that is locked (a migration) is waited for in short rounds, so that no clock hangs unseen.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL lock_timeout = '1s'")
            cursor.execute(LOCK_DUE, {"limit": size, "faults": result.faults})
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return 0
        fired = fire_all_that_can(ids, now=database_now())
    result.batches += 1
    result.promises += len(ids) - len(fired.faults)
    result.escalations += fired.rungs
    result.faults += fired.faults
    return len(ids)
