"""Rounds: what many screens ask for at once is made once, and never older than what they were told."""

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.notices.live import hub as hubs
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
    screens = [hub.subscribe(Audience()) for _screen in range(REREADINGS * 3)]
    assert b'"apart":1.0' in await screens[0].next()
    assert b'"apart":3.0' in await screens[-1].next()


def noted(hub, topic, number=""):
    """Something changed in the district of the screens."""
    hub.tell({"topic": topic, "area": "230110", "number": number})


async def heard_of(screen):
    """Topics and numbers of the next event."""
    said = (await asyncio.wait_for(screen.next(), 5)).decode()
    return [(one["topic"], one["number"]) for one in json.loads(said.partition("data: ")[2])]


@pytest.fixture
async def crowd(monkeypatch):
    """Screens that are asked to take turns of a minute, with rounds ten times as fast."""
    monkeypatch.setattr(rounds, "EVERY", 0.05)
    monkeypatch.setattr(hubs, "REREADINGS", 0.05)
    hub = Hub()
    monkeypatch.setattr(hub, "_listen", never)
    screens = [hub.subscribe(Audience(areas=("230110",))) for _screen in range(3)]
    for screen in screens:
        await screen.next()
    yield hub, screens
    hub.close()


async def test_what_changes_in_one_round_is_told_at_once_and_each_thing_once(crowd):
    hub, screens = crowd
    for number in "1", "2", "1":
        noted(hub, "case", number)
    assert [await heard_of(screen) for screen in screens] == [[("case", "1"), ("case", "2")]] * 3


async def test_who_was_told_a_moment_ago_hears_the_rest_in_their_turn(crowd):
    hub, screens = crowd
    noted(hub, "case", "1")
    assert await heard_of(screens[0]) == [("case", "1")]
    noted(hub, "case", "2")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(screens[0].next(), 0.3)


async def test_an_escalation_waits_for_no_turn_and_takes_the_rest_along(crowd):
    hub, screens = crowd
    noted(hub, "case", "1")
    assert await heard_of(screens[0]) == [("case", "1")]
    noted(hub, "case", "2")
    noted(hub, "escalation", "3")
    assert await heard_of(screens[0]) == [("case", "2"), ("escalation", "3")]


async def test_more_than_one_telling_can_hold_is_everything(crowd):
    hub, screens = crowd
    for number in range(hubs.CHANGES_LIMIT + 5):
        noted(hub, "case", str(number))
    assert (await heard_of(screens[0]))[0] == ("*", "")


async def never():
    """Listens to nothing."""
