"""Stopping a clock for a reason, and letting it run again."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from portal.commitments.firing import rearm
from portal.commitments.locking import Locked, lock_open
from portal.commitments.models import Commitment, Segment
from portal.commitments.models.commitment import SegmentKind
from portal.commitments.subject import Subject


@transaction.atomic(savepoint=False)
def pause(subject: Subject, kinds: Collection[str] | None = None, *, reason: str, by: Any = None) -> list[Commitment]:
    """Stops the clocks. The ladder waits, except for the cap of a capped promise. What is paused already stays so."""
    locked = lock_open(subject, kinds)
    rows = Commitment.objects.filter(pk__in=locked.ids, paused_at=None)
    ids = list(rows.values_list("pk", flat=True))
    rows.update(paused_at=locked.now, pause_reason=reason[:200])
    return _turn(Locked(ids, locked.now), SegmentKind.PAUSED, reason=reason, by=by)


@transaction.atomic(savepoint=False)
def resume(subject: Subject, kinds: Collection[str] | None = None, *, by: Any = None) -> list[Commitment]:
    """Lets paused clocks run on with the time they had left, never past the cap."""
    locked = lock_open(subject, kinds)
    rows = Commitment.objects.filter(pk__in=locked.ids, paused_at__isnull=False)
    ids = list(rows.values_list("pk", flat=True))
    rows.update(due_at=Least(F("due_at") + (locked.now - F("paused_at")), F("cap_at")), paused_at=None, pause_reason="")
    return _turn(Locked(ids, locked.now), SegmentKind.RUNNING, reason="", by=by)


def _turn(turned: Locked, kind: SegmentKind, *, reason: str, by: Any) -> list[Commitment]:
    """Ends the segment that ran, begins one of the other kind, and sets when the sweep must look next."""
    Segment.objects.filter(commitment__in=turned.ids, ended_at=None).update(ended_at=turned.now)
    Segment.objects.bulk_create(
        Segment(commitment_id=pk, kind=kind, started_at=turned.now, reason=reason[:200], by=by) for pk in turned.ids
    )
    rearm(turned.ids)
    return list(Commitment.objects.filter(pk__in=turned.ids))
