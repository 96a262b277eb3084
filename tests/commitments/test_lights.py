"""A person sees red although every process is dead: lights come from the due time, not from a sweep."""

from datetime import timedelta

import pytest

from portal.commitments import selectors, services
from portal.commitments.models import Commitment

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def seen(commitment):
    return selectors.with_light(Commitment.objects.filter(pk=commitment.pk)).get()


@pytest.mark.parametrize(
    ("ago", "light", "minutes_left"),
    [(0, "calm", 60), (29, "calm", 31), (31, "yellow", 29), (59, "yellow", 1), (61, "red", -1), (600, "red", -540)],
)
def test_running_clocks(promised, ago, light, minutes_left):
    row = seen(promised(due=60 * MINUTE, ago=ago * MINUTE))

    assert row.light == light
    assert row.seconds_left == pytest.approx(minutes_left * 60, abs=2)
    assert row.is_broken is (light == "red")


def test_overdue_is_broken_though_no_sweep_has_been_there(promised):
    row = seen(promised(due=30 * MINUTE, ago=31 * MINUTE))

    assert row.broken_at is None
    assert row.is_broken


def test_a_paused_clock_stands_still(promised):
    commitment = promised(due=30 * MINUTE, ago=20 * MINUTE)
    services.pause(commitment.subject, reason="x")

    row = seen(commitment)
    assert row.light == "grey"
    assert row.seconds_left == pytest.approx(600, abs=2)


def test_a_kept_clock_is_green_and_shows_what_was_left(promised):
    commitment = promised(due=30 * MINUTE, ago=20 * MINUTE)
    services.keep(commitment.subject, None)

    row = seen(commitment)
    assert (row.light, row.is_broken) == ("green", False)
    assert row.seconds_left == pytest.approx(600, abs=2)


def test_kept_late_is_green_and_still_broken(promised):
    commitment = promised(due=30 * MINUTE, ago=40 * MINUTE)
    services.keep(commitment.subject, None)

    row = seen(commitment)
    assert (row.light, row.is_broken) == ("green", True)


def test_a_released_clock_is_grey(promised):
    commitment = promised()
    services.release(commitment.subject, reason="cancelled")

    assert seen(commitment).light == "grey"


def test_the_most_pressing_comes_first(promised):
    first = promised("case.answer", due=60 * MINUTE, ago=90 * MINUTE)
    for kind, due in [("case.judge", 20), ("case.finish", 600), ("case.arrange", 120)]:
        promised(kind, due=due * MINUTE, subject=first.subject)
    services.pause(first.subject, ["case.judge"], reason="x")

    order = [row.kind for row in selectors.open_for(first.subject)]
    assert order == ["case.answer", "case.arrange", "case.finish", "case.judge"]


def test_many_subjects_cost_one_query(promised, django_assert_num_queries):
    rows = [promised() for _ in range(5)]

    with django_assert_num_queries(1):
        found = selectors.open_of_all("case", [row.subject_id for row in rows])
    assert {key: [clock.pk for clock in clocks] for key, clocks in found.items()} == {
        row.subject_id: [row.pk] for row in rows
    }


def test_everything_about_a_subject_costs_three_queries(promised, django_assert_num_queries):
    first = promised(ago=40 * MINUTE)
    promised("case.finish", subject=first.subject)
    services.keep(first.subject, ["case.judge"])

    with django_assert_num_queries(3):
        rows = list(selectors.all_for(first.subject))
        assert [len(row.escalations.all()) for row in rows] == [2, 0]
        assert rows[0].ladder.cite == "B1c"


def test_the_backlog_counts_what_no_sweep_has_fired(promised):
    promised(ago=31 * MINUTE)
    promised()

    assert selectors.backlog() == {"unfired": 1, "set_aside": 0}
