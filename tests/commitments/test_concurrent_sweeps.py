"""Any number of sweeps at once fire each rung exactly once, and none waits for another."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from portal.commitments import services
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from portal.notices.models import Notice
from tests.commitments.conftest import a_subject, terms

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_sweeps_at_once_fire_every_rung_once(promised, at_once):
    for _ in range(60):
        promised(ago=timedelta(hours=2))

    results = at_once(*[lambda: sweep(source="test", limit=None) for _ in range(4)])
    assert sum(result.escalations for result in results) == 120
    rungs = Counter(Escalation.objects.values_list("commitment_id", "cycle", "level"))
    assert len(rungs) == 120
    assert set(rungs.values()) == {1}
    assert Notice.objects.count() == 120


def test_a_hung_transaction_holds_up_only_its_own_promise(promised, at_once):
    """An operator's request hangs with the row locked: the sweep goes past it, and gets it when the lock is gone."""
    held, free = promised(ago=timedelta(hours=1)), promised(ago=timedelta(hours=1))

    with transaction.atomic():
        Commitment.objects.select_for_update().get(pk=held.pk)
        (result,) = at_once(lambda: sweep(source="test"))
    assert result.promises == 1
    assert free.escalations.count() == 2
    assert held.escalations.count() == 0
    assert sweep().promises == 1
    assert held.escalations.count() == 2


def test_nobody_who_holds_an_area_or_a_person_holds_up_the_clock(promised, at_once, supervisor):
    """Somebody edits an area and hangs. What must be written about it is written all the same."""
    commitment = promised(ago=timedelta(hours=1))

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM areas_area FOR UPDATE")
        cursor.execute("SELECT 1 FROM accounts_user FOR UPDATE")
        (result,) = at_once(lambda: sweep(source="test"))
    assert result.escalations == 2
    assert commitment.escalations.count() == 2


def test_a_table_locked_by_a_migration_delays_the_sweep_and_blames_nobody(promised, at_once):
    promised(ago=timedelta(hours=1))

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE commitments_escalation IN ACCESS EXCLUSIVE MODE")
        (error,) = at_once(lambda: sweep(source="test"))
        assert isinstance(error, OperationalError)
    assert sweep().escalations == 2
    assert Commitment.objects.get().fault_count == 0


def test_two_people_who_promise_the_same_make_one_promise(areas, at_once):
    subject = a_subject()

    made = at_once(*[lambda: services.promise("case.judge", subject=subject, terms=terms()) for _ in range(4)])
    assert len({commitment.pk for commitment in made}) == 1
    assert Commitment.objects.count() == 1


def test_new_terms_used_by_two_at_once_are_stored_once(areas, at_once):
    works = [lambda: services.promise("case.judge", subject=a_subject(), terms=terms()) for _ in range(4)]

    made = at_once(*works)
    assert len({commitment.ladder_id for commitment in made}) == 1
    assert made[0].ladder.steps.count() == 2
