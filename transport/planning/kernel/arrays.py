"""What the compiled search reads and writes: one problem, one plan, and its scratch paper, all as flat arrays.

Node r fetches request r, node n + r delivers it; then come the starts of the vehicles, then their ends.
"""

from typing import Any, NamedTuple

import numpy as np

MEMORY = 1 << 20

Array = np.ndarray[Any, Any]


class Arrays(NamedTuple):
    """One problem. N nodes, n requests, V vehicles, K kinds of places."""

    travel: Array  # N × N, time
    distance: Array  # N × N, what the plan costs
    earliest: Array  # N
    latest: Array  # N
    service: Array  # N
    ride: Array  # n, the longest ride
    load: Array  # n × K
    party: Array  # n, only requests of one party ride together
    turnaround: Array  # n, how long the vehicle is bound after the last of a party has left it
    penalty: Array  # n, for leaving it unserved
    capacity: Array  # V × K
    duration: Array  # V, the longest route
    fits: Array  # V × n
    kind: Array  # V, vehicles of one kind are interchangeable
    near: Array  # n × (n - 1), the others by how much they have in common


class Plan(NamedTuple):
    """Routes with what was found out about them. Row v begins and ends with the depots of vehicle v."""

    stops: Array  # V × (2n + 2)
    count: Array  # type: ignore[assignment]  # V, stops in use; nobody counts in this tuple
    cost: Array  # V
    rides_with: Array  # n, the vehicle, or -1
    early: Array  # V × stops: service cannot begin sooner
    late: Array  # V × stops: and not later, were there no ride times
    load: Array  # V × stops × K, after the stop
    aboard: Array  # V × stops, requests aboard after the stop
    turn: Array  # V × stops, the turnaround that the party will need
    name: Array  # V, a number that tells this sequence of stops of this kind of vehicle from others


def copy_whole(source: Plan, target: Plan) -> None:
    for here, there in zip(source, target, strict=True):
        there[...] = here


class Scratch(NamedTuple):
    stops: Array
    step: Array
    begin: Array
    position: Array
    load: Array
    bank: Array  # requests that wait to be put in
    order: Array
    key: Array
    least: Array  # the cheapest routes for the request being looked at
    value: Array  # n × V, the cheapest way to put a request into a route
    place: Array  # n × V × 2, where that is
    known: Array  # names of a route and a request that were priced before; what was found stands at the same slot
    known_value: Array
    known_place: Array
    is_ruined: Array  # V
    weight: Array  # what each way to remove has earned lately
    earned: Array
    tried: Array
    size: Array  # [requests in the bank, longest route]


def blank_plan(n: int, vehicles: int, kinds: int) -> Plan:
    width = 2 * n + 2
    return Plan(
        stops=np.zeros((vehicles, width), np.int64),
        count=np.zeros(vehicles, np.int64),
        cost=np.zeros(vehicles),
        rides_with=np.full(n, -1, np.int64),
        early=np.zeros((vehicles, width)),
        late=np.zeros((vehicles, width)),
        load=np.zeros((vehicles, width, kinds), np.int64),
        aboard=np.zeros((vehicles, width), np.int64),
        turn=np.zeros((vehicles, width)),
        name=np.zeros(vehicles, np.uint64),
    )


def blank_scratch(n: int, vehicles: int, kinds: int, ways: int) -> Scratch:
    width = 2 * n + 2
    return Scratch(
        stops=np.zeros(width, np.int64),
        step=np.zeros(width),
        begin=np.zeros(width),
        position=np.zeros(2 * n + 2 * vehicles, np.int64),
        load=np.zeros(kinds, np.int64),
        bank=np.zeros(n, np.int64),
        order=np.zeros(n, np.int64),
        key=np.zeros(n),
        least=np.zeros(3),
        value=np.zeros((n, vehicles)),
        place=np.zeros((n, vehicles, 2), np.int64),
        known=np.zeros(MEMORY, np.uint64),
        known_value=np.zeros(MEMORY),
        known_place=np.zeros((MEMORY, 2), np.int32),
        is_ruined=np.zeros(vehicles, np.bool_),
        weight=np.ones(ways),
        earned=np.zeros(ways),
        tried=np.zeros(ways),
        size=np.zeros(2, np.int64),
    )
