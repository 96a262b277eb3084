"""Escalating what is overdue: our sweep beside django-helpdesk's escalate_tickets, on the same PostgreSQL."""

import hashlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench import bench_sweep
from portal.commitments.sweep import sweep
from portal.stack.children import ROOT

OVERDUE, ALL = 5_000, 20_000
RUNS = 5
PINS = Path(__file__).with_name("helpdesk") / "requirements.txt"
PLACE = ROOT / "build" / "helpdesk"
DATABASE = "changyi_bench_helpdesk"


def run() -> Iterator[dict[str, Any]]:
    install()
    theirs = OVERDUE / seconds_of_helpdesk()
    ours = OVERDUE / seconds_of_sweep()
    yield {
        "case": f"{OVERDUE:,} overdue of {ALL:,}",
        "value": ours,
        "unit": "escalated/s",
        "floor": theirs,
        "note": f"floor: escalate_tickets, which sends no letters here; {ours / theirs:.0f} times its rate",
    }


def install() -> None:
    """Once for these pins, beside the project: it is no requirement of anything that runs."""
    stamp = PLACE / "installed"
    wanted = hashlib.sha256(PINS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--upgrade", "--target", str(PLACE), "--requirement", str(PINS)], check=True)
    stamp.write_text(wanted)


def seconds_of_helpdesk() -> float:
    """In a process and a database of its own: two Django projects do not share one."""
    address = os.environ["DATABASE_URL"]
    env = {
        **os.environ,
        "DATABASE_URL": urlsplit(address)._replace(path=f"/{DATABASE}").geturl(),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(PLACE)]),
    }
    command = [sys.executable, "-W", "ignore", "-m", "bench.helpdesk.escalate", str(OVERDUE), str(ALL)]
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE}")
        try:
            done = subprocess.run(command, env=env, text=True, capture_output=True)
        finally:
            server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])
    return json.loads(done.stdout.splitlines()[-1])["seconds"]


def seconds_of_sweep() -> float:
    bench_sweep.make_ground()
    bench_sweep.fill(ALL, open_share=1)
    spans = []
    for _run in range(RUNS):
        bench_sweep.make_due()
        spans.append(bench_sweep.seconds_of(lambda: sweep(source="bench")))
    return statistics.median(spans)
