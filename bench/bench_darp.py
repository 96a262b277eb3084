"""The planning on public dial-a-ride instances: distance beside the best known, and 300 requests on 40 vehicles.

Another folder of instances (with its best_known.csv) is read where DARP_INSTANCES names one.
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from django.conf import settings

from bench.waves import large_day
from transport.planning.keeping import load_compiled
from transport.planning.meanwhile import solve_in_time
from transport.planning.problem import Problem, Solution
from transport.planning.reading import read_instance
from transport.planning.schedule import require_feasible

INSTANCES = Path(os.environ.get("DARP_INSTANCES") or Path(__file__).parent / "instances")
FEW, BRIEF, LONG = 48, 10.0, 30.0  # up to so many requests: seconds; beyond: seconds
LARGE = 60.0


def run() -> Iterator[dict[str, Any]]:
    load_compiled(settings.COMPILED_ROOT)  # outside what is measured
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
    yield large()


def large() -> dict[str, Any]:
    """A day that was drawn from a plan: everybody can be served, and `floor` is how far that plan drives."""
    problem, drawn = large_day(300, 40)
    driven = require_feasible(problem, drawn).cost
    found = search(problem, seconds=LARGE)
    note = (
        f"{len(found.unserved)} unserved in {LARGE:.0f} s, {sum(map(bool, found.routes))} of 40 vehicles used, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    case = "300 requests, 40 vehicles"
    return {"case": case, "value": round(found.cost, 2), "unit": "distance", "floor": round(driven, 2), "note": note}


def search(problem: Problem, *, seconds: float) -> Solution:
    """On every core. What it returns has been checked stop by stop."""
    return solve_in_time(problem, seconds=seconds, cache=settings.COMPILED_ROOT)
