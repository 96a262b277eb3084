"""Whatever a day asks, its plan keeps every rule, and on days small enough to try everything it is the best one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.conftest import drawn_day
from tests.planning.verifying import faults, least_cost, length, route_faults
from transport.planning.problem import Visit
from transport.planning.schedule import InfeasiblePlan, day_of

SEEDS = st.integers(0, 10**6)


@settings(max_examples=15)
@given(seed=SEEDS, requests=st.integers(1, 25), vehicles=st.integers(1, 4))
def test_every_plan_keeps_every_rule(plan, seed, requests, vehicles):
    problem = drawn_day(seed, requests=requests, vehicles=vehicles)
    found = plan(problem)
    assert faults(problem, found) == []
    assert found.cost == pytest.approx(sum(length(problem, car, route) for car, route in enumerate(found.routes)))


@settings(max_examples=15)
@given(seed=SEEDS)
def test_nothing_better_is_left_on_tiny_days(plan, seed):
    problem = drawn_day(seed, requests=3, vehicles=2)
    found = plan(problem)
    cost = found.cost + sum(problem.requests[one].penalty for one in found.unserved)
    assert cost == pytest.approx(least_cost(problem))


@settings(max_examples=300)
@given(seed=SEEDS, shuffled=st.permutations([Visit(one, end) for one in range(3) for end in (False, True)]))
def test_the_check_and_the_verifier_agree_on_any_order(seed, shuffled):
    problem = drawn_day(seed, requests=3, vehicles=1)
    order = sorted(shuffled, key=lambda visit: visit.is_delivery) if seed % 3 else shuffled
    try:
        day_of(problem, 0, order)
    except InfeasiblePlan:
        assert route_faults(problem, 0, order)
    else:
        assert not route_faults(problem, 0, order)


@settings(max_examples=15)
@given(seed=SEEDS)
def test_times_are_given_that_can_be_driven(plan, seed):
    problem = drawn_day(seed, requests=12, vehicles=3)
    for car, route in enumerate(plan(problem).routes):
        if not route:
            continue
        day = day_of(problem, car, route)
        begins = {stop.visit: stop.begins for stop in day.stops}
        assert day.back - day.out <= problem.vehicles[car].longest_route + 1e-5
        for stop in day.stops:
            asked, request = problem.stop(stop.visit), problem.requests[stop.visit.request]
            assert asked.earliest - 1e-5 <= stop.begins <= asked.latest + 1e-5
            assert stop.arrives <= stop.begins + 1e-5
            if stop.visit.is_delivery:
                left = begins[Visit(stop.visit.request, False)] + request.pickup.service
                assert stop.begins - left <= request.longest_ride + 1e-5
