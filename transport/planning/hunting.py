"""One search with its memory: the bridge between Python's clock and threads and the compiled tries."""

import functools
import time

import numpy as np

from transport.planning.kernel.arrays import Arrays, Plan, blank_plan, blank_scratch, copy_whole
from transport.planning.kernel.removal import WAYS
from transport.planning.kernel.search import clear, put_in, search, seed_random
from transport.planning.problem import Problem, Request, Solution, Stop, Vehicle, Visit
from transport.planning.tabulating import tabulate

HOT, COLD = 0.8, 0.02  # temperatures, as shares of the distance for each request
BREATH = 0.1  # seconds between two looks at the clock


class Hunter:
    """A search of its own from the constructed plan. Two hunters share nothing but the problem."""

    def __init__(self, arrays: Arrays, seed: int, until: float) -> None:
        n, vehicles, kinds = arrays.ride.size, arrays.duration.size, arrays.load.shape[1]
        self.arrays, self.seed = arrays, seed
        self.best, self.current, self.tried = (blank_plan(n, vehicles, kinds) for _ in range(3))
        self.scratch = blank_scratch(n, vehicles, kinds, WAYS)
        self.least = self._construct(until)
        self.iterations = 1
        self.learn(self)

    def _construct(self, until: float) -> float:
        """A first plan: one after the other, by the window, for as long as there is time."""
        least = clear(self.arrays, self.best, self.scratch)
        for request in np.argsort(self.arrays.latest[: self.arrays.ride.size], kind="stable"):
            if time.monotonic() >= until:
                break
            least = put_in(self.arrays, self.best, int(request), self.scratch)
        return least

    def learn(self, other: "Hunter") -> None:
        """Goes on from the best plan of another one, if that is better than its own, else from its own."""
        if other.least < self.least:
            copy_whole(other.best, self.best)
            self.least = other.least
        copy_whole(self.best, self.current)
        copy_whole(self.best, self.tried)

    def hunt(self, since: float, until: float) -> None:
        """Cools down from `since` to `until` (of the monotonic clock)."""
        self.seed += 104729
        seed_random(self.seed)
        while (now := time.monotonic()) < until:
            share = min(1.0, max(0.0, (now - since) / (until - since)))
            heat = HOT * (COLD / HOT) ** share * self._distance_each()
            _now, self.least = search(
                self.arrays, self.current, self.tried, self.best, self.scratch, heat, self.iterations
            )
            taken = max(time.monotonic() - now, 1e-4)
            left = max(until - now - taken, 0.001)
            self.iterations = max(1, int(self.iterations * min(4.0, min(BREATH, left) / taken)))

    def _distance_each(self) -> float:
        return max(float(self.best.cost.sum()), 1e-6) / self.arrays.ride.size


def plan_of(plan: Plan, problem: Problem) -> Solution:
    n = len(problem.requests)
    routes = [
        [Visit(int(node) % n, bool(node >= n)) for node in plan.stops[v, 1 : plan.count[v] - 1]]
        for v in range(len(problem.vehicles))
    ]
    unserved = [request for request in range(n) if plan.rides_with[request] < 0]
    return Solution(routes, unserved)


@functools.cache
def compile_all() -> None:
    """Runs everything once on a problem of two requests, so that no search pays for compiling."""
    requests = [Request(Stop(0, 0, 9), Stop(1, 0, 9), (1,), party=0) for _ in range(2)]
    problem = Problem(requests, [Vehicle(0, 0, 0, 9, (2,))], [[0, 1], [1, 0]], [[0, 1], [1, 0]])
    hunter = Hunter(tabulate(problem), seed=1, until=float("inf"))
    seed_random(1)
    search(hunter.arrays, hunter.current, hunter.tried, hunter.best, hunter.scratch, 1.0, 1)
