"""How far the work on an import is, told while it is done and past the transaction in which it is done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from cases.models.staging import ImportBatch, ImportProgress
from portal.sheets.lines import Told

EVERY = 0.5  # seconds

WRITE = """
INSERT INTO cases_importprogress (batch_id, phase, done, total, at) VALUES (%s, %s, %s, %s, clock_timestamp())
ON CONFLICT (batch_id) DO UPDATE SET phase = EXCLUDED.phase, done = EXCLUDED.done, total = EXCLUDED.total,
    at = EXCLUDED.at
"""


@contextmanager
def told_progress(batch: ImportBatch, phase: ImportProgress.Phase) -> Iterator[Told]:
    """A connection of its own: what the work writes is seen by nobody until all of it is written."""
    beside = connection.copy()
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            with beside.cursor() as cursor:
                cursor.execute(WRITE, [batch.pk, phase, done, total])

    try:
        tell(0, 0)
        yield tell
    finally:
        beside.close()


def wait_for_turn(batch: ImportBatch) -> None:
    """The row that says that nobody has begun."""
    waiting = {"phase": ImportProgress.Phase.WAITING, "done": 0, "total": 0}
    ImportProgress.objects.update_or_create(batch=batch, defaults=waiting)
