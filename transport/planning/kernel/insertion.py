"""Putting requests into routes: the cheapest place in one route, and regret over all of them."""

import numpy as np

from transport.planning.kernel.compiling import folded, inner
from transport.planning.kernel.timing import EPS, is_timely, lay_out, mixed, read_through

NOWHERE = np.inf


@inner
def cheapest_place(a, plan, v, r, s):
    """(added distance, i, j): fetch r after stop i and deliver it after stop j. NOWHERE where it cannot be.

    Bounds that cost nothing come first; only a place that would be the cheapest so far is timed exactly."""
    n, count, stops = a.ride.size, plan.count[v], plan.stops[v]
    best, best_i, best_j = NOWHERE, -1, -1
    for i in range(count - 1):
        before, after = stops[i], stops[i + 1]
        if plan.early[v, i] > a.latest[r]:
            break
        if plan.late[v, i + 1] < a.earliest[r] or not has_room(a, plan, v, i, r):
            continue
        leave = plan.early[v, i] + a.service[before]
        if plan.aboard[v, i] == 0:
            leave += plan.turn[v, i]
        time = max(leave + a.travel[before, r], a.earliest[r])
        if time > a.latest[r] + EPS:
            continue
        added = a.distance[before, r] - a.distance[before, after]
        x, riding = r, 0.0
        for j in range(i, count - 1):
            y = stops[j + 1]
            total = added + a.distance[x, n + r] + a.distance[n + r, y]
            if j > i:
                total -= a.distance[x, y]
            if total < best - EPS and can_deliver(a, plan, v, r, j, x, time, riding):
                if is_possible(a, plan, v, r, i, j, s):
                    best, best_i, best_j = total, i, j
            # Go on to y with r aboard.
            if j == i:
                added += a.distance[r, y]
            riding += a.travel[x, y] + (a.service[x] if x != r else 0.0)
            if y >= 2 * n or added > best or riding > a.ride[r] + EPS:
                break
            time = max(time + a.service[x] + a.travel[x, y], a.earliest[y])
            if time > plan.late[v, j + 1] + EPS or not has_room(a, plan, v, j + 1, r):
                break
            x = y
    return best, best_i, best_j


@folded
def has_room(a, plan, v, i, r):
    """Could r be aboard when stop i is left?"""
    n, node = a.ride.size, plan.stops[v, i]
    if node < n:
        if a.party[node] != a.party[r]:
            return False
    elif plan.aboard[v, i] > 0 and not shares_with_those_aboard(a, plan, v, i, r):
        return False
    for kind in range(a.load.shape[1]):
        if plan.load[v, i, kind] + a.load[r, kind] > a.capacity[v, kind]:
            return False
    return True


@inner
def shares_with_those_aboard(a, plan, v, i, r):
    """All those aboard are of one party: the first stop back at which somebody got in tells which."""
    for back in range(i, 0, -1):
        if plan.stops[v, back] < a.ride.size:
            return a.party[plan.stops[v, back]] == a.party[r]
    return True


@folded
def can_deliver(a, plan, v, r, j, x, time, riding):
    """Bounds for delivering r right after x, which is left after service at `time`."""
    d = a.ride.size + r
    on_the_way = riding + a.travel[x, d]
    if x != r:
        on_the_way += a.service[x]
    if on_the_way > a.ride[r] + EPS:
        return False
    at = max(time + a.service[x] + a.travel[x, d], a.earliest[d])
    if at > a.latest[d] + EPS:
        return False
    onward = at + a.service[d] + a.travel[d, plan.stops[v, j + 1]]
    if plan.aboard[v, j] == 0:
        onward += max(a.turnaround[r], plan.turn[v, j] if x != r else 0.0)
    return onward <= plan.late[v, j + 1] + EPS


@folded
def is_possible(a, plan, v, r, i, j, s):
    """The exact check of route v with r fetched after stop i and delivered after stop j."""
    count = with_request(a, plan, v, r, i, j, s.stops)
    if not lay_out(a, v, s.stops, count, s.step, s.load):
        return False
    return is_timely(a, v, s.stops, count, s.step, s.begin, s.position)


@folded
def with_request(a, plan, v, r, i, j, into):
    count, at = plan.count[v], 0
    for stop in range(count):
        into[at] = plan.stops[v, stop]
        at += 1
        if stop == i:
            into[at] = r
            at += 1
        if stop == j:
            into[at] = a.ride.size + r
            at += 1
    return at


@inner
def insert(a, plan, v, r, i, j, s):
    """False, and nothing done, should the exact check refuse: two routes may by a rare chance have one name."""
    if not is_possible(a, plan, v, r, i, j, s):
        return False
    count = with_request(a, plan, v, r, i, j, s.stops)
    for at in range(count):
        plan.stops[v, at] = s.stops[at]
    plan.count[v] = count
    plan.rides_with[r] = v
    return read_through(a, plan, v, s)


@folded
def price(a, plan, v, r, s, blink, noise):
    """Fills in what putting r into route v costs.

    With probability `blink` the route is overlooked, which keeps the search from repeating itself.
    """
    s.value[r, v] = NOWHERE
    if not a.fits[v, r] or (blink > 0.0 and np.random.random() < blink):
        return
    slot = remembered(a, plan, v, r, s)
    if s.known_value[slot] < NOWHERE:
        s.value[r, v] = s.known_value[slot] + (noise * (np.random.random() - 0.5) if noise > 0.0 else 0.0)
        s.place[r, v, 0] = s.known_place[slot, 0]
        s.place[r, v, 1] = s.known_place[slot, 1]


@folded
def remembered(a, plan, v, r, s):
    """The slot with the price of r in route v, worked out now if it was not, or was written over since."""
    name = mixed(plan.name[v] ^ (np.uint64(r + 1) << np.uint64(32)))
    slot = np.int64(name & np.uint64(s.known.size - 1))
    if s.known[slot] != name:
        s.known[slot] = name
        s.known_value[slot], s.known_place[slot, 0], s.known_place[slot, 1] = cheapest_place(a, plan, v, r, s)
    return slot


@folded
def earlier_twin(a, plan, v):
    """An empty vehicle of a kind of which an earlier one stands empty: asking that one is enough. -1: it has none."""
    if plan.count[v] == 2:
        for other in range(v):
            if plan.count[other] == 2 and a.kind[other] == a.kind[v]:
                return other
    return -1


@inner
def insert_in_order(a, plan, s, blink):
    """Each request of the bank in turn into its cheapest place. What fits nowhere, or costs too much, stays."""
    left = 0
    for place in range(s.size[0]):
        r = s.bank[place]
        best, vehicle = a.penalty[r], -1
        for v in range(plan.count.size):
            if earlier_twin(a, plan, v) >= 0:
                continue
            price(a, plan, v, r, s, blink, 0.0)
            if s.value[r, v] < best:
                best, vehicle = s.value[r, v], v
        if vehicle < 0 or not insert(a, plan, vehicle, r, s.place[r, vehicle, 0], s.place[r, vehicle, 1], s):
            s.bank[left] = r
            left += 1
    s.size[0] = left


@inner
def insert_by_regret(a, plan, s, depth, blink, noise):
    """The request first that would lose most by waiting: the sum of what its next `depth - 1` routes cost more."""
    vehicles = plan.count.size
    for place in range(s.size[0]):
        for v in range(vehicles):
            price(a, plan, v, s.bank[place], s, blink, noise)
    while s.size[0] > 0:
        chosen, vehicle = most_regretted(a, plan, s, depth)
        if chosen < 0:
            return
        r = s.bank[chosen]
        if not insert(a, plan, vehicle, r, s.place[r, vehicle, 0], s.place[r, vehicle, 1], s):
            return
        s.size[0] -= 1
        s.bank[chosen] = s.bank[s.size[0]]
        for place in range(s.size[0]):
            price(a, plan, vehicle, s.bank[place], s, blink, noise)


@inner
def most_regretted(a, plan, s, depth):
    """(place in the bank, vehicle), or -1 where nothing fits anywhere any more."""
    chosen, vehicle, most, least = -1, -1, -NOWHERE, NOWHERE
    best = s.least
    for place in range(s.size[0]):
        r, first = s.bank[place], -1
        for at in range(depth):
            best[at] = a.penalty[r]
        for v in range(plan.count.size):
            cost = s.value[r, v]
            if cost >= best[depth - 1] or earlier_twin(a, plan, v) >= 0:
                continue
            at = depth - 1
            while at > 0 and best[at - 1] > cost:
                best[at] = best[at - 1]
                at -= 1
            best[at] = cost
            if at == 0:
                first = v
        if first < 0:
            continue
        regret = -best[0] if depth == 1 else 0.0
        for at in range(1, depth):
            regret += best[at] - best[0]
        if regret > most or (regret == most and best[0] < least):
            chosen, vehicle, most, least = place, first, regret, best[0]
    return chosen, vehicle
