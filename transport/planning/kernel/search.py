"""The adaptive large-neighbourhood search: take some requests out, put them back otherwise, keep what is worth it.

The compiled part knows no clock: it is called for some hundred iterations at a time, with the temperatures of that
moment, and everything that it remembers stands in its arguments.
"""

import numpy as np

from transport.planning.kernel.compiling import door, inner
from transport.planning.kernel.insertion import insert_by_regret, insert_in_order
from transport.planning.kernel.removal import WAYS, remove
from transport.planning.kernel.timing import EPS, empty_route

LARGEST = 0.4  # of all requests may be taken out at once
MOST = 15  # many small tries find more than few large ones: what a try costs grows with the square
OVERLOOK = 0.01
FORGET = 0.8
NEW_BEST, BETTER, TAKEN = 8.0, 3.0, 1.0


@door
def seed_random(seed):
    np.random.seed(seed)


@inner
def distance_of(plan):
    total = 0.0
    for v in range(plan.cost.size):
        total += plan.cost[v]
    return total


@inner
def total_cost(a, plan):
    total = distance_of(plan)
    for r in range(plan.rides_with.size):
        if plan.rides_with[r] < 0:
            total += a.penalty[r]
    return total


@door
def clear(a, plan, s):
    """A plan that serves nobody. Returns its total."""
    for v in range(plan.count.size):
        empty_route(a, plan, v, s)
    for r in range(a.ride.size):
        plan.rides_with[r] = -1
    return total_cost(a, plan)


@door
def put_in(a, plan, r, s):
    """Request r into its cheapest place, if there is one. Returns the total."""
    s.bank[0], s.size[0] = r, 1
    insert_in_order(a, plan, s, 0.0)
    return total_cost(a, plan)


@inner
def copy_route(source, target, v):
    count = source.count[v]
    target.count[v] = count
    target.cost[v] = source.cost[v]
    target.name[v] = source.name[v]
    for i in range(count):
        target.stops[v, i] = source.stops[v, i]
        target.early[v, i] = source.early[v, i]
        target.late[v, i] = source.late[v, i]
        target.aboard[v, i] = source.aboard[v, i]
        target.turn[v, i] = source.turn[v, i]
        for kind in range(source.load.shape[2]):
            target.load[v, i, kind] = source.load[v, i, kind]


@inner
def copy_plan(source, target):
    for r in range(source.rides_with.size):
        target.rides_with[r] = source.rides_with[r]
    for v in range(source.count.size):
        copy_route(source, target, v)


@inner
def copy_changes(source, target):
    """As copy_plan, but looks before it copies: most routes are the same."""
    for r in range(source.rides_with.size):
        target.rides_with[r] = source.rides_with[r]
    for v in range(source.count.size):
        if source.name[v] != target.name[v]:
            copy_route(source, target, v)


@inner
def one_try(a, plan, way, s):
    """Takes out and puts back in; returns the new total."""
    n = a.ride.size
    s.size[0] = 0
    for r in range(n):
        if plan.rides_with[r] < 0:
            s.bank[s.size[0]] = r
            s.size[0] += 1
    most = max(2, min(MOST, int(LARGEST * n)))
    remove(a, plan, way, 1 + int(most * np.random.random() ** 1.5), s)
    choice = np.random.random()
    if choice < 0.55:
        put_in_order(a, s)
        insert_in_order(a, plan, s, OVERLOOK)
    else:
        noise = 0.0
        if np.random.random() < 0.1:
            noise = 0.5 * distance_of(plan) / n
        insert_by_regret(a, plan, s, 2 if choice < 0.8 else 3 if choice < 0.9 else 1, OVERLOOK, noise)
    return total_cost(a, plan)


@inner
def put_in_order(a, s):
    """The bank in an order drawn from four: by chance, by the window, by the length of the way."""
    count, n = s.size[0], a.ride.size
    choice = np.random.random()
    for place in range(count):
        r, s.key[place] = s.bank[place], np.random.random()
        if choice < 0.3:
            s.key[place] = a.latest[r]
        elif choice < 0.5:
            s.key[place] = -a.distance[r, n + r]
        elif choice < 0.6:
            s.key[place] = a.latest[r] - a.earliest[r]
    for place in range(1, count):
        r, key, at = s.bank[place], s.key[place], place
        while at > 0 and s.key[at - 1] > key:
            s.bank[at], s.key[at] = s.bank[at - 1], s.key[at - 1]
            at -= 1
        s.bank[at], s.key[at] = r, key


@inner
def a_way(s):
    draw = 0.0
    for way in range(WAYS):
        draw += s.weight[way]
    draw *= np.random.random()
    for way in range(WAYS - 1):
        draw -= s.weight[way]
        if draw < 0.0:
            return way
    return WAYS - 1


@door
def search(a, current, tried, best, s, temperature, iterations):
    """Runs `iterations` tries from `current` by simulated annealing. Returns the totals (current, best)."""
    now, least = total_cost(a, current), total_cost(a, best)
    for way in range(WAYS):
        s.earned[way] = s.tried[way] = 0.0
    for _iteration in range(iterations):
        way = a_way(s)
        s.tried[way] += 1.0
        total = one_try(a, tried, way, s)
        if total < now - temperature * np.log(np.random.random() + 1e-300):
            s.earned[way] += TAKEN
            if total < now - EPS:
                s.earned[way] += BETTER
            now = total
            copy_changes(tried, current)
            if total < least - EPS:
                s.earned[way] += NEW_BEST
                least = total
                copy_plan(current, best)
        else:
            copy_changes(current, tried)
    for way in range(WAYS):
        if s.tried[way] > 0.0:
            s.weight[way] = max(0.2, FORGET * s.weight[way] + (1.0 - FORGET) * s.earned[way] / s.tried[way])
    return now, least
