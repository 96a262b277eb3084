"""What a guard sees besides the pass at hand: what was shown lately, and who waits."""

from typing import Any

from django.db.models import QuerySet

from portal.access.api import visible
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from transport.models import Checkpoint, GateLog, Pass

RECENT = 20


def gates_of(user: Any) -> QuerySet[Checkpoint]:
    """The gates at which this person stands."""
    return visible(user, "checkpoint.scan", Checkpoint.objects.select_related("area")).order_by("name")


def recent_log(checkpoint: Checkpoint) -> list[GateLog]:
    return list(checkpoint.gate_log.select_related("shown", "by")[:RECENT])


def waiting_at(checkpoint: Checkpoint) -> list[tuple[Pass, Commitment]]:
    """Passes stopped here whose promise of release still runs, the longest wait first."""
    stopped = Pass.objects.filter(gate_log__checkpoint=checkpoint, revoked_at=None).exclude(
        gate_log__result="ok", gate_log__direction="out"
    )
    passes = {shown.pk: shown for shown in stopped.exclude(trip__state__in=("home", "disinfected", "cancelled"))}
    clocks = open_of_all("pass", list(passes))
    waits = [(passes[pk], clock) for pk, running in clocks.items() for clock in running[:1]]
    return sorted(waits, key=lambda wait: wait[1].started_at)
