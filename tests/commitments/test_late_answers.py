"""A late answer never erases a breach, an answer in time never makes one, also at the very moment."""

import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.commitments import services
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from portal.notices.clock import database_now
from tests.commitments.conftest import a_subject, terms

MINUTE = timedelta(minutes=1)


def assert_consistent(commitment):
    """Either it was kept before its time and nothing was ever fired, or it is broken and its first rung stands."""
    commitment.refresh_from_db()
    rungs = list(commitment.escalations.order_by("level"))
    if commitment.kept_at < commitment.due_at:
        assert commitment.broken_at is None
        assert rungs == []
    else:
        assert commitment.broken_at == commitment.due_at
        assert [rung.level for rung in rungs][:1] == [1]
    for rung in rungs:
        assert rung.due_at <= rung.fired_at <= commitment.kept_at


@pytest.mark.django_db
def test_kept_in_time_nothing_is_broken(promised):
    commitment = promised(ago=MINUTE)

    (kept,) = services.keep(commitment.subject, ["case.judge"])
    assert kept.kept_at
    assert kept.broken_at is None
    assert kept.next_due_at is None


@pytest.mark.django_db
def test_a_late_answer_first_fires_what_no_sweep_has_fired(promised):
    """Every alarm clock was dead. The operator answers an hour late: the breach is on record all the same."""
    commitment = promised(due=30 * MINUTE, ago=90 * MINUTE)

    (kept,) = services.keep(commitment.subject, ["case.judge"])
    assert kept.broken_at == commitment.due_at
    assert [e.level for e in kept.escalations.order_by("level")] == [1, 2]
    assert_consistent(kept)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "touch",
    [
        lambda subject: services.release(subject, reason="cancelled"),
        lambda subject: services.pause(subject, reason="waiting for the family"),
        lambda subject: services.retarget(subject, area_id="230103001001"),
        lambda subject: services.promise("case.judge", subject=subject, terms=terms(), restart=True),
        lambda subject: services.promise("case.judge", subject=subject, terms=terms()),
    ],
    ids=["release", "pause", "transfer", "restart", "repeat"],
)
def test_whoever_touches_an_overdue_promise_fires_it_first(promised, touch):
    commitment = promised(due=30 * MINUTE, ago=31 * MINUTE)

    touch(commitment.subject)
    commitment.refresh_from_db()
    assert commitment.broken_at == commitment.due_at
    assert commitment.escalations.get().to_post == "supervisor@230110"


@pytest.mark.django_db
def test_a_promise_kept_late_never_fires_again(promised):
    commitment = promised(due=30 * MINUTE, ago=31 * MINUTE)
    services.keep(commitment.subject, ["case.judge"])

    assert sweep().promises == 0
    assert commitment.escalations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_answers_race_with_sweeps_at_the_moment_of_breach(promised, at_once):
    """Twelve promises fall due within milliseconds while two sweepers and an operator reach for them."""
    for offset in range(12):
        promised(due=300 * timedelta(milliseconds=1), ago=timedelta(milliseconds=offset * 4))
    commitments = list(Commitment.objects.all())

    def sweep_all():
        until = time.monotonic() + 1
        while time.monotonic() < until:
            sweep(source="test")

    def answer_all():
        until = min(commitment.due_at for commitment in commitments)
        while database_now() < until:
            time.sleep(0.001)
        for commitment in commitments:
            services.keep(commitment.subject, None)

    results = at_once(sweep_all, sweep_all, answer_all)
    assert results == [None, None, None]
    for commitment in commitments:
        assert_consistent(commitment)


@pytest.mark.django_db
@settings(max_examples=25)
@given(due_ms=st.integers(0, 10), sweeps=st.lists(st.booleans(), max_size=3), wait_ms=st.integers(0, 10))
def test_whatever_the_order_of_sweep_and_answer(areas, due_ms, sweeps, wait_ms):
    """The answer comes within milliseconds of the due instant, with sweeps before and after."""
    subject = a_subject()
    commitment = services.promise("case.judge", subject=subject, terms=terms(due=timedelta(milliseconds=due_ms + 1)))
    for is_waiting in sweeps:
        if is_waiting:
            time.sleep(wait_ms / 1000)
        sweep(source="test")
    services.keep(subject, ["case.judge"])
    sweep(source="test")

    assert_consistent(commitment)
    assert Escalation.objects.filter(commitment=commitment).count() <= 1
