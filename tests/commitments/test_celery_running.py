"""Real workers, a real beat and a real broker: each rung once, also with two clocks, also when the worker is killed."""

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest

from portal.commitments.models import Escalation
from portal.notices.beats import ages
from portal.notices.models import Heartbeat
from tests.commitments.processes import eventually, kill, running, running_celery

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("worker", "--queues", "clock,default", "--concurrency", "2", "--without-gossip", "--without-mingle")
SECOND = timedelta(seconds=1)


def rungs_of(commitment):
    return list(commitment.escalations.order_by("level").values_list("level", flat=True))


def has_swept():
    return ages().get("sweep:celery", 99) < 5


def test_celery_alone_then_killed_then_both_clocks(promised, tmp_path):
    with ExitStack() as stack:
        stack.enter_context(running_celery("beat", "--schedule", str(tmp_path / "beat")))
        worker = stack.enter_context(running_celery(*WORKER))
        eventually(has_swept)

        # Celery alone: in time.
        first = promised(due=1 * SECOND)
        eventually(lambda: rungs_of(first) == [1])
        assert first.escalations.get().fired_at - first.escalations.get().due_at < 3 * SECOND

        # The worker and its children are killed, two rungs pass, and the only clock that comes is the other one.
        kill(worker)
        Heartbeat.objects.all().delete()
        second = promised(ago=timedelta(hours=1))
        stack.enter_context(running("watch"))
        eventually(lambda: rungs_of(second) == [1, 2])

        # Both at once: nothing twice.
        stack.enter_context(running_celery(*WORKER))
        eventually(has_swept)
        third = promised(due=1 * SECOND)
        eventually(lambda: rungs_of(third) == [1])
        eventually(lambda: ages().get("outbox:celery", 99) < 5)
    counted = Counter(Escalation.objects.values_list("commitment_id", "cycle", "level"))
    assert set(counted.values()) == {1}
    assert len(counted) == 4
