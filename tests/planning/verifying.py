"""Whether a plan keeps every rule, found out in another way than the planning does: as shortest paths.

Each rule about times says that one time is at most another plus a number. Such a system has a solution just if its
graph has no circle of negative length (Bellman and Ford). Slow, and it shares no line with what it verifies.
"""

from itertools import permutations, product

from transport.planning.problem import Problem, Solution, Visit

EPS = 1e-5


def faults(problem: Problem, solution: Solution) -> list[str]:
    found = []
    once = sorted([visit.request for route in solution.routes for visit in route] + solution.unserved * 2)
    if once != sorted(list(range(len(problem.requests))) * 2):
        found.append("somebody is forgotten, or served twice")
    for number, route in enumerate(solution.routes):
        found += [f"vehicle {number}: {fault}" for fault in route_faults(problem, number, route)]
    return found


def route_faults(problem: Problem, number: int, route: list[Visit]) -> list[str]:
    if not route:
        return []
    car, aboard, gaps, turnaround = problem.vehicles[number], [], [], 0.0
    for visit in route:
        request = problem.requests[visit.request]
        if car.takes is not None and visit.request not in car.takes:
            return [f"takes {visit.request}"]
        if visit.is_delivery:
            if visit.request not in aboard:
                return [f"delivers {visit.request}, who is not aboard"]
            aboard.remove(visit.request)
        else:
            aboard.append(visit.request)
            turnaround = max(turnaround, request.turnaround)
        people = [problem.requests[one] for one in aboard]
        if len(people) > 1 and (None in {one.party for one in people} or len({one.party for one in people}) > 1):
            return [f"strangers ride together: {aboard}"]
        if people and any(
            sum(loads) > room
            for loads, room in zip(zip(*[p.load for p in people], strict=True), car.capacity, strict=True)
        ):
            return [f"too full with {aboard}"]
        gaps.append(0.0 if aboard else turnaround)
        turnaround = turnaround if aboard else 0.0
    if aboard:
        return [f"never delivers {aboard}"]
    return [] if can_be_timed(problem, number, route, gaps) else ["cannot keep its times"]


def can_be_timed(problem: Problem, number: int, route: list[Visit], gaps: list[float]) -> bool:
    """Nodes: 0 the departure, 1… the stops, then the return, and last the zero of time. Edge (a, b, w): b ≤ a + w."""
    car, stops = problem.vehicles[number], [problem.stop(visit) for visit in route]
    back, zero = len(route) + 1, len(route) + 2
    edges = [(zero, 0, car.ends), (0, zero, -car.begins), (zero, back, car.ends), (back, zero, -car.begins)]
    edges.append((0, back, car.longest_route))
    places = [(car.start, car.start, 0.0)]
    places += [
        (s.place, s.place if s.leaves is None else s.leaves, s.service + g) for s, g in zip(stops, gaps, strict=True)
    ]
    places.append((car.end, car.end, 0.0))
    for at in range(back):
        edges.append((at + 1, at, -(places[at][2] + problem.travel[places[at][1]][places[at + 1][0]])))
    for at, (visit, stop) in enumerate(zip(route, stops, strict=True), start=1):
        edges += [(zero, at, stop.latest), (at, zero, -stop.earliest)]
        if visit.is_delivery:
            pickup = 1 + route.index(Visit(visit.request, False))
            edges.append((pickup, at, problem.requests[visit.request].longest_ride + stops[pickup - 1].service))
    return not has_negative_circle(zero + 1, edges)


def has_negative_circle(nodes: int, edges: list[tuple[int, int, float]]) -> bool:
    far = [0.0] * nodes
    for _round in range(nodes):
        moved = False
        for start, end, weight in edges:
            if far[start] + weight < far[end] - EPS / nodes:
                far[end], moved = far[start] + weight, True
        if not moved:
            return False
    return True


def length(problem: Problem, number: int, route: list[Visit]) -> float:
    car, place, total = problem.vehicles[number], problem.vehicles[number].start, 0.0
    for visit in route:
        stop = problem.stop(visit)
        total += problem.distance[place][stop.place]
        place = stop.place if stop.leaves is None else stop.leaves
    return total + problem.distance[place][car.end]


def least_cost(problem: Problem) -> float:
    """The best of all plans, by trying every one: for three requests and two vehicles at most."""
    n, cars = len(problem.requests), len(problem.vehicles)
    best = float("inf")
    cheapest: dict[tuple[int, frozenset[int]], float] = {}
    for choice in product(range(-1, cars), repeat=n):
        cost = sum(problem.requests[one].penalty for one in range(n) if choice[one] < 0)
        for car in range(cars):
            riders = frozenset(one for one in range(n) if choice[one] == car)
            if (car, riders) not in cheapest:
                cheapest[car, riders] = least_route(problem, car, riders)
            cost += cheapest[car, riders]
        best = min(best, cost)
    return best


def least_route(problem: Problem, car: int, riders: frozenset[int]) -> float:
    visits = [Visit(one, is_delivery) for one in riders for is_delivery in (False, True)]
    orders = (list(order) for order in permutations(visits))
    good = (length(problem, car, order) for order in orders if not route_faults(problem, car, order))
    return min(good, default=float("inf"))
