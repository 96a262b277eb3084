"""Rounds: what many screens ask for at once is made once, and never older than what they were told."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.notices.live import rounds
from portal.notices.live.audience import Audience
from portal.notices.live.hub import REREADINGS, Hub
from portal.notices.live.rounds import SharedReading


@pytest.fixture
def clock(monkeypatch):
    """The machine's clock, set by hand."""
    hands = [1000.0]
    monkeypatch.setattr(rounds.time, "time", lambda: hands[0])
    return hands


def test_in_one_round_it_is_made_once_and_in_the_next_anew(clock):
    reading, made = SharedReading(), []
    make = lambda: made.append(clock[0]) or clock[0]  # noqa: E731
    assert [reading.read("a", make), reading.read("a", make)] == [1000.0, 1000.0]
    clock[0] += rounds.EVERY
    assert reading.read("a", make) == clock[0]
    assert len(made) == 2


def test_what_was_begun_before_a_round_does_not_answer_for_it(clock):
    """It was made of what the database held before the change that this round told."""
    reading = SharedReading()

    def slow():
        clock[0] += rounds.EVERY
        return "old"

    assert reading.read("a", slow) == "old"
    assert reading.read("a", lambda: "new") == "new"


def test_another_key_is_another_reading(clock):
    reading = SharedReading()
    assert (reading.read("a", lambda: 1), reading.read("b", lambda: 2)) == (1, 2)


def test_a_failure_is_nobody_else_s(clock):
    reading = SharedReading()
    with pytest.raises(ZeroDivisionError):
        reading.read("a", lambda: 1 / 0)
    assert reading.read("a", lambda: 1) == 1


def test_who_comes_meanwhile_waits_for_it(clock):
    reading, made, gate = SharedReading(), [], threading.Event()

    def make():
        made.append(1)
        gate.wait(5)
        return "one"

    with ThreadPoolExecutor(4) as people:
        answers = [people.submit(reading.read, "a", make) for _person in range(4)]
        while not made:
            time.sleep(0.001)
        gate.set()
        assert [answer.result() for answer in answers] == ["one"] * 4
    assert len(made) == 1


def test_a_reading_longer_than_a_round_serves_all_who_waited(clock, monkeypatch):
    reading, made, gate, asked = SharedReading(), [], threading.Event(), []
    began_at = rounds.began_at
    monkeypatch.setattr(rounds, "began_at", lambda: asked.append(1) or began_at())

    def make():
        made.append(1)
        gate.wait(5)
        clock[0] += 3 * rounds.EVERY
        return "one"

    with ThreadPoolExecutor(4) as people:
        answers = [people.submit(reading.read, "a", make) for _person in range(4)]
        while len(asked) < 4 + 1:  # each has asked, and the first has made its place
            time.sleep(0.001)
        gate.set()
        assert [answer.result() for answer in answers] == ["one"] * 4
    assert len(made) == 1


async def test_many_screens_are_asked_to_take_turns(monkeypatch):
    hub = Hub()
    monkeypatch.setattr(hub, "_listen", never)
    queues = [hub.subscribe(Audience()) for _screen in range(REREADINGS * 3)]
    assert queues[0].get_nowait()["apart"] == 1.0
    assert queues[-1].get_nowait()["apart"] == 3.0


async def never():
    """Listens to nothing."""
