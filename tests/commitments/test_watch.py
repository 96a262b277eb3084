"""The second alarm clock fires without Redis and Celery, survives the database's absence, and may itself be killed."""

import itertools
import signal
import threading
from datetime import timedelta
from types import SimpleNamespace

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
        eventually(lambda: fired_of(commitment) == [1])
        escalation = commitment.escalations.get()
        assert escalation.fired_at - escalation.due_at < 2 * SECOND
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


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
        eventually(lambda: fired_of(commitment) == [1, 2])
        assert process.poll() is None


def test_it_starts_before_the_database_does():
    with running("watch", DATABASE_URL="postgres://nobody@127.0.0.1:1/nowhere") as process:
        said = iter(process.stdout.readline, "")
        assert any("the database is away" in line for line in said)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


class TestRounds:
    """The loop itself, without a process."""

    @pytest.fixture(autouse=True)
    def clock(self, monkeypatch):
        """The machine's clock, set by hand."""
        hands = [1000.0]
        monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: hands[0]))
        return hands

    def rounds(self, work, *, count):
        """Runs the loop until `work` was called `count` times; returns what it waits for after each call."""
        calls, waits = itertools.count(1), []

        class Stop(threading.Event):
            def wait(self, timeout=None):
                waits.append(timeout)
                if len(waits) == count:
                    self.set()

        watching.keep_going(lambda: work(next(calls)), Stop(), every=0.05)
        return waits

    def test_it_keeps_its_pace(self, clock):
        def work(nth):
            clock[0] += 0.02 if nth < 3 else 0.07

        assert self.rounds(work, count=4) == pytest.approx([0.03, 0.03, 0.0, 0.0])

    def test_it_backs_off_while_the_database_is_away_and_never_gives_up(self, monkeypatch):
        monkeypatch.setattr(watching, "LONGEST_WAIT", 0.3)

        def work(nth):
            if nth < 5:
                raise OperationalError("the connection is closed")

        assert self.rounds(work, count=6) == pytest.approx([0.3, 0.3, 0.3, 0.3, 0.05, 0.05])

    def test_an_unforeseen_error_does_not_end_it(self):
        def work(nth):
            if nth == 1:
                raise ValueError("a bug")

        assert len(self.rounds(work, count=3)) == 3

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
