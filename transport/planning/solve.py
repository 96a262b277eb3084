"""Searching for a plan: construction, then searches side by side that share what they find.

The compiled search lets go of the interpreter, so threads use every core and a Celery worker needs no children.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from transport.planning.keeping import load_compiled
from transport.planning.problem import Problem, Solution
from transport.planning.schedule import require_feasible

if TYPE_CHECKING:  # importing it imports numba
    from transport.planning.hunting import Hunter

FEW = 50  # up to so many requests a search has cooled down long before its time is over and begins anew
ROUNDS = 4
GRACE = 2.0  # seconds that a first plan may take however late it is, on a machine that has no time for us

Report = Callable[[float, float], object]


def solve(
    problem: Problem,
    *,
    seconds: float,
    cache: Path,
    seed: int = 1,
    searches: int | None = None,
    until: float | None = None,
    report: Report = lambda elapsed, cost: None,
) -> Solution:
    """The best plan found in `seconds` (loading and compiling apart). It is checked stop by stop before it is returned.

    `cache` is a folder for compiled code. `until` (of the monotonic clock) is when it has to return, come what may:
    then loading counts. `report` hears of each round: seconds gone, cost with penalties.
    """
    if not problem.requests or not problem.vehicles:
        return require_feasible(problem, Solution([[] for _ in problem.vehicles], list(range(len(problem.requests)))))
    load_compiled(cache)
    from transport.planning.hunting import plan_of

    begun = time.monotonic()
    ends = min(begun + seconds, until or float("inf"))
    found = hunt(problem, begun, ends, GRACE, seed=seed, searches=searches or os.cpu_count() or 1, report=report)
    return require_feasible(problem, plan_of(found.best, problem))


def hunt(
    problem: Problem, begun: float, ends: float, grace: float, *, seed: int, searches: int, report: Report
) -> "Hunter":
    """The searcher that found the least. Each round cools down once and begins with the best of the one before."""
    from transport.planning.hunting import Hunter
    from transport.planning.tabulating import tabulate

    arrays = tabulate(problem)
    rounds = ROUNDS if len(problem.requests) <= FEW else 1
    first = partial(Hunter, arrays, until=max(ends, time.monotonic() + grace))
    with ThreadPoolExecutor(searches) as threads:
        hunters = list(threads.map(first, range(seed * 1009, seed * 1009 + searches)))
        found = hunters[0]
        for number in range(rounds):
            since, until = (begun + (ends - begun) * at / rounds for at in (number, number + 1))
            for one in [threads.submit(hunter.hunt, since, until) for hunter in hunters]:
                one.result()
            found = min(hunters, key=lambda hunter: hunter.least)
            for hunter in hunters:
                hunter.learn(found)
            report(time.monotonic() - begun, found.least)
    return found
