"""The faults, one at a time. Each takes the site and for how many seconds, harms it, and leaves it able to mend."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.faults.site import CLOCKS, Site

Harm = Callable[[Site, float], None]
CELERY = ("-m", "celery", "--app", "portal")
SKEWED = Path(__file__).parent / "skewed.py"


@dataclass(frozen=True, slots=True)
class Fault:
    """`harm` lasts for the seconds it is given. `outage`: for those seconds nothing could have been fired in time."""

    name: str
    harm: Harm
    outage: bool = False
    seconds: float = 3.0  # in the short form
    long: float = 30.0


def nothing(site: Site, seconds: float) -> None:
    time.sleep(seconds)


def each_second(*names: str) -> Harm:
    """SIGKILL to every process of these names, once a second. Their keeper starts them again, ever less eagerly."""

    def harm(site: Site, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            site.kill(*names)
            time.sleep(1)

    return harm


def pool_children(site: Site, seconds: float) -> None:
    """The processes that Celery's worker keeps for its tasks, as when memory runs out; the worker itself lives."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for pid in site.processes("worker")[1:]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(1)


def clocks_stopped(site: Site, seconds: float) -> None:
    with site.standing_still(*CLOCKS):
        time.sleep(seconds)


def database_killed_twice(site: Site, seconds: float) -> None:
    for _time in range(2):
        with site.down("postgres"):
            time.sleep(seconds / 2)
        time.sleep(2)


def broker_killed(site: Site, seconds: float) -> None:
    with site.down("redis"):
        time.sleep(seconds)


def broker_forgets(site: Site, seconds: float) -> None:
    """As one without persistence that was killed: it comes back with nothing in it."""
    with site.down("redis"):
        for left in (site.data_dir / "redis").glob("appendonly*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        time.sleep(seconds)


def broker_hung(site: Site, seconds: float) -> None:
    with site.standing_still("redis"):
        time.sleep(seconds)


def broker_flushed(site: Site, seconds: float) -> None:
    """Everything that was in the queues is gone, every second."""
    import redis

    client = redis.Redis.from_url((site.data_dir / "run" / "redis_url").read_text())
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        client.flushall()
        time.sleep(1)


def many_clocks(site: Site, seconds: float) -> None:
    """A second beat and four more sweepers, as when somebody scales out without thinking."""
    with ExitStack() as stack:
        schedule = str(site.data_dir / "run" / "second-beat")
        stack.enter_context(site.running(*CELERY, "beat", "--schedule", schedule))
        for _sweeper in range(4):
            stack.enter_context(site.running("manage.py", "watch"))
        time.sleep(seconds)


def hung_operator(site: Site, seconds: float) -> None:
    """Somebody's transaction holds the rows of open promises and does not end, until the server ends it."""
    with site.connect() as connection:
        connection.autocommit = False
        connection.execute(
            "SELECT id FROM commitments_commitment WHERE next_due_at IS NOT NULL"
            " ORDER BY next_due_at DESC LIMIT 5 FOR UPDATE SKIP LOCKED"
        )
        with suppress(psycopg.Error):
            time.sleep(seconds)
            connection.rollback()


def migration(site: Site, seconds: float) -> None:
    """A release adds a column under the lock that it takes, while processes of the version before sweep."""
    with site.connect() as connection:
        for statement in (
            "ALTER TABLE commitments_commitment ADD COLUMN of_the_next_version integer",
            "ALTER TABLE commitments_commitment DROP COLUMN of_the_next_version",
        ):
            with connection.transaction():
                connection.execute("LOCK TABLE commitments_commitment IN ACCESS EXCLUSIVE MODE")
                time.sleep(seconds / 2)
                connection.execute(statement)
            time.sleep(1)


def clock_off(minutes: int) -> Harm:
    """Every alarm clock that sweeps has a wrong idea of the time; the database has the right one."""

    def harm(site: Site, seconds: float) -> None:
        with (
            site.standing_still(*CLOCKS),
            site.running(str(SKEWED), "manage.py", "watch", SKEW=str(minutes * 60)),
        ):
            time.sleep(seconds)

    return harm


@contextmanager
def _receiver_that(site: Site, *, status: int = 200, delay: float = 0.0) -> Iterator[None]:
    inbox = site.receiver.inbox
    inbox.status, inbox.delay = status, delay
    try:
        yield
    finally:
        inbox.status, inbox.delay = 200, 0.0


def receiver_fails(site: Site, seconds: float) -> None:
    with _receiver_that(site, status=503):
        time.sleep(seconds)


def receiver_slow(site: Site, seconds: float) -> None:
    with _receiver_that(site, delay=1.0):
        time.sleep(seconds)


def receiver_hangs(site: Site, seconds: float) -> None:
    """Takes the letter and never answers, for longer than anybody waits."""
    with _receiver_that(site, delay=8.0):
        time.sleep(seconds)


def crowd(a_second: int) -> Harm:
    """Promises come due at the same instant, two seconds from now; so many for each second that the fault may last."""

    def harm(site: Site, seconds: float) -> None:
        with site.connect() as connection:
            connection.execute(
                """
                INSERT INTO commitments_commitment (kind, subject_kind, subject_id, number, area_id, ladder_id, cycle,
                    started_at, due_at, next_due_at, level, pause_reason, release_reason, fault, fault_count)
                SELECT 'crowd.test', 'crowd', gen_random_uuid(), '', '230110003001',
                    (SELECT min(id) FROM commitments_ladder), 1, now(), now() + interval '2 seconds',
                    now() + interval '2 seconds', 0, '', '', '', 0 FROM generate_series(1, %s)
                """,
                [round(a_second * seconds)],
            )
        time.sleep(seconds)

    return harm


def poison(site: Site, seconds: float) -> None:
    """A promise whose next instant lies beyond the database's calendar comes due among the others; then it is cured."""
    with site.connect() as connection:
        row = connection.execute(
            """
            WITH ladder AS (
                INSERT INTO commitments_ladder (digest, kind, due, pack, version, cite, text)
                SELECT md5(random()::text), 'poison.test', due, pack, version, cite, text
                FROM commitments_ladder LIMIT 1
                RETURNING id
            ), steps AS (
                INSERT INTO commitments_ladderstep (ladder_id, level, after, to_role, at_level)
                SELECT id, 1, interval '0', 'supervisor', 'district' FROM ladder
                UNION ALL SELECT id, 2, interval '293000 years', 'supervisor', 'city' FROM ladder
            )
            INSERT INTO commitments_commitment (kind, subject_kind, subject_id, number, area_id, ladder_id, cycle,
                started_at, due_at, next_due_at, level, pause_reason, release_reason, fault, fault_count)
            SELECT 'poison.test', 'poison', gen_random_uuid(), '', '230110003001', id, 1,
                now(), now() + interval '1 second', now() + interval '1 second', 0, '', '', '', 0 FROM ladder
            RETURNING ladder_id
            """
        ).fetchone()
        assert row
        time.sleep(seconds)
        connection.execute(
            "UPDATE commitments_ladderstep SET after = interval '1 second' WHERE ladder_id = %s AND level = 2", row
        )
        connection.execute(
            "UPDATE commitments_commitment SET fault_retry_at = clock_timestamp() WHERE ladder_id = %s", row
        )


FAULTS = (
    Fault("nothing at all", nothing),
    Fault("worker killed each second", each_second("worker", "clock")),
    Fault("pool children killed each second", pool_children),
    Fault("beat killed each second", each_second("beat")),
    Fault("watch killed each second", each_second("watch")),
    Fault("every alarm clock stopped", clocks_stopped, outage=True, long=60),
    Fault("PostgreSQL killed twice", database_killed_twice, outage=True, long=20),
    Fault("Redis killed", broker_killed),
    Fault("Redis killed, and all it held lost", broker_forgets),
    Fault("Redis hung", broker_hung),
    Fault("Redis flushed each second", broker_flushed),
    Fault("two beats and four more sweepers", many_clocks, seconds=6),
    Fault("a hung transaction holds the rows", hung_operator, outage=True),
    Fault("a migration locks the table", migration, outage=True, long=10),
    Fault("clocks ten minutes fast", clock_off(+10), outage=True, seconds=5),
    Fault("clocks ten minutes slow", clock_off(-10), outage=True, seconds=5),
    Fault("the receiver fails", receiver_fails),
    Fault("the receiver is slow", receiver_slow),
    Fault("the receiver hangs", receiver_hangs, seconds=6),
    Fault("thousands of promises due at once", crowd(250), seconds=4, long=20),
    Fault("a promise that cannot be fired", poison, outage=True, long=15),
)
