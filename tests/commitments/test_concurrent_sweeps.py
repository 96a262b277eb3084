"""Any number of sweeps at once fire each rung exactly once, and none waits for another."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from portal.commitments import services
from portal.commitments.models import Commitment, Escalation
from portal.commitments.subject import Subject
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


def test_a_row_locked_in_what_we_refer_to_holds_up_only_its_own_promises(promised, at_once, areas):
    """Somebody edits an area and hangs. Escalations that name this area must wait; those of other areas must not."""
    there = promised(ago=timedelta(hours=1), subject=Subject("case", a_subject().id, "X", "230103001001"))
    here = promised(ago=timedelta(hours=1))

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM areas_area WHERE code = '230103001001' FOR UPDATE")
        (result,) = at_once(lambda: sweep(source="test"))
    assert result.faults == [there.pk]
    assert here.escalations.count() == 2


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
