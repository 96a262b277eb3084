"""What a gate keeps for a time without network: keys that verify passes, and what is known about those in use.

Ids, codes and times only. A pass says by its signature until when it holds; here stands what a signature cannot say.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.lifecycle.move import database_now
from transport import tokens
from transport.models import WENT_THROUGH, Checkpoint, GateLog, Pass
from transport.selectors.judging import UNEXPECTED

Direction, Result = GateLog.Direction, GateLog.Result
ALONE_FOR = timedelta(minutes=10)  # so long may a gate decide by itself after it last heard from the portal
STILL_OUT = timedelta(hours=12)  # whoever comes home late shows a pass that ended so long ago


def gate_bundle(checkpoint: Checkpoint) -> dict[str, Any]:
    """Three queries, whatever the day.

    `marks`: pass → revoked | out | in | no_hospital, of the gate's district; of other districts of the city what was
    revoked. `codes`: typed code → pass, from, until, gate, of the passes to be expected here.
    """
    now = database_now()
    return {
        "gate": checkpoint.pk,
        "at": now.isoformat(),
        "alone_for": int(ALONE_FOR.total_seconds()),
        "keys": tokens.public_keys(),
        "marks": _marks(checkpoint, since=now - STILL_OUT),
        "codes": _codes(checkpoint, since=now - STILL_OUT),
    }


def gates_near(shown: Pass) -> list[int]:
    """The gates of the community of a pass and of the street above it, and the one that it names."""
    street = shown.area.lineage.get("street", shown.area_id)
    here = Q(area__pk__startswith=shown.area_id) | Q(area_id__in=[street, shown.area_id]) | Q(pk=shown.checkpoint_id)
    return list(Checkpoint.objects.filter(here).values_list("pk", flat=True))


def _marks(checkpoint: Checkpoint, *, since: Any) -> dict[str, str]:
    district = checkpoint.area.lineage.get("district", checkpoint.area_id)
    in_use = Pass.objects.filter(valid_until__gt=since)
    marks = {
        shown.hex: Result.REVOKED.value
        for shown in in_use.filter(area__pk__startswith=district[:4], revoked_at__isnull=False).values_list(
            "pk", flat=True
        )
    }
    seen = (
        in_use.filter(Q(area__pk__startswith=district) | Q(checkpoint=checkpoint))
        .annotate(went=_passed(Direction.OUT), came=_passed(Direction.IN))
        .filter(Q(went=True) | Q(came=True) | Q(trip__booking__state__in=UNEXPECTED))
    )
    for pk, went, came in seen.values_list("pk", "went", "came"):
        if went or came:
            marks[pk.hex] = (Direction.IN if came else Direction.OUT).value
        else:
            marks.setdefault(pk.hex, Result.NO_HOSPITAL.value)
    return marks


def _passed(direction: str) -> Exists:
    return Exists(GateLog.objects.filter(WENT_THROUGH, shown=OuterRef("pk"), direction=direction))


def _codes(checkpoint: Checkpoint, *, since: Any) -> dict[str, list[Any]]:
    return {
        shown.code: [
            shown.pk.hex,
            int(shown.valid_from.timestamp()),
            int(shown.valid_until.timestamp()),
            shown.checkpoint_id or 0,
        ]
        for shown in _expected(checkpoint).filter(valid_until__gt=since)
    }


def _expected(checkpoint: Checkpoint) -> QuerySet[Pass]:
    """Passes that name this gate, and those of its place that name none."""
    return Pass.objects.filter(Q(checkpoint=checkpoint) | Q(checkpoint=None, area__pk__startswith=checkpoint.area_id))
