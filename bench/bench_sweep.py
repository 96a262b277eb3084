"""The sweep: promises fired in a second beside the same rows by hand-written SQL, and the cost of finding nothing."""

import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from portal.access.roles import Role
from portal.access.services import grant
from portal.areas.models import Area
from portal.commitments import services
from portal.commitments.models import Commitment
from portal.commitments.subject import Subject
from portal.commitments.sweep import sweep
from portal.commitments.terms import Step, Terms
from portal.notices.clock import database_now

DUE = 5_000
SIZES = (10_000, 100_000, 1_000_000)
OPEN_SHARE = 20  # one row of twenty is still open, as after weeks of work
RUNS = 5

COPY = """
INSERT INTO commitments_commitment (kind, subject_kind, subject_id, number, area_id, ladder_id, cycle, started_at,
    due_at, next_due_at, level, pause_reason, kept_at, release_reason, fault, fault_count)
SELECT c.kind, c.subject_kind, gen_random_uuid(), 'B-' || n, c.area_id, c.ladder_id, 1, c.started_at,
    c.due_at + %(later)s * n, CASE WHEN {is_open} THEN c.due_at + %(later)s * n END, 0, '',
    CASE WHEN {is_open} THEN NULL ELSE c.started_at + interval '1 minute' END, '', '', 0
FROM commitments_commitment c, generate_series(1, %(count)s::int) n WHERE c.id = %(model)s
"""

# What the sweep has to write for rows with one passed rung, and nothing else: no places looked up, nobody named, no
# screens woken. One statement, as somebody would write it who knows that they are all alike.
BY_HAND = """
WITH due AS (
    SELECT id, number, subject_id, area_id, due_at FROM commitments_commitment
    WHERE next_due_at <= now() FOR NO KEY UPDATE
), fired AS (
    INSERT INTO commitments_escalation (commitment_id, cycle, level, area_id, to_role, at_level, to_post, due_at,
        fired_at, told, told_post)
    SELECT id, 1, 1, '230110', 'supervisor', 'district', 'supervisor@230110', due_at, now(), '[]', 'supervisor@230110'
    FROM due RETURNING id, commitment_id
), said AS (
    INSERT INTO notices_notice ("to", kind, subject_kind, subject_id, number, area_id, level, params, cause, created_at)
    SELECT 'supervisor@230110', 'commitment.escalated', 'case', due.subject_id, due.number, due.area_id, 1, '{}',
        'escalation:' || fired.id, now()
    FROM fired JOIN due ON due.id = fired.commitment_id
)
UPDATE commitments_commitment c SET level = 1, broken_at = c.due_at, next_due_at = c.due_at + interval '7 days'
FROM due WHERE c.id = due.id
"""


def run() -> Iterator[dict[str, Any]]:
    make_ground()
    for size in SIZES:
        fill(size)
        idle, floor = median_ms(idle_sweep), median_ms(idle_select)
        yield {
            "case": f"idle sweep, {size:,} rows",
            "value": idle,
            "unit": "ms",
            "floor": floor,
            "note": "under 5 ms; a beat is written too",
        }
    yield rates(size)
    yield one_by_one()


def rates(size: int) -> dict[str, Any]:
    """Ours and the hand-written one in turn, on the same rows, so that both meet the same caches and bloat."""
    ours, theirs = [], []
    for _ in range(RUNS):
        make_due()
        theirs.append(DUE / seconds_of(by_hand))
        make_due()
        ours.append(DUE / seconds_of(lambda: sweep(source="bench")))
    return {
        "case": f"{DUE:,} due at once of {size:,}",
        "value": statistics.median(ours),
        "unit": "promises/s",
        "floor": statistics.median(theirs),
        "note": "at least half of the floor",
    }


def one_by_one() -> dict[str, Any]:
    """A promise made and kept in a request of its own: what a call costs besides its own rows."""

    def once() -> None:
        subject = a_subject()
        with transaction.atomic():
            services.promise("case.judge", subject=subject, terms=TERMS)
        with transaction.atomic():
            services.keep(subject, ["case.judge"])

    taken = [seconds_of(once) for _ in range(200)]
    return {"case": "promise and keep", "value": statistics.median(taken) * 1000, "unit": "ms"}


# --- ground ----------------------------------------------------------------------------------------------------------

TERMS = Terms(
    "case.judge",
    timedelta(days=3),
    (Step(timedelta(0), "supervisor", "district"), Step(timedelta(days=7), "supervisor", "city")),
)


def a_subject() -> Subject:
    return Subject("case", uuid.uuid4(), "B-0", "230110003")


def make_ground() -> None:
    """Three places, one above the other, and somebody at the post of the district."""
    lineage: dict[str, str] = {}
    for code, level in (("2301", "city"), ("230110", "district"), ("230110003", "street")):
        lineage = {**lineage, level: code}
        Area.objects.create(code=code, name=code, level=level, lineage=lineage)
    user = get_user_model().objects.create_user("bench-supervisor")
    grant(user, Role.SUPERVISOR, Area.objects.get(pk="230110"))


def fill(size: int, open_share: int = OPEN_SHARE) -> None:
    """Brings the table up to `size` rows, one of `open_share` open and due in the days to come."""
    model = Commitment.objects.order_by("pk").first() or services.promise(
        "case.judge", subject=a_subject(), terms=TERMS, started_at=database_now() - timedelta(days=1)
    )
    missing = size - Commitment.objects.count()
    with connection.cursor() as cursor:
        values = {"later": timedelta(seconds=1), "count": missing, "model": model.pk}
        cursor.execute(COPY.format(is_open=f"n %% {open_share} = 0"), values)
        cursor.execute("VACUUM ANALYZE commitments_commitment")


def make_due() -> None:
    """The same rows due again: as if nothing had been fired. Escalations and notices of the last run are gone."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE commitments_escalation, notices_delivery, notices_receipt, notices_notice")
        cursor.execute(
            """WITH chosen AS (SELECT id FROM commitments_commitment WHERE next_due_at IS NOT NULL ORDER BY id LIMIT %s)
               UPDATE commitments_commitment c SET level = 0, broken_at = NULL, due_at = %s, next_due_at = %s
               FROM chosen WHERE c.id = chosen.id""",
            [DUE, *[database_now() - timedelta(minutes=1)] * 2],
        )
        cursor.execute("VACUUM ANALYZE commitments_commitment")


def by_hand() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        assert cursor.rowcount == DUE


def idle_sweep() -> None:
    assert sweep(source="bench").promises == 0


def idle_select() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM commitments_commitment WHERE next_due_at <= now() LIMIT 500")


def seconds_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_ms(work: Callable[[], object], times: int = 50) -> float:
    work()
    return statistics.median(seconds_of(work) for _ in range(times)) * 1000
