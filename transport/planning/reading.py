"""Instances of the dial-a-ride problem in the file format of Cordeau and Laporte, and Ropke.

First line: vehicles, nodes, longest route, capacity, longest ride. Then a line per node: number, x, y, service, load,
earliest, latest. Node 0 is the depot, nodes 1 to n fetch, node n + i delivers whom node i fetched; a last line may
repeat the depot, and some files give n instead of 2n in the first line.
"""

import codecs
import math
from dataclasses import dataclass
from pathlib import Path

from transport.planning.problem import UNSERVED, Problem, Request, Solution, Stop, Vehicle

ALL = 0  # the one party of everybody
LARGEST = 1e9  # no number is larger: neither a place on a map nor a minute


class BadFile(ValueError):
    """`line` counts from 1; the message names it."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Node:
    line: int
    x: float
    y: float
    service: float
    load: int
    earliest: float
    latest: float


def read_instance(path: Path) -> Problem:
    """Raises BadFile, or OSError."""
    return parse_instance(path.read_bytes())


def parse_instance(content: bytes) -> Problem:
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("ascii")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadFile(line, "not a number: only plain digits, signs and points are read") from None
    rows = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1) if line.split()]
    if not rows:
        raise BadFile(1, "the file is empty")
    head, *body = rows
    vehicles, stated, longest_route, capacity, longest_ride = _head(*head)
    nodes = [_node(line, cells, place) for place, (line, cells) in enumerate(body)]
    n = _requests_in(nodes, stated, head[0])
    _check_pairs(nodes, n)
    return _problem(nodes, n, vehicles, longest_route, capacity, longest_ride)


def _head(line: int, cells: list[str]) -> tuple[int, int, float, int, float]:
    if len(cells) != 5:
        raise BadFile(line, f"5 numbers expected (vehicles, nodes, longest route, capacity, ride), {len(cells)} found")
    vehicles, nodes, capacity = (_whole(line, cells[at]) for at in (0, 1, 3))
    longest_route, ride = (_number(line, cells[at]) for at in (2, 4))
    if vehicles < 1 or nodes < 1 or min(capacity, longest_route, ride) < 0:
        raise BadFile(line, "at least one vehicle and one node, and nothing negative")
    return vehicles, nodes, longest_route, capacity, ride


def _node(line: int, cells: list[str], place: int) -> Node:
    if len(cells) != 7:
        raise BadFile(line, f"7 numbers expected (number, x, y, service, load, earliest, latest), {len(cells)} found")
    if _whole(line, cells[0]) != place:
        raise BadFile(line, f"node {place} expected, {cells[0]} found")
    x, y, service, earliest, latest = (_number(line, cells[at]) for at in (1, 2, 3, 5, 6))
    if service < 0:
        raise BadFile(line, "service takes less than no time")
    if earliest > latest:
        raise BadFile(line, f"the window ends ({cells[6]}) before it begins ({cells[5]})")
    return Node(line, x, y, service, _whole(line, cells[4]), earliest, latest)


def _number(line: int, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        raise BadFile(line, f"{cell!r} is not a number") from None
    if not math.isfinite(value):
        raise BadFile(line, f"{cell!r} is not a finite number")
    if abs(value) > LARGEST:
        raise BadFile(line, f"{cell!r} is larger than anything is")
    return value


def _whole(line: int, cell: str) -> int:
    value = _number(line, cell)
    if value != int(value):
        raise BadFile(line, f"{cell!r} is not a whole number")
    return int(value)


def _requests_in(nodes: list[Node], stated: int, line: int) -> int:
    """The first line says 2n or n; what follows decides."""
    visited = len(nodes) - 1 if len(nodes) % 2 else len(nodes) - 2
    if visited < 2 or stated not in (visited, visited // 2):
        raise BadFile(line, f"{stated} nodes announced, {len(nodes)} lines of nodes found")
    return visited // 2


def _check_pairs(nodes: list[Node], n: int) -> None:
    for number in range(1, n + 1):
        fetched, delivered = nodes[number], nodes[number + n]
        if fetched.load < 0:
            raise BadFile(fetched.line, f"node {number} fetches somebody: its load is not less than 0")
        if delivered.load != -fetched.load:
            raise BadFile(
                delivered.line, f"node {number + n} delivers whom node {number} fetched: load {-fetched.load}"
            )


def _problem(nodes: list[Node], n: int, vehicles: int, route: float, capacity: int, ride: float) -> Problem:
    ways = [[math.hypot(a.x - b.x, a.y - b.y) for b in nodes] for a in nodes]
    end = len(nodes) - 1 if len(nodes) == 2 * n + 2 else 0
    begins, ends = nodes[0].earliest, nodes[end].latest
    # To leave somebody unserved costs more than any plan, on whatever scale the map is drawn.
    penalty = max(UNSERVED, 2 * len(nodes) * max(map(max, ways)))
    requests = [
        Request(_stop(nodes, at), _stop(nodes, at + n), (nodes[at].load,), ride, party=ALL, penalty=penalty)
        for at in range(1, n + 1)
    ]
    # More vehicles than requests would all stay at home.
    fleet = [Vehicle(0, end, begins, ends, (capacity,), route)] * min(vehicles, n)
    return Problem(requests, fleet, ways, ways)


def _stop(nodes: list[Node], number: int) -> Stop:
    node = nodes[number]
    return Stop(number, node.earliest, node.latest, node.service)


def file_routes(problem: Problem, solution: Solution) -> list[list[int]]:
    """Routes as node numbers of the file, depot left out; vehicles that stay at home are left out."""
    n = len(problem.requests)
    return [[visit.request + 1 + n * visit.is_delivery for visit in route] for route in solution.routes if route]
