"""Times for the stops of a route, and the check that a plan keeps every rule: plain Python, apart from the compiled."""

from dataclasses import dataclass
from itertools import pairwise

from transport.planning.problem import Problem, Solution, Visit

EPS = 1e-6


class InfeasiblePlan(ValueError):
    """The order of stops breaks a rule; the message says which one and where."""


@dataclass(frozen=True, slots=True)
class Timed:
    """When the vehicle arrives at a stop, when service begins, and when it is over."""

    visit: Visit
    arrives: float
    begins: float
    leaves: float


@dataclass(frozen=True, slots=True)
class Day:
    """What one vehicle does: leaves its base, stops, is back."""

    out: float
    stops: list[Timed]
    back: float


def require_feasible(problem: Problem, solution: Solution) -> Solution:
    """Fills in the cost. Raises InfeasiblePlan."""
    served = [visit.request for route in solution.routes for visit in route if not visit.is_delivery]
    if sorted([*served, *solution.unserved]) != list(range(len(problem.requests))):
        raise InfeasiblePlan("every request is served once, or left out once")
    if len(solution.routes) != len(problem.vehicles):
        raise InfeasiblePlan("every vehicle has one route")
    for number, route in enumerate(solution.routes):
        if route:
            day_of(problem, number, route)
    solution.cost = sum(route_length(problem, number, route) for number, route in enumerate(solution.routes))
    return solution


def route_length(problem: Problem, number: int, route: list[Visit]) -> float:
    car = problem.vehicles[number]
    if not route:
        return problem.distance[car.start][car.end]
    out = problem.distance[car.start][problem.stop(route[0]).place]
    between = sum(problem.way(here, there) for here, there in pairwise(route))
    return out + between + problem.distance[problem.left_at(route[-1])][car.end]


def day_of(problem: Problem, number: int, route: list[Visit]) -> Day:
    """The times of one vehicle: deliveries as early as can be, then departures and pick-ups delayed to meet them.

    Delaying a pick-up shortens its own ride and lengthens none, so what was feasible stays so. Raises InfeasiblePlan.
    """
    steps = _steps(problem, number, route)
    begins = _earliest(problem, number, route, steps)
    car = problem.vehicles[number]
    for at in range(len(route), -1, -1):
        if at == 0:
            begins[0] = min(car.ends, begins[1] - steps[0])
        elif not route[at - 1].is_delivery:
            begins[at] = min(problem.stop(route[at - 1]).latest, begins[at + 1] - steps[at])
    arrivals = [begin + step for begin, step in zip(begins, steps, strict=False)]
    stops = [
        Timed(visit, arrives, begin, begin + problem.stop(visit).service)
        for visit, arrives, begin in zip(route, arrivals, begins[1:], strict=False)
    ]
    return Day(begins[0], stops, begins[-1])


def _steps(problem: Problem, number: int, route: list[Visit]) -> list[float]:
    """Between the beginnings of service, base to base. Raises InfeasiblePlan for places, parties and the order."""
    car, aboard, turnaround = problem.vehicles[number], set[int](), 0.0
    steps = [problem.travel[car.start][problem.stop(route[0]).place]]
    for visit, following in zip(route, [*route[1:], None], strict=True):
        request = problem.requests[visit.request]
        if visit.is_delivery:
            if visit.request not in aboard:
                raise InfeasiblePlan(f"request {visit.request} is delivered before it is fetched, or twice")
            aboard.remove(visit.request)
        else:
            _may_get_in(problem, number, visit.request, aboard)
            aboard.add(visit.request)
            turnaround = max(turnaround, request.turnaround)
        there = car.end if following is None else problem.stop(following).place
        step = problem.stop(visit).service + problem.travel[problem.left_at(visit)][there]
        steps.append(step if aboard else step + turnaround)
        turnaround = turnaround if aboard else 0.0
    if aboard:
        raise InfeasiblePlan(f"requests {sorted(aboard)} are never delivered")
    return steps


def _may_get_in(problem: Problem, number: int, request: int, aboard: set[int]) -> None:
    car, party = problem.vehicles[number], problem.requests[request].party
    if request in aboard or (car.takes is not None and request not in car.takes):
        raise InfeasiblePlan(f"vehicle {number} does not take request {request}")
    if any(party is None or problem.requests[other].party != party for other in aboard):
        raise InfeasiblePlan(f"request {request} does not ride with {sorted(aboard)}")
    for kind, places in enumerate(car.capacity):
        if sum(problem.requests[one].load[kind] for one in (request, *aboard)) > places:
            raise InfeasiblePlan(f"vehicle {number} has too few places for request {request}")


def _earliest(problem: Problem, number: int, route: list[Visit], steps: list[float]) -> list[float]:
    """The least schedule that keeps windows, rides and the length of the day. Raises InfeasiblePlan: there is none."""
    car, stops = problem.vehicles[number], [problem.stop(visit) for visit in route]
    begins = [car.begins, *(stop.earliest for stop in stops), car.begins]
    latest = [car.ends, *(stop.latest for stop in stops), car.ends]
    fetched = {visit.request: at for at, visit in enumerate(route, start=1) if not visit.is_delivery}
    for _round in range(len(begins) + 1):
        for at, step in enumerate(steps):
            begins[at + 1] = max(begins[at + 1], begins[at] + step)
        if any(begin > last + EPS for begin, last in zip(begins, latest, strict=True)):
            break
        before = list(begins)
        for at, visit in enumerate(route, start=1):
            if visit.is_delivery:
                pickup = fetched[visit.request]
                ride = problem.requests[visit.request].longest_ride + stops[pickup - 1].service
                begins[pickup] = max(begins[pickup], begins[at] - ride)
        begins[0] = max(begins[0], begins[-1] - car.longest_route)
        if all(new <= old + EPS for new, old in zip(begins, before, strict=True)):
            return before
    raise InfeasiblePlan(f"vehicle {number} cannot keep its times")
