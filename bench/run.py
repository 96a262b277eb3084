"""Runs every bench_*.py beside it on real servers, prints one table, keeps it in bench/results and in docs/bench.md.

A bench is a module with `run()`, which yields rows: {"bench", "case", "value", "unit", "floor", "note"}. `floor` is the
same work by plain SQL in the same run: what the machine allows, so that a value means something on any machine.

    python bench/run.py [NAME ...]     # all of them, or those named
"""

import contextlib
import importlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "latest.json"
REPORT = HERE.parent / "docs" / "bench.md"
COLUMNS = ("bench", "case", "value", "unit", "floor", "times floor", "note")
HEAD = """# Benchmarks

What `make bench` found last, or `python bench/run.py NAME` for one of them. The *floor* is the same work by plain SQL,
or by what the note names, in the same run: machines differ, and so does what else they do, but a ratio of one run says
something. What each of them does stands at the head of its file in `bench/`.
"""


def main(wanted: list[str]) -> int:
    sys.path.insert(0, str(HERE.parent))
    rows: list[dict[str, Any]] = []
    failed = False
    with database_of_its_own():
        for name in wanted or sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py")):
            print(f"{name} …", file=sys.stderr, flush=True)
            try:
                with as_it_was_made(name):
                    rows += measured(name)
            except Exception as error:  # one bench that fails must not hide the figures of the others
                failed = True
                rows.append({"bench": name, "case": "failed", "note": f"{type(error).__name__}: {error}"})
    print("\n".join(table(rows)))
    keep(rows)
    return 1 if failed else 0


@contextlib.contextmanager
def database_of_its_own() -> Iterator[None]:
    """Beside the one that DATABASE_URL names: benches fill and empty tables as they like. Processes inherit it."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "STATEMENT_TIMEOUT": "0", "LOCK_TIMEOUT": "0"}
    import django
    from django.db import connection

    django.setup()
    kept = connection.settings_dict["NAME"]
    use(connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False))
    try:
        yield
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)


@contextlib.contextmanager
def as_it_was_made(name: str) -> Iterator[None]:
    """A copy of that database for each bench: what one leaves behind is neither in the way of another nor measured."""
    from django.db import connection

    made = connection.settings_dict["NAME"]
    connection.close()  # nobody may be in a database while it is copied
    connection.creation.clone_test_db(suffix=name, verbosity=0, autoclobber=True)
    use(f"{made}_{name}")
    try:
        yield
    finally:
        connection.close()
        use(made)
        connection.creation.destroy_test_db(suffix=name, verbosity=0)


def use(database: str) -> None:
    """This process by its connection, those that it starts by what they inherit."""
    from django.db import connection

    connection.settings_dict["NAME"] = database
    os.environ["DATABASE_URL"] = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def measured(name: str) -> Iterator[dict[str, Any]]:
    begun = time.monotonic()
    for row in importlib.import_module(f"bench.bench_{name}").run():
        if row.get("floor"):
            row["times floor"] = round(row["value"] / row["floor"], 2)
        yield {"bench": name, **row, "seconds": round(time.monotonic() - begun, 1)}


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    cells = [list(COLUMNS)] + [[shown(row.get(column)) for column in COLUMNS] for row in rows]
    widths = [max(len(line[number]) for line in cells) for number in range(len(COLUMNS))]
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value or "")


def keep(rows: list[dict[str, Any]]) -> None:
    """Benches that were not asked for keep what they found last: each row says when, and at which revision."""
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HERE)
    stamp = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "revision": told.stdout.strip()}
    asked = {row["bench"] for row in rows}
    before = json.loads(RESULTS.read_text())["rows"] if RESULTS.exists() else []
    kept = [row for row in before if row["bench"] not in asked] + [{**row, **stamp} for row in rows]
    kept.sort(key=lambda row: row["bench"])
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": machine, "rows": kept}, ensure_ascii=False, indent=1) + "\n")
    REPORT.write_text("\n".join(report(kept, machine)) + "\n", encoding="utf-8")


def report(rows: list[dict[str, Any]], machine: dict[str, Any]) -> Iterator[str]:
    yield HEAD
    yield f"{machine['cores']} cores, {machine['system']}, Python {machine['python']}.\n"
    columns = [*COLUMNS[1:], "at revision"]
    for name in sorted({row["bench"] for row in rows}):
        yield f"## {name}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}"
        for row in rows:
            if row["bench"] == name:
                cells = [*(shown(row.get(column)) for column in COLUMNS[1:]), f"{row['revision']}, {row['at'][:10]}"]
                yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
        yield ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
