"""Supervisors take note of an escalation, once, and press for a promise; both are journalled."""

from datetime import timedelta

import pytest

from portal.audit.models import Entry
from portal.commitments import services
from portal.commitments.models import Commitment, Urge
from portal.commitments.sweep import sweep
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def escalation(promised):
    commitment = promised(ago=timedelta(minutes=31))
    sweep()
    return commitment.escalations.get()


def test_the_first_to_take_note_is_kept(escalation, supervisor, city):
    services.acknowledge(escalation, by=supervisor)
    again = services.acknowledge(escalation, by=city)

    assert again.acknowledged_by == supervisor
    assert again.acknowledged_at >= again.fired_at
    assert Entry.objects.filter(action="escalation.acknowledge").count() == 1


def test_taking_note_does_not_stop_the_clock(escalation, supervisor):
    before = Commitment.objects.get().next_due_at
    services.acknowledge(escalation, by=supervisor)

    assert before is not None
    assert Commitment.objects.get().next_due_at == before


def test_urging_tells_the_operators_of_the_district(promised, supervisor):
    commitment = promised()
    services.urge(commitment, by=supervisor, note="家属已来电三次")

    notice = Notice.objects.get()
    assert (notice.to, notice.kind) == ("operator@230110", "commitment.urged")
    assert Urge.objects.get().note == "家属已来电三次"
    assert "家属" not in str(notice.params)
    assert Entry.objects.filter(action="commitment.urge").count() == 1


def test_urging_may_name_another(promised, supervisor, operator):
    services.urge(promised(), by=supervisor, to=f"user:{operator.pk}")

    assert Notice.objects.get().to == f"user:{operator.pk}"
