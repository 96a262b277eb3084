"""The seconds asked for are all that a call takes, on the first call on a machine too, before anything is compiled."""

import json
import math
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from portal.stack.children import ROOT
from tests.planning.conftest import drawn_day
from tests.planning.verifying import faults
from transport.planning import meanwhile
from transport.planning.keeping import is_compiled
from transport.planning.problem import Problem, Request, Stop, Vehicle

SLACK = 2.5  # a machine on which other tests run


@pytest.fixture
def started(monkeypatch):
    """The processes at work; what would outlive the test is ended."""
    processes = []

    def start(task, **rest):
        processes.append(meanwhile_start(task, **rest))
        return processes[-1]

    meanwhile_start = meanwhile._start
    monkeypatch.setattr(meanwhile, "_start", start)
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def ways_of(spots):
    return [[math.dist(here, there) for there in spots] for here in spots]


def easy_day(requests):
    """Everybody fits, whoever plans it."""
    ways = ways_of([(number % 5, number // 5) for number in range(2 * requests + 1)])
    asked = [Request(Stop(2 * n + 1, 0, 900), Stop(2 * n + 2, 0, 900), (1,), party=1) for n in range(requests)]
    return Problem(asked, [Vehicle(0, 0, 0, 900, (4,))] * 2, ways, ways)


def test_the_first_call_on_a_machine_has_a_plan_in_time(started, tmp_path):
    problem, begun = easy_day(8), time.monotonic()
    found = meanwhile.solve_in_time(problem, seconds=6, cache=tmp_path)
    assert time.monotonic() - begun < 2 * 6 + SLACK
    assert faults(problem, found) == []
    assert found.unserved == []
    assert not is_compiled(tmp_path)
    assert started[0].poll() is None, "it goes on compiling for the next call"


def test_without_any_answer_nobody_is_served_and_nothing_is_wrong(monkeypatch, tmp_path):
    monkeypatch.setattr(meanwhile.sys, "executable", "false")
    problem = easy_day(2)
    assert meanwhile.solve_in_time(problem, seconds=0.5, cache=tmp_path).unserved == [0, 1]


@pytest.mark.parametrize("seconds", [0.01, 0.5])
def test_a_later_call_takes_what_it_was_given(plan, seconds):
    problem, begun = drawn_day(1, requests=40, vehicles=8), time.monotonic()
    found = meanwhile.solve_in_time(problem, seconds=seconds, cache=settings.COMPILED_ROOT)
    assert time.monotonic() - begun < seconds + SLACK
    assert faults(problem, found) == []


def test_the_command_says_everything_before_it_ends(plan):
    argv = [sys.executable, "manage.py", "plan_darp", "bench/instances/a2-16.txt", "--seconds=3", "--json"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.offline", "COMPILED_ROOT": str(settings.COMPILED_ROOT)}
    run = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    assert len(told["routes"]) == 2
    assert told["unserved"] == []
