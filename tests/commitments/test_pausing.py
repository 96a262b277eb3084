"""A pause stops the clock for a reason, and a request may still not stay unanswered beyond its cap."""

import itertools
from datetime import timedelta

import pytest

from portal.commitments import services
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_for
from portal.commitments.sweep import sweep
from portal.notices.clock import database_now

pytestmark = pytest.mark.django_db
MINUTE, HOUR, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=1)


def paused_since(commitment, ago):
    """Pauses, and moves the pause back in time: as if it had been made `ago` before now."""
    services.pause(commitment.subject, reason="family will call back")
    since = database_now() - ago
    Commitment.objects.filter(pk=commitment.pk).update(paused_at=since)
    commitment.segments.filter(kind="running").update(ended_at=since)
    commitment.segments.filter(kind="paused").update(started_at=since)


def test_a_paused_promise_does_not_fire(promised):
    commitment = promised(due=30 * MINUTE, ago=29 * MINUTE)
    paused_since(commitment, HOUR)

    assert sweep().promises == 0
    commitment.refresh_from_db()
    assert commitment.next_due_at is None


def test_after_the_pause_the_time_that_was_left_is_left(promised):
    commitment = promised(due=30 * MINUTE, ago=80 * MINUTE - HOUR)
    paused_since(commitment, HOUR)

    (resumed,) = services.resume(commitment.subject)
    assert abs(resumed.due_at - (commitment.due_at + HOUR)) < SECOND
    assert resumed.next_due_at == resumed.due_at
    assert (resumed.paused_at, resumed.pause_reason) == (None, "")


def test_the_segments_explain_the_due_time(promised, operator):
    commitment = promised(due=30 * MINUTE, ago=20 * MINUTE)
    services.pause(commitment.subject, reason="family will call back", by=operator)
    services.resume(commitment.subject, by=operator)
    services.keep(commitment.subject, None, by=operator)

    segments = list(commitment.segments.all())
    assert [segment.kind for segment in segments] == ["running", "paused", "running"]
    assert segments[1].reason == "family will call back"
    assert segments[1].by == operator
    for earlier, later in itertools.pairwise(segments):
        assert earlier.ended_at == later.started_at
    assert segments[-1].ended_at == Commitment.objects.get().kept_at


def test_a_second_pause_changes_nothing(promised):
    commitment = promised()
    (first,) = services.pause(commitment.subject, reason="one")

    assert services.pause(commitment.subject, reason="two") == []
    commitment.refresh_from_db()
    assert (commitment.paused_at, commitment.pause_reason) == (first.paused_at, "one")


def test_resuming_what_runs_changes_nothing(promised):
    commitment = promised()

    assert services.resume(commitment.subject) == []


def test_a_ladder_half_climbed_waits_during_a_pause(promised):
    commitment = promised(due=30 * MINUTE, ago=31 * MINUTE)
    services.pause(commitment.subject, reason="x")
    Commitment.objects.update(paused_at=database_now() - HOUR)

    assert sweep().promises == 0
    (resumed,) = services.resume(commitment.subject)
    assert resumed.level == 1
    assert resumed.broken_at == commitment.due_at
    assert resumed.next_due_at > database_now()


def test_a_pause_does_not_suspend_the_cap_of_an_answer(promised):
    """Paused after ten minutes, forgotten: a day after the request the city supervisor hears of it all the same."""
    commitment = promised("case.answer", due=30 * MINUTE, ago=24 * HOUR + MINUTE)
    Commitment.objects.update(next_due_at=None, paused_at=commitment.started_at + 10 * MINUTE)
    from portal.commitments.firing import rearm

    rearm([commitment.pk])
    commitment.refresh_from_db()
    assert commitment.next_due_at == commitment.cap_at == commitment.started_at + 24 * HOUR

    sweep()
    commitment.refresh_from_db()
    assert [e.to_post for e in commitment.escalations.order_by("level")] == ["supervisor@230110", "supervisor@2301"]
    assert {e.due_at for e in commitment.escalations.all()} == {commitment.cap_at}
    assert commitment.broken_at == commitment.cap_at
    assert open_for(commitment.subject).get().light == "red"


def test_no_pause_moves_an_answer_beyond_its_cap(promised):
    commitment = promised("case.answer", due=30 * MINUTE, ago=20 * MINUTE)
    paused_since(commitment, 40 * HOUR)
    Commitment.objects.update(next_due_at=None)

    (resumed,) = services.resume(commitment.subject)
    assert resumed.due_at == resumed.cap_at


def test_another_kind_has_no_cap(promised):
    commitment = promised("case.finish", due=30 * MINUTE)
    paused_since(commitment, 40 * HOUR)

    (resumed,) = services.resume(commitment.subject)
    assert resumed.cap_at is None
    assert abs(resumed.due_at - (commitment.due_at + 40 * HOUR)) < SECOND


def test_a_paused_promise_can_be_kept(promised):
    commitment = promised()
    services.pause(commitment.subject, reason="x")

    (kept,) = services.keep(commitment.subject, None)
    assert kept.kept_at
    assert kept.paused_at is None
    assert not kept.segments.filter(ended_at=None).exists()
