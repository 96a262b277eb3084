"""What a day asks: places, requests with a pick-up and a delivery, vehicles, and the way between places.

One formulation for both uses. The dial-a-ride problem of the literature is: all of one `party`, no `turnaround`. The
closed loop is: a party of one's own unless pooling is allowed, and a turnaround after it, which is everything that
binds the vehicle to that party once the last of it has been delivered: waiting, the way home, disinfection.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

UNSERVED = 1e6  # a penalty that no way is as long as


class ImpossibleProblem(ValueError):
    """The numbers contradict one another; the message says which."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Service may begin between `earliest` and `latest` and lasts `service`. `leaves` where the vehicle then is."""

    place: int
    earliest: float
    latest: float
    service: float = 0.0
    leaves: int | None = None  # another place than `place`, where the turnaround ends elsewhere


@dataclass(frozen=True, slots=True)
class Request:
    pickup: Stop
    delivery: Stop
    load: tuple[int, ...]
    longest_ride: float = float("inf")  # from the end of service at the pick-up to its beginning at the delivery
    party: int | None = None  # only those of one party ride together; None: alone
    turnaround: float = 0.0
    penalty: float = UNSERVED


@dataclass(frozen=True, slots=True)
class Vehicle:
    start: int
    end: int
    begins: float
    ends: float
    capacity: tuple[int, ...]
    longest_route: float = float("inf")
    takes: frozenset[int] | None = None  # numbers of the requests that it can take; None: all


@dataclass(frozen=True, slots=True)
class Problem:
    """`travel` and `distance` go from place to place; `distance` is what a plan costs."""

    requests: Sequence[Request]
    vehicles: Sequence[Vehicle]
    travel: Sequence[Sequence[float]]
    distance: Sequence[Sequence[float]]

    def __post_init__(self) -> None:
        kinds = {len(thing.load) for thing in self.requests} | {len(thing.capacity) for thing in self.vehicles}
        if len(kinds) > 1:
            raise ImpossibleProblem("every load and every capacity counts the same kinds of places")
        for number, request in enumerate(self.requests):
            for stop in (request.pickup, request.delivery):
                if stop.earliest > stop.latest:
                    raise ImpossibleProblem(f"request {number}: a window ends before it begins")

    def step(self, here: "Visit", there: "Visit") -> float:
        """From the beginning of service here to the arrival there, the turnaround apart."""
        return self.stop(here).service + self.travel[self.left_at(here)][self.stop(there).place]

    def way(self, here: "Visit", there: "Visit") -> float:
        return self.distance[self.left_at(here)][self.stop(there).place]

    def stop(self, visit: "Visit") -> Stop:
        request = self.requests[visit.request]
        return request.delivery if visit.is_delivery else request.pickup

    def left_at(self, visit: "Visit") -> int:
        stop = self.stop(visit)
        return stop.place if stop.leaves is None else stop.leaves


@dataclass(frozen=True, slots=True)
class Visit:
    request: int
    is_delivery: bool


@dataclass(slots=True)
class Solution:
    """A route for each vehicle, who is left unserved, and the whole distance."""

    routes: list[list[Visit]]
    unserved: list[int] = field(default_factory=list)
    cost: float = 0.0
