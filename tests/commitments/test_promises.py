"""A promise is made once, counts from when the request was made, and keeps the terms of that day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.commitments import services
from portal.commitments.models import Commitment, Ladder
from portal.commitments.terms import BadTerms, Step, Terms
from portal.notices.clock import database_now
from tests.commitments.conftest import a_subject, terms

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_promise_of_a_kind_runs_once(promised):
    first = promised()
    again = promised(subject=first.subject)

    assert again.pk == first.pk
    assert again.due_at == first.due_at


def test_kinds_run_side_by_side(promised):
    first = promised("case.judge")
    promised("case.arrange", subject=first.subject)

    assert Commitment.objects.open().about(first.subject).count() == 2


def test_a_restart_begins_a_new_cycle_and_keeps_the_old_one(promised):
    first = promised(ago=31 * MINUTE)
    second = promised(subject=first.subject, restart=True)

    first.refresh_from_db()
    assert (first.cycle, second.cycle) == (1, 2)
    assert first.broken_at == first.due_at
    assert (first.release_reason, first.next_due_at) == ("restarted", None)
    assert second.broken_at is None


def test_a_reopened_request_is_promised_anew(promised):
    first = promised()
    services.keep(first.subject, None)
    second = promised(subject=first.subject)

    assert (second.cycle, second.is_open) == (2, True)


def test_the_clock_counts_from_the_request(promised):
    commitment = promised(due=30 * MINUTE, ago=20 * MINUTE)

    assert commitment.due_at == commitment.started_at + 30 * MINUTE
    assert commitment.segments.get().started_at == commitment.started_at


def test_a_start_in_the_future_gains_no_time(promised):
    """A telephone whose clock is ahead by an hour."""
    assert promised(ago=-60 * MINUTE).started_at <= database_now()


def test_it_remembers_the_rule_and_version_it_was_made_by(promised):
    ladder = promised().ladder

    assert (ladder.pack, ladder.version, ladder.cite) == ("test-pack", "7", "B1c")
    assert ladder.text["steps"][1] == {"after": 600.0, "to": "supervisor", "at": "city"}


def test_equal_terms_are_stored_once(promised):
    assert promised().ladder_id == promised().ladder_id
    promised(due=5 * MINUTE)
    assert Ladder.objects.count() == 2


@pytest.mark.parametrize("due", [timedelta(0), -MINUTE])
def test_a_promise_needs_time(areas, due):
    with pytest.raises(BadTerms):
        services.promise("case.judge", subject=a_subject(), terms=terms(due=due))


def test_no_rung_comes_before_the_due_time(areas):
    with pytest.raises(BadTerms):
        services.promise("case.judge", subject=a_subject(), terms=terms(steps=[Step(-MINUTE, "supervisor", "city")]))


def test_a_transfer_does_not_restart_the_clock(promised):
    commitment = promised(ago=10 * MINUTE)

    services.retarget(commitment.subject, area_id="230103001001")
    moved = Commitment.objects.get()
    assert (moved.due_at, moved.started_at, moved.cycle) == (commitment.due_at, commitment.started_at, 1)
    assert moved.area_id == "230103001001"


def test_a_released_promise_says_why(promised, operator):
    commitment = promised()
    (released,) = services.release(commitment.subject, reason="cancelled", by=operator)

    assert (released.release_reason, released.closed_by, released.kept_at) == ("cancelled", operator, None)


def test_only_the_named_kinds_are_kept(promised):
    first = promised("case.judge")
    promised("case.arrange", subject=first.subject)

    services.keep(first.subject, ["case.judge", "case.answer"])
    assert [row.kind for row in Commitment.objects.open()] == ["case.arrange"]


@pytest.mark.parametrize(
    "broken",
    [
        {"due_at": None},
        {"kind": "case.answer"},
        {"kept_at": "now", "released_at": "now"},
        {"kept_at": "now"},
        {"due_at": "before"},
    ],
    ids=["no due", "answer without cap", "kept and released", "kept but armed", "due before start"],
)
def test_the_database_refuses_rows_that_lie(promised, broken):
    commitment = promised(ago=MINUTE)
    times = {"now": database_now(), "before": commitment.started_at - MINUTE}
    fields = {name: times.get(value, value) for name, value in broken.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk).update(**fields)


def test_terms_can_be_given_another_due():
    assert Terms("x", MINUTE, ()).due_in(5 * MINUTE).due == 5 * MINUTE


def test_the_same_promise_for_many_costs_as_much_as_for_one(areas, django_assert_num_queries):
    subjects = [a_subject() for _ in range(200)]
    services.promise("case.judge", subject=subjects[0], terms=terms())
    services.promise("case.judge", subject=subjects[1], terms=terms())
    services.keep(subjects[1], None)

    with django_assert_num_queries(3):
        assert services.promise_many("case.judge", subjects=subjects, terms=terms()) == 199
    assert Commitment.objects.open().count() == 200
    assert Commitment.objects.open().about(subjects[1]).get().cycle == 2
    made = Commitment.objects.open().about(subjects[2]).get()
    assert (made.due_at - made.started_at, made.next_due_at) == (30 * MINUTE, made.due_at)
    assert made.segments.get().started_at == made.started_at


def test_answers_for_many_are_capped_too(areas):
    services.promise_many("case.answer", subjects=[a_subject()], terms=terms("case.answer"))
    made = Commitment.objects.get()
    assert made.cap_at == made.started_at + 24 * 60 * MINUTE
