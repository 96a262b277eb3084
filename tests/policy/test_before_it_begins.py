"""Of what begins at a known hour a pack may say how long before that it is due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.policy import Situation, clocks_for, load_pack
from portal.commitments.terms import Terms
from tests.policy.writing import written

FOUND = datetime(2022, 4, 20, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)


def test_a_pack_says_how_long_before(tmp_path):
    body = "commitments:\n  - {kind: roster.cover, due: 2h, before: 12h, cite: B1c}\n"
    clock = clocks_for(load_pack(written(tmp_path, body)), "roster.cover", Situation())
    assert (clock.due, clock.before) == (2 * HOUR, 12 * HOUR)


def test_a_gap_is_covered_a_day_before_it_begins_by_the_shipped_rules():
    assert clocks_for(load_pack("harbin-2022-04"), "roster.cover", Situation()).before == 24 * HOUR


@pytest.mark.parametrize(
    ("begins_in", "due_in"),
    [
        (60, 36),  # a day before it begins
        (24.5, 1),  # found when that is near or past: the hour that every gap gets
        (5, 1),
        (0.5, 0.5),  # never later than it begins
        (-3, 0),  # it has begun: at once
    ],
)
def test_when_it_is_due(begins_in, due_in):
    terms = Terms("roster.cover", due=HOUR, before=24 * HOUR, steps=())
    assert terms.due_at(found_at=FOUND, begins_at=FOUND + begins_in * HOUR) == FOUND + due_in * HOUR


def test_terms_that_say_nothing_of_it_keep_their_digest():
    plain = Terms("case.answer", due=HOUR, steps=())
    assert "before" not in plain.as_json()
    assert plain.digest != Terms("case.answer", due=HOUR, steps=(), before=HOUR).digest
