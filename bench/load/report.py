"""The table of a run, as docs/load.md and as bench/results/load.json."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench.load.breaches import Breaches
from bench.load.figures import Figures, percentile
from bench.load.people import KINDS
from portal.stack.children import ROOT
from tests.faults.report import machine

DOCS = ROOT / "docs" / "load.md"
RESULTS = ROOT / "bench" / "results" / "load.json"
REREADS = ("re-read queue", "re-read rail")
HEAD = """# Load

What `make load` met last: {screens} operators' screens open on one district's live queue, {field:,} people in the field
logged in, {share:.0f} requests a second by chance (new ones in bursts), a register of {register:,} residents, and
{promises:,} promises of which one in twenty is open and belongs to a request (those of the register come on top).
Everything, generator included, on one machine: {machine}.

Targets: p95 under 500 ms, no error, a breach on every open screen within 2 s at p99. A row that stands on a screen
turns red by the screen's own clock, at its instant; what was said about it is read again in the screen's turn. The
generator is no browser: it keeps a screen's clocks as `static/js/clocks.js` does, and counts a row as red by them.

"""


@dataclass
class Measured:
    seconds: float
    figures: Figures
    breaches: Breaches
    cpu: dict[str, float]  # seconds, by kind of process
    fired: int
    latest: float  # seconds from due to fired, of the latest


def write(measured: Measured, options: argparse.Namespace) -> None:
    rows = rows_of(measured)
    text = HEAD.format(
        screens=options.screens, field=1_000, share=100 * options.share, register=options.register,
        promises=options.promises, machine=machine(),
    ) + "\n".join([*table(rows), "", *breach_lines(measured), "", *cost_lines(measured)])  # fmt: skip
    print(text)
    is_whole = options.promises >= 1_000_000 and options.screens >= 200 and options.share >= 1
    if not is_whole:
        return  # a smaller one is for looking at
    DOCS.write_text(text + "\n", encoding="utf-8")
    RESULTS.write_text(json.dumps(as_json(measured, rows), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def rows_of(measured: Measured) -> list[dict[str, Any]]:
    figures, seconds = measured.figures, measured.seconds
    rows = [figures.row(kind, [kind], seconds) for kind in (*KINDS, *REREADS)]
    return [*rows, figures.row("all that people did", KINDS, seconds), figures.row("all", [*KINDS, *REREADS], seconds)]


def table(rows: list[dict[str, Any]]) -> list[str]:
    lines = ["| request | count | a second | p50 | p95 | p99 | errors |", "|---|---:|---:|---:|---:|---:|---:|"]
    for row in rows:
        times = " | ".join("–" if row[p] is None else f"{row[p]} ms" for p in ("p50", "p95", "p99"))
        lines.append(f"| {row['kind']} | {row['count']:,} | {row['per_second']} | {times} | {row['errors']} |")
    return lines


def breach_lines(measured: Measured) -> list[str]:
    breaches = measured.breaches
    lines = [
        f"{len(breaches.due_at)} requests ran out while all screens watched. From the due time to …",
        "",
        "| | seen | p50 | p99 | longest |",
        "|---|---:|---:|---:|---:|",
    ]
    told = {
        "the event at a screen": breaches.heard,
        "the row, red, on a screen": breaches.red,
        "the list read again": breaches.read,
    }
    for name, found in told.items():
        times = " | ".join(f"{percentile(found, share):.2f} s" for share in (0.5, 0.99, 1.0))
        lines.append(f"| {name} | {len(found):,} of {breaches.expected:,} | {times} |")
    lines += ["", f"{measured.fired:,} rungs were fired, the latest {measured.latest:.2f} s after its due time."]
    return lines


def cost_lines(measured: Measured) -> list[str]:
    cores = os.cpu_count() or 1
    parts = sorted(measured.cpu.items(), key=lambda part: -part[1])
    said = ", ".join(f"{name} {spent / measured.seconds:.2f}" for name, spent in parts)
    total = sum(measured.cpu.values()) / measured.seconds
    errors = [f"- {what}: {count}" for what, count in measured.figures.errors.most_common()]
    return [f"Cores used, of {cores}: {said}; together {total:.2f}.", *(["", "Errors:", *errors] if errors else [])]


def as_json(measured: Measured, rows: list[dict[str, Any]]) -> dict[str, Any]:
    breaches = measured.breaches
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "seconds": round(measured.seconds, 1),
        "rows": rows,
        "heard": {f"p{share}": round(percentile(breaches.heard, share / 100), 3) for share in (50, 99, 100)},
        "red": {f"p{share}": round(percentile(breaches.red, share / 100), 3) for share in (50, 99, 100)},
        "read": {f"p{share}": round(percentile(breaches.read, share / 100), 3) for share in (50, 99, 100)},
        "seen": [len(breaches.heard), len(breaches.red), len(breaches.read), breaches.expected],
        "fired": measured.fired,
        "latest": round(measured.latest, 3),
        "cores": {name: round(spent / measured.seconds, 3) for name, spent in measured.cpu.items()},
    }
