"""Imports carried on in the background: found in the database, one at a time, and given up when they cannot be done."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from cases.models.staging import ImportBatch, ImportProgress
from cases.services.importing import State, body_of, read_import, write_import
from cases.services.progress import told_progress
from cases.services.undoing import take_back_import
from portal.sheets.problems import FileRefused

log = logging.getLogger(__name__)

Phase = ImportProgress.Phase
MOST_ATTEMPTS = 3
# One importer in the house: with two large files at once nobody would be left to ring the clock.
_LOCK = 0x696D706F  # "impo"

WORK: dict[str, tuple[Phase, Any]] = {
    State.RECEIVED: (Phase.READING, read_import),
    State.CONFIRMED: (Phase.WRITING, write_import),
    State.UNDOING: (Phase.UNDOING, take_back_import),
}
# Where an import stands again when its work cannot be done.
BACK_TO = {State.RECEIVED: State.REFUSED, State.CONFIRMED: State.STAGED, State.UNDOING: State.DONE}


def carry_on_imports() -> int:
    """How many were carried on. Whatever another process has begun and not finished, because it is gone, is begun anew:
    reading has no effect before its end, and writing and undoing are one transaction each.
    """
    with _only_one() as is_ours:
        if not is_ours:
            return 0
        done: list[Any] = []
        while batch := _next(done):
            done.append(batch.pk)
            _carry_on(batch)
    return len(done)


def _next(done: list[Any]) -> ImportBatch | None:
    waiting = ImportBatch.objects.filter(state__in=ImportBatch.WORKING).exclude(pk__in=done)
    return waiting.select_related("by").order_by("created_at").first()


def _carry_on(batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(attempts=F("attempts") + 1)
    phase, work = WORK[State(batch.state)]
    with translation.override(batch.language):
        if batch.attempts >= MOST_ATTEMPTS:
            _give_up(batch, _("This could not be done, although it was tried several times."))
            return
        try:
            with told_progress(batch, phase) as told:
                work(batch, told=told)
        except FileRefused as refused:
            _give_up(batch, str(refused))
        except Exception as error:  # the next one must not wait for this one; and what it says may quote a row
            log.error("an import could not be carried on: %s in %s", type(error).__name__, batch.pk)


def _give_up(batch: ImportBatch, reason: str) -> None:
    """Back to where it stood, with the reason; whoever sent it may try again."""
    batch = ImportBatch.objects.get(pk=batch.pk)
    batch.state = BACK_TO[State(batch.state)]
    batch.body = json.dumps({**body_of(batch), "trouble": reason}, ensure_ascii=False)
    batch.save()


@contextmanager
def _only_one() -> Iterator[bool]:
    """A lock of the session: whoever dies while holding it has let it go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
