"""A row that cannot be fired is set aside, alarmed about, retried, never forgiven, and holds up no other."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.models import F

from portal.commitments import services
from portal.commitments.models import Commitment, LadderStep
from portal.commitments.sweep import sweep
from portal.commitments.terms import Step
from portal.notices.clock import database_now
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def poison(promised):
    """A promise whose second rung lies beyond the calendar of the database: its next instant cannot be computed."""
    commitment = promised(
        ago=31 * MINUTE, steps=[Step(0 * MINUTE, "supervisor", "district"), Step(9 * MINUTE, "supervisor", "city")]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE commitments_ladderstep SET after = interval '293000 years' WHERE ladder_id = %s AND level = 2",
            [commitment.ladder_id],
        )
    return commitment


def cured(commitment):
    LadderStep.objects.filter(ladder=commitment.ladder, level=2).update(after=10 * MINUTE)


def test_the_others_are_fired(promised, poison):
    healthy = [promised(ago=31 * MINUTE) for _ in range(7)]

    result = sweep()
    assert result.faults == [poison.pk]
    assert all(commitment.escalations.count() == 1 for commitment in healthy)
    assert poison.escalations.count() == 0


def test_its_deadline_is_not_pushed_and_its_breach_is_kept(poison):
    sweep()

    after = Commitment.objects.get()
    assert (after.due_at, after.next_due_at) == (poison.due_at, poison.next_due_at)
    assert after.broken_at == poison.due_at
    assert (after.fault, after.fault_count) == ("DatetimeFieldOverflow 22008", 1)


def test_an_alarm_goes_to_the_administrators_once(poison):
    sweep()
    Commitment.objects.update(fault_retry_at=database_now())
    sweep()

    notice = Notice.objects.get(kind="commitment.fault")
    assert notice.to == "admin@2301"
    assert notice.params["commitment"] == poison.pk
    assert Commitment.objects.get().fault_count == 2


def test_it_is_retried_later_and_later(poison):
    sweep()
    assert sweep().faults == []

    waits = []
    for _ in range(3):
        row = Commitment.objects.get()
        waits.append(row.fault_retry_at - database_now())
        Commitment.objects.update(fault_retry_at=database_now())
        sweep()
    assert timedelta(0) < waits[0] < waits[1] < waits[2] < 5 * MINUTE


def test_once_cured_it_fires_with_its_true_times(poison):
    sweep()
    cured(poison)
    Commitment.objects.update(fault_retry_at=database_now())

    sweep()
    row = Commitment.objects.get()
    assert (row.fault, row.fault_count, row.fault_retry_at) == ("", 0, None)
    assert row.escalations.get().due_at == poison.due_at


def test_it_can_still_be_answered_and_stays_broken(poison):
    (kept,) = services.keep(poison.subject, None)

    assert kept.kept_at
    assert kept.broken_at == poison.due_at


def test_trouble_of_the_database_is_no_fault_of_a_row(promised):
    """A deadlock or a full disk must not mark rows: the whole batch is given back and tried again."""
    promised(ago=31 * MINUTE)
    trouble = patch("portal.commitments.faults.fire", side_effect=OperationalError("disk full"))

    with trouble, pytest.raises(OperationalError):
        sweep()
    assert Commitment.objects.filter(fault_count=0, next_due_at=F("due_at")).count() == 1
    assert sweep().escalations == 1
