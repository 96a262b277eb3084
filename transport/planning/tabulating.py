"""A problem as the flat arrays that the compiled search reads, windows tightened, alike requests ranked."""

import numpy as np

from transport.planning.kernel.arrays import Array, Arrays
from transport.planning.problem import Problem, Vehicle


def tabulate(problem: Problem) -> Arrays:
    n, vehicles = len(problem.requests), problem.vehicles
    stops = [request.pickup for request in problem.requests] + [request.delivery for request in problem.requests]
    arrive = [stop.place for stop in stops] + [car.start for car in vehicles] + [car.end for car in vehicles]
    leave = [stop.place if stop.leaves is None else stop.leaves for stop in stops] + arrive[2 * n :]
    travel, distance = np.asarray(problem.travel, float), np.asarray(problem.distance, float)
    arrays = Arrays(
        travel=np.ascontiguousarray(travel[np.ix_(leave, arrive)]),
        distance=np.ascontiguousarray(distance[np.ix_(leave, arrive)]),
        earliest=np.array([stop.earliest for stop in stops] + [car.begins for car in vehicles] * 2, float),
        latest=np.array([stop.latest for stop in stops] + [car.ends for car in vehicles] * 2, float),
        service=np.array([stop.service for stop in stops] + [0.0] * 2 * len(vehicles), float),
        ride=np.array([request.longest_ride for request in problem.requests], float),
        load=np.array([request.load for request in problem.requests], np.int64),
        party=_parties(problem),
        turnaround=np.array([request.turnaround for request in problem.requests], float),
        penalty=np.array([request.penalty for request in problem.requests], float),
        capacity=np.array([car.capacity for car in vehicles], np.int64),
        duration=np.array([car.longest_route for car in vehicles], float),
        fits=np.array([_fits(car, n) for car in vehicles], np.bool_).reshape(len(vehicles), n),
        kind=_kinds(vehicles),
        near=np.zeros((n, max(n - 1, 1)), np.int64),
    )
    _tighten(arrays)
    return arrays._replace(near=_ranked(arrays))


def _parties(problem: Problem) -> Array:
    """Those who ride alone get a party of their own."""
    names: dict[object, int] = {}
    own = [("alone", number) if one.party is None else one.party for number, one in enumerate(problem.requests)]
    return np.array([names.setdefault(name, len(names)) for name in own], np.int64)


def _fits(car: Vehicle, n: int) -> list[bool]:
    return [car.takes is None or number in car.takes for number in range(n)]


def _kinds(vehicles: object) -> Array:
    names: dict[object, int] = {}
    return np.array([names.setdefault(car, len(names)) for car in vehicles], np.int64)  # type: ignore[attr-defined]


def _tighten(arrays: Arrays) -> None:
    """Each window by the other end of the request: nobody is fetched too early for the ride, or too late."""
    n = arrays.ride.size
    number = np.arange(n)
    direct = arrays.service[:n] + arrays.travel[number, number + n]
    longest = arrays.service[:n] + arrays.ride
    earliest, latest = arrays.earliest, arrays.latest
    earliest[n : 2 * n] = np.maximum(earliest[n : 2 * n], earliest[:n] + direct)
    earliest[:n] = np.maximum(earliest[:n], earliest[n : 2 * n] - longest)
    latest[:n] = np.minimum(latest[:n], latest[n : 2 * n] - direct)
    latest[n : 2 * n] = np.minimum(latest[n : 2 * n], latest[:n] + longest)


def _ranked(arrays: Arrays) -> Array:
    """For each request the others, those first that lie near in place and time."""
    n = arrays.ride.size
    if n < 2:
        return arrays.near
    ways, begin, end = arrays.distance, slice(0, n), slice(n, 2 * n)
    middle = (np.clip(arrays.earliest, 0, None) + np.minimum(arrays.latest, 1e7)) / 2
    apart = sum(np.abs(middle[part][:, None] - middle[part][None, :]) for part in (begin, end))
    far = ways[begin, begin] + ways[end, end]
    scale = 0.25 * far.mean() / max(float(np.mean(apart)), 1e-9)
    score = far + scale * apart
    np.fill_diagonal(score, np.inf)
    return np.ascontiguousarray(np.argsort(score, axis=1)[:, : n - 1]).astype(np.int64)
