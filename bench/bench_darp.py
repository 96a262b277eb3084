"""The planning on public dial-a-ride instances: distance beside the best known, and 300 requests on 40 vehicles.

Another folder of instances (with its best_known.csv) is read where DARP_INSTANCES names one.
"""

import csv
import math
import os
import random
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from django.conf import settings

from transport.planning.problem import Problem, Request, Solution, Stop, Vehicle
from transport.planning.reading import read_instance
from transport.planning.solve import solve

INSTANCES = Path(os.environ.get("DARP_INSTANCES") or Path(__file__).parent / "instances")
FEW, BRIEF, LONG = 48, 10.0, 30.0  # up to so many requests: seconds; beyond: seconds
LARGE = 60.0


def run() -> Iterator[dict[str, Any]]:
    search(large_day(20, 4), seconds=0.1)  # compiled once, outside what is measured
    gaps: dict[float, list[float]] = {BRIEF: [], LONG: []}
    for row in csv.DictReader((INSTANCES / "best_known.csv").open(encoding="utf-8")):
        seconds = BRIEF if int(row["requests"]) <= FEW else LONG
        found = search(read_instance(INSTANCES / f"{row['instance']}.txt"), seconds=seconds)
        best = float(row["best_known"])
        gaps[seconds].append(100 * (found.cost / best - 1))
        gap, load = gaps[seconds][-1], os.getloadavg()[0]
        note = f"gap {gap:.2f} % in {seconds:.0f} s, unserved {len(found.unserved)}, load {load:.1f}"
        yield {"case": row["instance"], "value": round(found.cost, 2), "unit": "distance", "floor": best, "note": note}
    yield {"case": "mean gap, small", "value": mean(gaps[BRIEF]), "unit": "%", "note": "at most 1 %"}
    yield {"case": "mean gap, large", "value": mean(gaps[LONG]), "unit": "%", "note": "at most 3 %"}
    large = large_day(300, 40)
    found = search(large, seconds=LARGE)
    # The shift at eight is more than the vehicles can bring alone from six on: every search so far left the same few.
    early = sum(large.requests[one].delivery.latest == 480 for one in found.unserved)
    note = f"in {LARGE:.0f} s, {sum(map(bool, found.routes))} of 40 vehicles used, {early} of the unserved at eight"
    yield {"case": "300 requests, 40 vehicles", "value": len(found.unserved), "unit": "unserved", "note": note}


def search(problem: Problem, *, seconds: float) -> Solution:
    """On every core. What it returns has been checked stop by stop."""
    return solve(problem, seconds=seconds, cache=settings.COMPILED_ROOT)


def large_day(requests: int, vehicles: int) -> Problem:
    """A district of 20 × 20 km at 30 km/h: three shifts of treatment in ten hospitals, a third who ride alone."""
    draw = random.Random(7)
    spots = [(draw.uniform(0, 20), draw.uniform(0, 20)) for _ in range(requests + 11)]
    km = [[math.dist(here, there) for there in spots] for here in spots]
    minutes = [[2 * way for way in row] for row in km]
    asked = []
    for home in range(11, requests + 11):
        begins, hospital = draw.choice((8, 12, 16)) * 60, draw.randint(1, 10)
        asked.append(
            Request(
                Stop(home, 360, 1200, service=5),
                Stop(hospital, begins - 45, begins, service=3),
                load=draw.choice(((1, 0, 0), (2, 0, 0), (1, 1, 0), (0, 0, 1))),
                longest_ride=90,
                party=draw.choice((None, hospital, hospital)),
                turnaround=10,
            )
        )
    fleet = [Vehicle(0, 0, 360, 1200, draw.choice(((3, 1, 1), (4, 0, 0), (5, 2, 1))), 720) for _ in range(vehicles)]
    return Problem(asked, fleet, minutes, km)
