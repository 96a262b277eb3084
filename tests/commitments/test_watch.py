"""The second alarm clock fires without Redis and Celery, survives the database's absence, and may itself be killed."""

import itertools
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from portal.commitments import watching
from portal.commitments.models import Escalation
from portal.notices.beats import ages, beat
from tests.commitments.processes import NO_BROKER, eventually, running

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


def fired_of(commitment):
    return list(commitment.escalations.order_by("level").values_list("level", flat=True))


def test_a_promise_breaks_while_redis_and_celery_are_gone(promised, django_db_setup):
    with running("watch", REDIS_URL=NO_BROKER) as process:
        eventually(lambda: "sweep:watch" in ages())
        commitment = promised(due=1 * SECOND)
        eventually(lambda: fired_of(commitment) == [1], within=5)
        escalation = commitment.escalations.get()
        assert escalation.fired_at - escalation.due_at < 2 * SECOND
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0


def test_killed_and_started_again_it_catches_up_and_repeats_nothing(promised):
    """SIGKILL in full work; while it is dead two rungs pass; the next process fires what is missing, once."""
    with running("watch", REDIS_URL=NO_BROKER) as process:
        eventually(lambda: "sweep:watch" in ages())
        first = promised(due=1 * SECOND)
        eventually(lambda: fired_of(first))
        process.kill()
        process.wait()
    second = promised(ago=timedelta(hours=1))
    with running("watch", REDIS_URL=NO_BROKER):
        eventually(lambda: fired_of(second) == [1, 2])
    assert fired_of(first) == [1]
    assert Escalation.objects.count() == 3


def test_its_connection_is_cut_and_it_goes_on(promised):
    """The database ends every connection, as it does when it is restarted."""
    with running("watch", REDIS_URL=NO_BROKER, PROCESS_NAME="watch-under-test") as process:
        eventually(lambda: "sweep:watch" in ages())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'watch-under-test'"
            )
            assert cursor.fetchall()
        commitment = promised(ago=timedelta(hours=1))
        eventually(lambda: fired_of(commitment) == [1, 2], within=6)
        assert process.poll() is None


def test_it_starts_before_the_database_does():
    with running("watch", DATABASE_URL="postgres://nobody@127.0.0.1:1/nowhere") as process:
        said = iter(process.stdout.readline, "")
        assert any("the database is away" in line for line in said)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=8) == 0


class TestRounds:
    """The loop itself, without a process."""

    def rounds(self, work, *, count):
        """Runs the loop until `work` was called `count` times; returns the waits between the calls."""
        stop, at = threading.Event(), []

        def once():
            at.append(time.monotonic())
            if len(at) == count:
                stop.set()
            return work(len(at))

        watching.keep_going(once, stop, every=0.05)
        return [later - earlier for earlier, later in itertools.pairwise(at)]

    def test_it_keeps_its_pace(self):
        waits = self.rounds(lambda nth: time.sleep(0.02), count=5)
        assert all(0.04 < wait < 0.2 for wait in waits)

    def test_it_backs_off_while_the_database_is_away_and_never_gives_up(self, monkeypatch):
        monkeypatch.setattr(watching, "LONGEST_WAIT", 0.3)

        def work(nth):
            if nth < 5:
                raise OperationalError("the connection is closed")

        waits = self.rounds(work, count=7)
        assert max(waits) < 0.8
        assert waits[-1] < 0.2

    def test_an_unforeseen_error_does_not_end_it(self):
        def work(nth):
            if nth == 1:
                raise ValueError("a bug")

        assert len(self.rounds(work, count=3)) == 2

    def test_it_leaves_the_outbox_to_celery_while_that_is_alive(self, monkeypatch):
        carried = []
        monkeypatch.setattr(watching.outbox, "deliver", lambda: carried.append(1) or watching.outbox.Run())
        beat("outbox:celery")
        watching.carry_if_silent()
        assert carried == []

        monkeypatch.setattr(watching, "CELERY_IS_SILENT", 0.0)
        watching.carry_if_silent()
        assert carried == [1]
        assert "outbox:watch" in ages()
