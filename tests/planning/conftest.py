"""A search that has its compiled code at hand, and days drawn by chance."""

import math
import random
from collections.abc import Callable
from functools import partial

import pytest
from django.conf import settings

from transport.planning.keeping import load_compiled
from transport.planning.problem import Problem, Request, Solution, Stop, Vehicle
from transport.planning.solve import solve


@pytest.fixture(scope="session")
def plan() -> Callable[..., Solution]:
    """plan(problem): searches for a fifth of a second, on one thread."""
    load_compiled(settings.COMPILED_ROOT)
    return partial(solve, seconds=0.2, cache=settings.COMPILED_ROOT, searches=1)


def drawn_day(seed: int, *, requests: int, vehicles: int) -> Problem:
    """Every rule somewhere: parties, loners, turnarounds, wheelchairs, rides, windows at either end, a way home."""
    draw = random.Random(seed)
    spots = [(draw.uniform(-10, 10), draw.uniform(-10, 10)) for _ in range(2 * requests + 2)]
    ways = [[math.dist(here, there) for there in spots] for here in spots]
    asked = []
    for number in range(requests):
        begins = draw.uniform(20, 200)
        pickup = (begins, begins + draw.uniform(0, 40)) if draw.random() < 0.5 else (0, 400)
        delivery = (begins + 10, begins + draw.uniform(30, 90)) if draw.random() < 0.6 else (0, 400)
        party = draw.choice((None, 1, 1, 1, 2))
        home, there = 2 + 2 * number, 3 + 2 * number
        asked.append(
            Request(
                Stop(home, *pickup, service=draw.choice((0, 3))),
                Stop(there, *delivery, service=3, leaves=draw.choice((None, None, home))),
                load=draw.choice(((1, 0), (2, 0), (1, 1))),
                longest_ride=draw.choice((25, 40, math.inf)),
                party=party,
                turnaround=draw.choice((0, 10)),
                penalty=1000,
            )
        )
    some = frozenset(range(0, requests, 2))
    fleet = [
        Vehicle(
            *draw.choice(((0, 0), (0, 1))),
            0,
            draw.choice((240, 400)),
            draw.choice(((2, 1), (3, 0), (4, 1))),
            draw.choice((120, 240, math.inf)),
            draw.choice((None, None, some)),
        )
        for _ in range(vehicles)
    ]
    return Problem(asked, fleet, ways, ways)
