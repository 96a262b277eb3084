"""What the closed loop adds to the problem of the literature: parties, turnarounds, kinds of vehicles, the unserved."""

import pytest

from transport.planning.problem import ImpossibleProblem, Problem, Request, Stop, Vehicle
from transport.planning.schedule import day_of

LINE = [[abs(a - b) for b in range(10)] for a in range(10)]  # ten places in a row, a minute apart


def ask(home, hospital, *, window=(0, 100), **rest):
    return Request(Stop(home, 0, 100), Stop(hospital, *window), rest.pop("load", (1,)), **rest)


def day(*requests, vehicles=None):
    return Problem(requests, vehicles or [Vehicle(0, 0, 0, 100, (3,))], LINE, LINE)


def test_strangers_ride_one_after_the_other(plan):
    found = plan(day(ask(3, 9), ask(4, 9)))
    route = found.routes[0]
    assert [visit.is_delivery for visit in route] == [False, True, False, True]


def test_one_party_rides_together(plan):
    found = plan(day(ask(3, 9, party=1), ask(4, 9, party=1)))
    assert [visit.is_delivery for visit in found.routes[0]] == [False, False, True, True]
    assert found.cost == 18


def test_a_vehicle_is_disinfected_between_two_parties(plan):
    problem = day(ask(1, 2, turnaround=20), ask(3, 4, turnaround=20))
    found = plan(problem)
    timed = day_of(problem, 0, found.routes[0])
    assert timed.stops[2].arrives - timed.stops[1].leaves == 21
    assert timed.back - timed.stops[3].leaves == 24


def test_the_vehicle_goes_on_from_where_the_way_home_ended(plan):
    there_and_back = Request(Stop(5, 0, 100), Stop(9, 0, 100, leaves=5), (1,), turnaround=4)
    found = plan(Problem([there_and_back], [Vehicle(0, 0, 0, 100, (1,))], LINE, LINE))
    assert found.cost == 5 + 4 + 5


def test_only_vehicles_that_fit_are_used(plan):
    far = Vehicle(9, 9, 0, 100, (3,))
    near = Vehicle(1, 1, 0, 100, (3,), takes=frozenset())
    assert [len(route) for route in plan(day(ask(1, 2), vehicles=[near, far])).routes] == [0, 2]


def test_every_kind_of_place_is_counted(plan):
    chairs = [ask(3, 9, party=1, load=(1, 1)) for _ in range(2)]
    found = plan(day(*chairs, vehicles=[Vehicle(0, 0, 0, 100, (4, 1))]))
    assert found.unserved == []
    assert [visit.is_delivery for visit in found.routes[0]] == [False, True, False, True]


def test_who_cannot_be_reached_is_left_and_the_others_are_not(plan):
    found = plan(day(ask(8, 9, window=(0, 5)), ask(1, 2)))
    assert found.unserved == [0]
    assert len(found.routes[0]) == 2


def test_of_two_that_exclude_one_another_the_weightier_is_served(plan):
    found = plan(day(ask(4, 3, window=(5, 5), penalty=50), ask(5, 6, window=(6, 6), penalty=500)))
    assert found.unserved == [0]


def test_a_day_without_requests_or_vehicles_has_a_plan(plan):
    assert plan(Problem([], [Vehicle(0, 0, 0, 9, (1,))], LINE, LINE)).routes == [[]]
    assert plan(Problem([ask(1, 2)], [], LINE, LINE)).unserved == [0]


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(ImpossibleProblem, match="request 0"):
        day(ask(1, 2, window=(9, 8)))
