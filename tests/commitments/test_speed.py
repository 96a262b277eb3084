"""The sweep is set-based: as many statements for five hundred promises as for one, few when nothing is due."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.commitments import services
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from portal.notices.clock import database_now

pytestmark = pytest.mark.django_db


def statements(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def copies(commitment, count):
    """The same promise many times over, by one INSERT."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO commitments_commitment (kind, subject_kind, subject_id, number, area_id, ladder_id, cycle,
                   started_at, due_at, next_due_at, level, pause_reason, release_reason, fault, fault_count)
               SELECT kind, subject_kind, gen_random_uuid(), number, area_id, ladder_id, cycle,
                   started_at, due_at, next_due_at, level, '', '', '', 0
               FROM commitments_commitment, generate_series(1, %s) WHERE id = %s""",
            [count, commitment.pk],
        )


def test_the_number_of_statements_does_not_grow(promised, supervisor):
    promised(ago=timedelta(hours=1))
    for_one = statements(sweep)
    copies(promised(ago=timedelta(hours=1)), 498)

    assert statements(sweep) == for_one
    assert Escalation.objects.count() == 1000


def test_an_idle_sweep_is_a_handful_of_statements(promised):
    promised()

    assert statements(sweep) <= 9


def test_the_sweep_walks_its_partial_index(promised):
    """Over many rows that wait, the one that is due is found without reading the others."""
    copies(promised(), 3000)
    promised(ago=timedelta(hours=1))
    from portal.commitments.sweep import LOCK_DUE

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE commitments_commitment")
        cursor.execute("EXPLAIN " + LOCK_DUE, {"limit": 500, "faults": []})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "commitment_next_due" in plan
    assert "Index Cond: (next_due_at <=" in plan


def test_keeping_and_promising_cost_a_fixed_handful(promised):
    commitment = promised()
    assert statements(lambda: services.keep(commitment.subject, None)) <= 8
    assert statements(lambda: promised()) <= 14


def test_thousands_due_at_once_are_swept_in_seconds(promised, supervisor):
    copies(promised(ago=timedelta(hours=1)), 4999)
    began = database_now()

    result = sweep()
    assert result.promises == 5000
    assert Commitment.objects.filter(level=2).count() == 5000
    assert database_now() - began < timedelta(seconds=30)  # one by one they would take minutes
