"""Every escalation explains itself: rule and version, clock, who was told by what channel, with what result."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.commitments import services
from portal.commitments.explaining import explained, explanation_of
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from portal.notices import selectors as notices
from portal.notices.models import Delivery, Endpoint
from portal.notices.services import mark_read

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def escalation(promised, supervisor, areas):
    """The first rung of a promise that was paused for a while, told to the supervisor and to a webhook."""
    Endpoint.objects.create(name="市平台", area=areas["2301"], url="http://127.0.0.1:1/", secret="x")
    commitment = promised(due=30 * MINUTE, ago=5 * MINUTE)
    services.pause(commitment.subject, reason="family", by=supervisor)
    services.resume(commitment.subject, by=supervisor)
    Commitment.objects.update(due_at=commitment.started_at + MINUTE, next_due_at=commitment.started_at + MINUTE)
    sweep()
    return Escalation.objects.get()


def test_it_names_rule_version_and_clause(escalation):
    found = explanation_of(escalation)

    assert (found.rule.pack, found.rule.version, found.rule.cite) == ("test-pack", "7", "B1c")
    assert found.step.level == 1
    assert found.commitment.kind == "case.judge"


def test_it_shows_the_clock(escalation):
    found = explanation_of(escalation)

    assert [(part.kind, part.reason) for part in found.segments] == [
        ("running", ""),
        ("paused", "family"),
        ("running", ""),
    ]
    assert abs(found.ran_for - 5 * MINUTE) < MINUTE / 2
    assert abs(found.late_by - 4 * MINUTE) < MINUTE / 2


def test_it_names_who_was_told_and_who_has_read_it(escalation, supervisor):
    assert [(told.user, told.read_at) for told in explanation_of(escalation).told] == [(supervisor, None)]

    mark_read(list(notices.unread(supervisor)), by=supervisor)
    (told,) = explanation_of(escalation).told
    assert told.read_at is not None


def test_it_says_by_what_channel_and_with_what_result(escalation):
    Delivery.objects.update(state="delivered", attempts=2, last_status=200)

    (delivery,) = explanation_of(escalation).deliveries
    assert (delivery.endpoint.name, delivery.state, delivery.attempts) == ("市平台", "delivered", 2)


def test_it_says_that_the_post_was_vacant(promised, city):
    promised(ago=31 * MINUTE)
    sweep()

    found = explanation_of(Escalation.objects.get())
    assert found.was_vacant
    assert (found.post.endswith("香坊区"), found.told_post.endswith("哈尔滨市")) == (True, True)


def test_it_names_who_took_note_and_who_urged(escalation, supervisor, city):
    services.acknowledge(escalation, by=supervisor)
    services.urge(escalation.commitment, by=city, note="请尽快")

    found = explanation_of(escalation)
    assert found.escalation.acknowledged_by == supervisor
    assert [(urge.by, urge.note) for urge in found.urges] == [(city, "请尽快")]


def test_many_cost_no_more_queries_than_one(escalation, promised, supervisor, city):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            explained(Escalation.objects.all())
        return len(captured)

    for_one = queries()
    for _ in range(10):
        promised(ago=60 * MINUTE)
    sweep()
    assert Escalation.objects.count() == 21
    assert queries() == for_one
    assert len(explained(Escalation.objects.all())) == 21
