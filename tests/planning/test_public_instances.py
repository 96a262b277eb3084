"""The files of Cordeau, Laporte and Ropke: read as they are, planned as well as anybody has, refused where broken."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.stack.children import ROOT
from tests.planning.verifying import faults
from transport.planning.problem import Solution, Visit
from transport.planning.reading import BadFile, parse_instance, read_instance

INSTANCES = Path(__file__).parents[2] / "bench" / "instances"
GOOD = b"1 2 480 3 30\n0 0 0 0 0 0 1440\n1 1 1 3 1 0 1440\n2 2 2 3 -1 10 60\n"


@pytest.mark.parametrize(("name", "best"), [("a2-16", 294.25), ("b2-16", 309.41)])
def test_the_best_known_plan_is_found(plan, name, best):
    out = StringIO()
    call_command("plan_darp", str(INSTANCES / f"{name}.txt"), "--seconds=1.5", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["unserved"] == []
    assert told["cost"] == pytest.approx(best, abs=0.01)
    problem = read_instance(INSTANCES / f"{name}.txt")
    n = len(problem.requests)
    routes = [[Visit((node - 1) % n, node > n) for node in route] for route in told["routes"]]
    routes += [[] for _ in range(len(problem.vehicles) - len(routes))]
    assert faults(problem, Solution(routes)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"1 2 480", b"1 1 480"),  # the first line counts requests
        (b"60\n", b"60\n3 0 0 0 0 0 1440\n"),  # the depot is repeated
        (b"\n", b"\r\n"),
        (b"3 -1", b"3 -1.0"),
        (b"1 2 480", b"\xef\xbb\xbf  1\t2   480"),
        (b"\n1 1 1", b"\n\n \t\n  1 1 1"),
        (b"60\n", b"60  \n\n"),
        (b"60\n", b"60"),
        (b"1 2 480", b"1000000 2 480"),  # all but one would stay at home
    ],
)
def test_all_its_dialects_are_read(old, new):
    problem = parse_instance(GOOD.replace(old, new))
    assert len(problem.requests) == 1
    assert problem.requests[0].delivery.earliest == 10
    assert problem.travel[0][1] == pytest.approx(2**0.5)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (GOOD, b"", "line 1: the file is empty"),
        (b"1 2 480 3 30", b"1 2 480 3", "line 1: 5 numbers expected"),
        (b"1 2 480", b"0 2 480", "line 1: at least one vehicle"),
        (b"1 2 480", b"1 7 480", "line 1: 7 nodes announced, 3 lines"),
        (b"1 1 1 3", b"1 1 x 3", "line 3: 'x' is not a number"),
        (b"1 1 1 3", b"1 1 nan 3", "line 3: 'nan' is not a finite number"),
        (b"1 1 1 3 1", b"1 1 1 3 1.5", "line 3: '1.5' is not a whole number"),
        (b"1 1 1 3 1 0", b"1 1 1 3 -1 0", "line 3: node 1 fetches somebody"),
        (b"3 -1 10", b"3 -2 10", "line 4: node 2 delivers whom node 1 fetched"),
        (b"10 60", b"70 60", "line 4: the window ends"),
        (b"1 1 1 3", b"1 1 1e30 3", "line 3: '1e30' is larger than anything is"),
        (b"2 2 2 3", b"5 2 2 3", "line 4: node 2 expected, 5 found"),
        (b"10 60", b"10", "line 4: 7 numbers expected"),
        (b"2 2 2", b"2 2 \xff", "line 4: not a number"),
    ],
)
def test_a_broken_file_is_refused_by_its_line(old, new, told):
    with pytest.raises(BadFile, match=told):
        parse_instance(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "unserved"),
    [
        (b"10 60", b"0 0.5", [1]),  # nobody gets there so early
        (b"1 2 480", b"1 2 1", [1]),  # the day is too short
        (b"3 30", b"0 30", [1]),  # no seats
        (b"3 30", b"3 0", [1]),  # no ride is that short
        (b"1 1 1 3 1", b"1 1 1 0 1", []),
        (b"2 2 2 3 -1", b"2 1 1 0 -1", []),  # to the next door
        (b"2 2 2 3", b"2 9e8 2 3", [1]),
    ],
)
def test_who_cannot_be_served_is_named(tmp_path, plan, old, new, unserved):
    file, out = tmp_path / "day.txt", StringIO()
    file.write_bytes(GOOD.replace(old, new))
    call_command("plan_darp", str(file), "--seconds=0.3", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["unserved"] == unserved
    assert told["routes"] == ([] if unserved else [[1, 2]])


def test_a_map_in_millimetres_leaves_nobody_behind(plan):
    far = GOOD.replace(b"480", b"9e8").replace(b" 30", b" 9e8").replace(b"10 60", b"0 9e8").replace(b"1440", b"9e8")
    assert plan(parse_instance(far.replace(b"2 2 2", b"2 9e6 9e6"))).unserved == []


def test_the_command_names_the_line_and_the_file(tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(GOOD.replace(b"10 60", b"10 never"))
    with pytest.raises(CommandError, match=r"bad.txt, line 4: 'never' is not a number"):
        call_command("plan_darp", str(bad))
    with pytest.raises(CommandError, match="No such file"):
        call_command("plan_darp", str(tmp_path / "none.txt"))


def test_what_serves_pages_does_not_load_the_compiler():
    code = "import django, sys; django.setup(); import portal.asgi, portal.urls; print('numba' in sys.modules)"
    env = {"PATH": "", "DJANGO_SETTINGS_MODULE": "tests.offline"}
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
