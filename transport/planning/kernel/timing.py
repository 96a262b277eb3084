"""Whether a sequence of stops can be driven: places aboard, windows, rides and the length of the day, exactly.

For a given order everything asked is a difference of two times, so the earliest schedule that keeps all of it is the
least fixed point of "not before". Cordeau and Laporte's eight steps shorten rides by delaying departures; this does
the same to the end: each round delays pick-ups whose ride is too long, and everything after them, until nothing moves.
Times only grow towards that least schedule, so a time past its window proves that there is none.
"""

import numpy as np

from transport.planning.kernel.compiling import folded, inner

EPS = 1e-7


@folded
def lay_out(a, v, stops, count, step, load):
    """Writes the times between beginnings of service into `step`. False where places or parties forbid the order."""
    n = a.ride.size
    aboard, party, turn = 0, -1, 0.0
    for kind in range(load.size):
        load[kind] = 0
    for i in range(count - 1):
        node = stops[i]
        step[i] = a.service[node] + a.travel[node, stops[i + 1]]
        if node < n:
            if aboard > 0 and party != a.party[node]:
                return False
            party, aboard = a.party[node], aboard + 1
            turn = max(turn, a.turnaround[node])
            for kind in range(load.size):
                load[kind] += a.load[node, kind]
                if load[kind] > a.capacity[v, kind]:
                    return False
        elif node < 2 * n:
            aboard -= 1
            for kind in range(load.size):
                load[kind] -= a.load[node - n, kind]
            if aboard == 0:
                step[i] += turn
                turn = 0.0
    return True


@folded
def is_timely(a, v, stops, count, step, begin, position):
    """Writes the earliest schedule that keeps windows, rides and the length of the day into `begin`; False: none."""
    n = a.ride.size
    for i in range(count):
        position[stops[i]] = i
        begin[i] = a.earliest[stops[i]]
    if not push_on(a, stops, count, step, begin, 0):
        return False
    for _round in range(count + 1):
        moved = count
        for i in range(count - 2, 0, -1):
            r = stops[i] - n
            if 0 <= r < n:
                p = position[r]
                least = begin[i] - a.ride[r] - a.service[r]
                if least > begin[p] + EPS:
                    if least > a.latest[r] + EPS:
                        return False
                    begin[p] = least
                    moved = min(moved, p)
        least = begin[count - 1] - a.duration[v]
        if least > begin[0] + EPS:
            if least > a.latest[stops[0]] + EPS:
                return False
            begin[0] = least
            moved = 0
        if moved == count:
            return True
        if not push_on(a, stops, count, step, begin, moved):
            return False
    return False


@folded
def push_on(a, stops, count, step, begin, since):
    """Carries a delay at stop `since` forward. Times that are later already stay."""
    for i in range(since + 1, count):
        begin[i] = max(begin[i], begin[i - 1] + step[i - 1])
        if begin[i] > a.latest[stops[i]] + EPS:
            return False
    return True


@folded
def route_cost(a, stops, count):
    total = 0.0
    for i in range(count - 1):
        total += a.distance[stops[i], stops[i + 1]]
    return total


@inner
def read_through(a, plan, v, s):
    """Works out everything that the plan keeps about route v from its stops. False when it cannot be driven."""
    count, stops = plan.count[v], plan.stops[v]
    if not lay_out(a, v, stops, count, s.step, s.load):
        return False
    if not is_timely(a, v, stops, count, s.step, plan.early[v], s.position):
        return False
    plan.late[v, count - 1] = a.latest[stops[count - 1]]
    for i in range(count - 2, -1, -1):
        plan.late[v, i] = min(a.latest[stops[i]], plan.late[v, i + 1] - s.step[i])
    for i in range(count):
        count_aboard(a, plan, v, i)
    plan.cost[v] = route_cost(a, stops, count)
    plan.name[v] = name_of(a, v, stops, count)
    return True


@folded
def name_of(a, v, stops, count):
    """Vehicles of one kind have the same names for the same stops between their depots."""
    name = np.uint64(a.kind[v] + 1)
    for i in range(1, count - 1):
        name = mixed(name ^ np.uint64(stops[i] + 1))
    return mixed(name)


@folded
def mixed(x):
    """SplitMix64: every bit of the result depends on every bit given."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@folded
def count_aboard(a, plan, v, i):
    """Who and what is aboard when stop i is left, from the stop before it."""
    n, node = a.ride.size, plan.stops[v, i]
    request = node % n if node < 2 * n else -1
    sign = 1 if node < n else -1
    for kind in range(a.load.shape[1]):
        before = plan.load[v, i - 1, kind] if i > 0 else 0
        plan.load[v, i, kind] = before + (sign * a.load[request, kind] if request >= 0 else 0)
    were = plan.aboard[v, i - 1] if i > 0 else 0
    plan.aboard[v, i] = were + (sign if request >= 0 else 0)
    plan.turn[v, i] = plan.turn[v, i - 1] if were > 0 else 0.0
    if node < n:
        plan.turn[v, i] = max(plan.turn[v, i], a.turnaround[node])


@inner
def empty_route(a, plan, v, s):
    n = a.ride.size
    plan.stops[v, 0] = 2 * n + v
    plan.stops[v, 1] = 2 * n + plan.count.size + v
    plan.count[v] = 2
    if not read_through(a, plan, v, s):
        plan.late[v, 0] = plan.late[v, 1] = -np.inf  # a vehicle that cannot even drive home takes nobody
        plan.cost[v] = 0.0
