"""A plan within the time asked for even on the first call on a machine, when the search has yet to be compiled.

Two processes: one compiles and searches with what time is left, one runs the same code interpreted, some hundred times
slower. Whichever has the better plan when time is up is believed. The first outlives the call if it has to: the next
one finds everything compiled.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

from transport.planning.keeping import is_compiled
from transport.planning.problem import Problem, Solution
from transport.planning.schedule import require_feasible
from transport.planning.solve import GRACE, hunt, solve

ROOT = Path(__file__).resolve().parents[2]
FAREWELL = 0.15  # seconds kept back for ending the call
HANDOVER = 0.35  # and for a process to say what it found
SLOW = 0.05  # of the time: what an interpreted try may take too long


def solve_in_time(problem: Problem, *, seconds: float, cache: Path, seed: int = 1, spent: float = 0.0) -> Solution:
    """As `solve`, but `seconds` are all that it takes, loading or compiling included, and what was `spent` before."""
    until = time.monotonic() + max(seconds - spent - FAREWELL, seconds / 2)
    if is_compiled(cache) or not problem.requests or not problem.vehicles:
        return solve(problem, seconds=seconds, cache=cache, seed=seed, until=until)
    task = pickle.dumps((problem, until - HANDOVER, cache, seed))
    quick = pickle.dumps((problem, until - HANDOVER - SLOW * seconds, cache, seed))
    compiled, interpreted = _start(task, is_interpreted=False), _start(quick, is_interpreted=True)
    # The second is in time wherever it is let run at all. Where it is not, a late plan is better than none.
    found = [_answer(compiled, until), _answer(interpreted, until + seconds)]
    nobody = Solution([[] for _ in problem.vehicles], list(range(len(problem.requests))))
    plans = [require_feasible(problem, one) for one in (*found, nobody) if one]
    return min(plans, key=lambda one: _total(problem, one))


def _total(problem: Problem, solution: Solution) -> float:
    return solution.cost + sum(problem.requests[one].penalty for one in solution.unserved)


def _start(task: bytes, *, is_interpreted: bool) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, "-m", "transport.planning.meanwhile"],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1" if is_interpreted else "0"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(task)  # type: ignore[union-attr]
        process.stdin.close()  # type: ignore[union-attr]
    process.stdin = None
    return process


def _answer(process: "subprocess.Popen[bytes]", until: float) -> Solution | None:
    """What it found, or None: it is still compiling, or has failed."""
    with contextlib.suppress(subprocess.TimeoutExpired, EOFError, pickle.UnpicklingError):
        told, _nothing = process.communicate(timeout=max(until - time.monotonic(), 0.01))
        return pickle.loads(told)  # noqa: S301 it comes from a process that we started
    return None


def main() -> None:
    problem, until, cache, seed = pickle.load(sys.stdin.buffer)  # noqa: S301 from the process that started this one
    if os.environ["NUMBA_DISABLE_JIT"] == "1":
        solution = _interpreted(problem, until, seed)
    else:
        solution = solve(problem, seconds=float("inf"), cache=cache, seed=seed, until=until)
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(pickle.dumps(solution))
        sys.stdout.buffer.flush()


def _interpreted(problem: Problem, until: float, seed: int) -> Solution:
    from transport.planning.hunting import plan_of

    found = hunt(problem, time.monotonic(), until, GRACE, seed=seed, searches=1, report=lambda elapsed, cost: None)
    return plan_of(found.best, problem)


if __name__ == "__main__":
    main()
