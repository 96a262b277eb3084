"""Taking requests out of a plan: at random, alike ones, costly ones, a whole route, strings of neighbouring routes."""

import numpy as np

from transport.planning.kernel.compiling import folded, inner
from transport.planning.kernel.timing import empty_route, read_through

RANDOM, ALIKE, COSTLY, ROUTE, STRINGS = 0, 1, 2, 3, 4
WAYS = 5
STRING = 10  # the longest string of requests taken out of one route


@inner
def remove(a, plan, way, wanted, s):
    """Takes about `wanted` requests out by one of the WAYS. They join those in the bank."""
    for v in range(plan.count.size):
        s.is_ruined[v] = False
    if way == ROUTE:
        remove_route(a, plan, s)
    elif way == STRINGS:
        remove_strings(a, plan, wanted, s)
    elif way == COSTLY:
        remove_costly(a, plan, wanted, s)
    else:
        remove_around(a, plan, wanted, s, 1.0 if way == RANDOM else 6.0)
    for v in range(plan.count.size):
        if s.is_ruined[v]:
            close_up(a, plan, v, s)


@folded
def take(plan, r, s):
    v = plan.rides_with[r]
    if v < 0:
        return False
    plan.rides_with[r] = -1
    s.is_ruined[v] = True
    s.bank[s.size[0]] = r
    s.size[0] += 1
    return True


@inner
def close_up(a, plan, v, s):
    """Route v without those who were taken out. Where that cannot be driven, everybody else is taken out too."""
    n, at = a.ride.size, 0
    for i in range(plan.count[v]):
        node = plan.stops[v, i]
        if node >= 2 * n or plan.rides_with[node % n] == v:
            plan.stops[v, at] = node
            at += 1
    plan.count[v] = at
    if at > 2 and read_through(a, plan, v, s):
        return
    for i in range(1, at - 1):
        if plan.stops[v, i] < n:
            take(plan, plan.stops[v, i], s)
    empty_route(a, plan, v, s)


@folded
def a_seed(a):
    return np.random.randint(a.ride.size)


@inner
def remove_around(a, plan, wanted, s, greed):
    """A seed and those who have most in common with it; the higher `greed`, the stricter. 1: whoever comes."""
    n, seed, taken = a.ride.size, a_seed(a), 0
    if take(plan, seed, s):
        taken = 1
    for _try in range(4 * wanted):
        if taken >= wanted or n == 1:
            return
        rank = int((n - 1) * np.random.random() ** greed)
        if take(plan, a.near[seed, rank], s):
            taken += 1
            if greed > 1.0 and np.random.random() < 0.3:
                seed = s.bank[np.random.randint(s.size[0])]


@inner
def remove_costly(a, plan, wanted, s):
    """Those whose way costs most, with some chance for each."""
    n = a.ride.size
    for r in range(n):
        s.key[r] = saving(a, plan, r) * (0.4 + np.random.random())
    for _one in range(min(wanted, n)):
        most = 0
        for r in range(1, n):
            if s.key[r] > s.key[most]:
                most = r
        s.key[most] = -np.inf
        take(plan, most, s)


@inner
def saving(a, plan, r):
    """What the route of r would be shorter by without it."""
    n, v = a.ride.size, plan.rides_with[r]
    if v < 0:
        return -np.inf
    total, last = 0.0, plan.stops[v, 0]
    for i in range(1, plan.count[v]):
        node = plan.stops[v, i]
        if node == r or node == n + r:
            continue
        total += a.distance[last, node]
        last = node
    return plan.cost[v] - total


@inner
def remove_route(a, plan, s):
    """All of one route; of two drawn the one with fewer people, so that vehicles are given up."""
    n, vehicles = a.ride.size, plan.count.size
    chosen = -1
    for _draw in range(6):
        v = np.random.randint(vehicles)
        if plan.count[v] > 2 and (chosen < 0 or plan.count[v] < plan.count[chosen]):
            chosen = v
    if chosen < 0:
        return
    for i in range(1, plan.count[chosen] - 1):
        if plan.stops[chosen, i] < n:
            take(plan, plan.stops[chosen, i], s)


@inner
def remove_strings(a, plan, wanted, s):
    """Neighbours in time in the routes that pass near a seed (slack induction by string removals)."""
    n, seed, taken = a.ride.size, a_seed(a), 0
    for rank in range(-1, n - 1):
        r = seed if rank < 0 else a.near[seed, rank]
        v = plan.rides_with[r]
        if taken >= wanted:
            return
        if v < 0 or s.is_ruined[v]:
            continue
        taken += remove_string(a, plan, v, r, s)


@inner
def remove_string(a, plan, v, r, s):
    """A run of requests of route v, in the order in which they are fetched, that holds r."""
    n, number, at = a.ride.size, 0, 0
    for i in range(1, plan.count[v] - 1):
        node = plan.stops[v, i]
        if node < n:
            if node == r:
                at = number
            s.order[number] = node
            number += 1
    length = 1 + np.random.randint(min(number, STRING))
    begin = max(0, min(number - length, at - np.random.randint(length)))
    for place in range(begin, begin + length):
        take(plan, s.order[place], s)
    return length
