"""Searching for a plan: construction, then searches side by side that share what they find.

The compiled search lets go of the interpreter, so threads use every core and a Celery worker needs no children.
"""

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from transport.planning.problem import Problem, Solution
from transport.planning.schedule import require_feasible

FEW = 50  # up to so many requests a search has cooled down long before its time is over and begins anew
ROUNDS = 4


def solve(
    problem: Problem,
    *,
    seconds: float,
    cache: Path,
    seed: int = 1,
    searches: int | None = None,
    report: Callable[[float, float], object] = lambda elapsed, cost: None,
) -> Solution:
    """The best plan found in `seconds` (compiling apart). It is checked stop by stop before it is returned.

    `cache` is a folder for compiled code. `report` hears of each round: seconds gone, cost with penalties.
    """
    if not problem.requests or not problem.vehicles:
        return require_feasible(problem, Solution([[] for _ in problem.vehicles], list(range(len(problem.requests)))))
    keep_compiled(cache)
    from transport.planning.hunting import Hunter, compile_all, plan_of
    from transport.planning.tabulating import tabulate

    compile_all()
    arrays, begun = tabulate(problem), time.monotonic()
    hunters = [Hunter(arrays, seed * 1009 + number) for number in range(searches or os.cpu_count() or 1)]
    found, rounds = hunters[0], ROUNDS if len(problem.requests) <= FEW else 1
    with ThreadPoolExecutor(len(hunters)) as threads:
        for number in range(rounds):
            since, until = (begun + seconds * at / rounds for at in (number, number + 1))
            hunt = [threads.submit(hunter.hunt, since, until) for hunter in hunters]
            for one in hunt:
                one.result()
            found = min(hunters, key=lambda hunter: hunter.least)
            for hunter in hunters:
                hunter.learn(found)
            report(time.monotonic() - begun, found.least)
    return require_feasible(problem, plan_of(found.best, problem))


def keep_compiled(cache: Path) -> None:
    """Compiled code is kept in a folder named for its sources: numba by itself misses a change in another file."""
    from numba import config

    sources = sorted((Path(__file__).parent / "kernel").glob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    config.CACHE_DIR = str(cache / digest[:16])  # type: ignore[attr-defined]
