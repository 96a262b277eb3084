"""Registers of 5,000 and 100,000 rows, tried and written, in rows a second; the small one beside another library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from bench.ground import PLACES, make_ground
from bench.sheets import write_sheet

# Nobody waits until django-import-export has the large one: it asks the database about each row.
SIZES = {5_000: ("ours", "theirs"), 100_000: ("ours",)}
ROOT = Path(__file__).resolve().parent.parent
PLACE = PLACES[-1][0]


def run() -> Iterator[dict[str, Any]]:
    make_ground()
    with tempfile.TemporaryDirectory() as folder:
        for size, sides in SIZES.items():
            path = Path(folder) / f"{size}.xlsx"
            write_sheet(path, rows=size, place=PLACE)
            told = {whose: imported(whose, path) for whose in sides}
            memory = ", ".join(f"{whose} {result['megabytes']} MB" for whose, result in told.items())
            yield {
                "case": f"import {size:,} rows",
                "value": size / told["ours"]["seconds"],
                "unit": "rows/s",
                "floor": size / told["theirs"]["seconds"] if "theirs" in told else None,
                "note": f"dry run and import; {memory} of at most 1024; floor: django-import-export, at least 5 times",
            }


def imported(whose: str, path: Path) -> dict[str, Any]:
    """In a process of its own, into empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_person, cases_importbatch CASCADE")
    command = [sys.executable, "-m", "bench.importing", whose, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ.copy())
    if done.returncode:
        raise RuntimeError(done.stderr[-400:])
    return json.loads(done.stdout.strip().splitlines()[-1])
