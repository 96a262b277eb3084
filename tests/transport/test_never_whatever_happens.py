"""Whatever is tried, in whatever order, by however many at once: nobody is lost, nothing is given out twice.

Hypothesis writes the stories: legal and illegal acts, one after the other and two at the same moment, each over a
connection of its own. After each the tables are asked by SQL (tests/transport/facts.py). STORIES=200 tells new ones.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hospitals.models import Hospital
from portal.access.roles import Role
from portal.access.services import grant
from tests.transport.facts import breaches
from tests.transport.whatever import ACTS, CARS, PEOPLE, Town
from transport.models import OUTSIDE

pytestmark = pytest.mark.django_db(transaction=True)

LONG = int(os.environ.get("STORIES", "0"))
STORIES = settings(
    max_examples=LONG or 12,
    stateful_step_count=60 if LONG else 30,
    suppress_health_check=list(HealthCheck),
)
# An act, and whom, what and how it concerns.
act = st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.sampled_from(CARS), st.integers(0, 3))


class Anything(RuleBasedStateMachine):
    """One story. Refusals are part of it; any other error, a deadlock too, ends it."""

    build: ClassVar[Callable[[], Town]]
    at_once: ClassVar[Callable[..., list[Any]]]

    @initialize()
    def town(self) -> None:
        self.place = type(self).build()
        self.known = breaches()  # of a story before this one: each is told once, so that it can be told shorter

    @rule(what=act)
    def one(self, what: tuple[str, int, int, int]) -> None:
        self.place.act(*what)

    @rule(person=st.sampled_from(PEOPLE), car=st.sampled_from(CARS), steps=st.integers(2, 8))
    def goes_on(self, person: int, car: int, steps: int) -> None:
        for _step in range(steps):
            self.place.act("forward", person, car, car)

    @rule(first=act, second=act)
    def both(self, first: tuple[str, int, int, int], second: tuple[str, int, int, int]) -> None:
        results = type(self).at_once(lambda: self.place.act(*first), lambda: self.place.act(*second))
        for error in results:
            if isinstance(error, Exception) and not hasattr(error, "message"):
                raise error

    @rule(what=act)
    def twice(self, what: tuple[str, int, int, int]) -> None:
        """The same tap by two people, or a finger that slipped."""
        self.both(what, what)

    @invariant()
    def nothing_impossible_is_true(self) -> None:
        assert {name: rows for name, rows in breaches().items() if rows != self.known.get(name)} == {}


@pytest.fixture
def build(areas, checkpoint, person) -> Callable[[], Town]:
    who = person("everybody", Role.OPERATOR, on=areas["230110"])
    hospitals = [Hospital.objects.create(name=name, area=areas["230110"]) for name in ("人民医院", "第二医院")]
    for hospital in hospitals:
        grant(who, Role.DESK, hospital)
    grant(who, Role.DISPATCHER, areas["230110"])
    grant(who, Role.GATE, checkpoint)
    return lambda: Town.built(who=who, hospitals=hospitals, checkpoint=checkpoint)


def test_nothing_impossible_ever_happens(build, at_once):
    machine = type("Story", (Anything,), {"build": staticmethod(build), "at_once": staticmethod(at_once)})
    run_state_machine_as_test(machine, settings=STORIES)


def test_the_questions_find_what_they_ask_for(build):
    """A query that could find nothing would prove nothing: here somebody is lost by a hand in the tables."""
    town = build()
    assert breaches() == {}
    for _step in range(5):
        town.act("forward", 0, 0, 0)
    trip = town.trip(0)
    assert trip.state in OUTSIDE
    type(trip).objects.filter(pk=trip.pk).update(state="waiting")
    assert list(breaches()) == ["somebody went out and is on nobody's list"]


def test_who_was_seen_going_out_is_not_called_off_by_taking_back_a_tap(build):
    """The gate has seen them go: the driver's correction cannot make a trip that may be cancelled of it."""
    town = build()
    for _step in range(5):
        town.act("forward", 0, 0, 0)
    town.act("gate", 0, 0, 0)
    for act in ("trip:undo_arrive", "trip:undo_pick_up", "trip:cancel", "trip:release"):
        town.act(act, 0, 0, 0)
    assert breaches() == {}
