"""The plot gives every twist its requests, at its time of the day, and is always the same."""

from collections import Counter
from random import Random
from types import SimpleNamespace

import pytest

from cases.demo.calls import Told, corpus
from cases.demo.plot import COPIED, HOURS, JUST_NOW, LAST_MINUTES, TWISTS, plot


@pytest.fixture
def calls() -> list[Told]:
    """Every call of the corpus, some twice, about residents of whom nothing matters here."""
    resident = SimpleNamespace(area=SimpleNamespace(pk="230110001001"), treating=None)
    return [Told(call=call, resident=resident, control="sealed") for call in (*corpus(), *corpus()[:60])]


def test_every_twist_finds_its_requests(calls):
    found = Counter(told.twist for _, told in plot(Random(1), calls))
    for name in {twist.name for twist in TWISTS}:
        assert found[name] == sum(twist.count for twist in TWISTS if twist.name == name), name


def test_every_call_is_told_once_and_within_the_day(calls):
    planned = plot(Random(1), calls)
    assert len(planned) == len(calls)
    assert len({id(told) for _, told in planned}) == len(calls)
    assert all(0 < minutes <= HOURS * 60 for minutes, _ in planned)
    assert [minutes for minutes, _ in planned] == sorted((minutes for minutes, _ in planned), reverse=True)


def test_each_begins_when_its_twist_wants(calls):
    windows = {}
    for twist in TWISTS:
        low, high = windows.get(twist.name, (twist.last, twist.first))
        windows[twist.name] = (min(low, twist.last), max(high, twist.first))
    for minutes, told in plot(Random(1), calls):
        if told.twist in windows:
            low, high = windows[told.twist]
            assert low <= minutes <= high


def test_some_came_in_just_now(calls):
    low, high = LAST_MINUTES
    assert sum(low <= minutes <= high and not told.twist for minutes, told in plot(Random(1), calls)) >= JUST_NOW


def test_only_what_needs_no_hospital_is_copied(calls):
    needs = {told.call.need for _, told in plot(Random(1), calls) if told.twist == COPIED}
    assert needs == {"medicine", "consultation", "psychological"}


def test_it_is_always_the_same(calls):
    first = [(minutes, told.call.text, told.twist) for minutes, told in plot(Random(1), calls)]
    again = [(minutes, told.call.text, told.twist) for minutes, told in plot(Random(1), calls)]
    assert first == again
