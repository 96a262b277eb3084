"""What a guard sees besides the pass at hand: what was shown lately, and who waits."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.access.api import visible
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.lifecycle.move import database_now
from transport.models import LET_THROUGH, WENT_THROUGH, Checkpoint, GateLog, Pass

RECENT = 20
OVER = ("home", "disinfected", "cancelled", "handed_over")
SHIFT = timedelta(hours=12)  # so long a guard sees where the gate and the portal differed


def gates_of(user: Any) -> QuerySet[Checkpoint]:
    """The gates at which this person stands."""
    return visible(user, "checkpoint.scan", Checkpoint.objects.select_related("area")).order_by("name")


def recent_log(checkpoint: Checkpoint) -> list[GateLog]:
    return list(checkpoint.gate_log.select_related("shown", "by")[:RECENT])


def conflicts_at(checkpoint: Checkpoint) -> list[GateLog]:
    """Of this shift: the gate decided by itself, and the portal would have decided otherwise."""
    lately = checkpoint.gate_log.filter(happened_at__gt=database_now() - SHIFT)
    return list(differing(lately).select_related("shown"))


def differing(log: QuerySet[GateLog]) -> QuerySet[GateLog]:
    """Of rows, what `GateLog.is_conflict` is of one."""
    here, there = Q(decided__in=LET_THROUGH), Q(result__in=LET_THROUGH)
    return log.exclude(decided="").filter((here & ~there) | (~here & there))


def waiting_at(checkpoint: Checkpoint) -> list[tuple[Pass, Commitment]]:
    """Passes stopped here whose promise of release still runs, the longest wait first."""
    went = GateLog.objects.filter(WENT_THROUGH, shown=OuterRef("pk"), direction=GateLog.Direction.OUT)
    here = checkpoint.gate_log.filter(shown=OuterRef("pk"), happened_at__gt=database_now() - 2 * SHIFT)
    stopped = Pass.objects.filter(Exists(here), ~Exists(went), revoked_at=None)
    passes = {shown.pk: shown for shown in stopped.exclude(trip__state__in=OVER)}
    clocks = open_of_all("pass", list(passes))
    waits = [(passes[pk], clock) for pk, running in clocks.items() for clock in running[:1]]
    return sorted(waits, key=lambda wait: wait[1].started_at)
