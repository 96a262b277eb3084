"""撤销导入: one's own import taken back within a week; what somebody touched since stays, and is named."""

from __future__ import annotations

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models.staging import ImportBatch
from cases.registers.known import Known
from cases.registers.undoing import Undoing
from cases.services.freshness import drop_verification, promise_verification
from cases.services.importing import SMALL_BATCH, State, body_of, rows_in, take_time
from cases.services.portions import forget, records_of
from cases.services.progress import wait_for_turn
from portal.audit import services as audit
from portal.sheets.lines import Told
from portal.sheets.problems import FileRefused

UNDONE = "import_undone"  # why a promise to verify was let go
LEFT = 1000  # rows named on the page


def undo_import(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """What is small is taken back at once. FileRefused when there is nothing to take back."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk, by=by)
        if not batch.can_be_undone:
            raise FileRefused(_("This import cannot be undone: it was not written, or more than a week ago."))
        batch.state, batch.attempts = State.UNDOING, 0
        batch.save()
        if rows_in(batch) <= SMALL_BATCH:
            return take_back_import(batch)
        wait_for_turn(batch)
    return batch


def take_back_import(batch: ImportBatch, *, told: Told | None = None) -> ImportBatch:
    """In one transaction, like the import itself. Journalled with how much was put back and how much stays."""
    with transaction.atomic():
        take_time()
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("by").get(pk=batch.pk)
        if batch.state != State.UNDOING or batch.settled_at is None:
            return batch
        undoing = Undoing(by=batch.by, known=Known(batch.by), written_at=batch.settled_at)
        try:
            with transaction.atomic():
                for record in records_of(batch):
                    undoing.take_back(record)
                    _promise_as_before(undoing, by=batch.by)
                    if told:
                        told(undoing.undone, batch.counts.get("new", 0) + batch.counts.get("changed", 0))
        except (IntegrityError, ProtectedError) as clash:
            raise FileRefused(_("The register changed at the same moment; nothing was undone. Try again.")) from clash
        _settle(batch, undoing)
    return batch


def _promise_as_before(undoing: Undoing, *, by: Any) -> None:
    """Nobody needs to look at what is gone; what is back is to be looked at from its own last look on."""
    gone, back = undoing.entries_gone, undoing.entries_back
    drop_verification([*gone, *back], reason=UNDONE, by=by)
    promise_verification(back, by=by)
    undoing.entries_gone, undoing.entries_back = [], []


def _settle(batch: ImportBatch, undoing: Undoing) -> None:
    left = sorted(undoing.left.items())
    batch.state, batch.settled_at = State.UNDONE, timezone.now()
    batch.counts = {**batch.counts, "undone": undoing.undone, "left": len(left)}
    batch.body = json.dumps({**body_of(batch), "left": left[:LEFT]}, ensure_ascii=False)
    batch.save()
    forget(batch)
    detail = {"undone": undoing.undone, "left": len(left)}
    audit.record(
        "register.undo_import", by=batch.by, subject_kind="register_import", subject_id=batch.pk, detail=detail
    )
