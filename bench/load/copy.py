"""The copy under load: started as `make run` starts it, its database by plain SQL, and what each process costs."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import psycopg

from portal.stack.children import ROOT
from tests.running import RunningCopy

WEB_WORKERS = "2"
TICKS = os.sysconf("SC_CLK_TCK")
NAMES = ("web", "clock", "worker", "beat", "watch")

# Requests that will run out one after the other, while somebody watches.
RUN_OUT = """
WITH chosen AS (
    SELECT id, number, row_number() OVER (ORDER BY id) AS place FROM commitments_commitment
    WHERE kind = 'case.judge' AND number = ANY(%(numbers)s) AND runs_out_at IS NOT NULL
)
UPDATE commitments_commitment c
SET due_at = clock_timestamp() + %(begin)s * interval '1 second' + chosen.place * %(apart)s * interval '1 second',
    next_due_at = clock_timestamp() + %(begin)s * interval '1 second' + chosen.place * %(apart)s * interval '1 second'
FROM chosen WHERE c.id = chosen.id RETURNING c.number, EXTRACT(epoch FROM c.due_at)::float
"""
FIRED = "SELECT count(*), max(fired_at - due_at) FROM commitments_escalation WHERE due_at > now() - interval '1 hour'"


class Copy:
    def __init__(self, data_dir: Path) -> None:
        os.environ["WEB_WORKERS"] = WEB_WORKERS
        self.data_dir = data_dir
        self.running = RunningCopy(data_dir).wait_until_ready()
        self.port = self.running.port

    def stage(self, promises: int, register: int) -> dict[str, Any]:
        command = [sys.executable, "-W", "ignore", "-m", "bench.load.stage", str(promises), str(register)]
        done = subprocess.run(command, cwd=ROOT, env=self.running.env, text=True, capture_output=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return json.loads(done.stdout.splitlines()[-1])

    def run_out(self, numbers: list[str], *, begin: float, apart: float) -> dict[str, float]:
        """These requests run out from `begin` seconds on, one each `apart` seconds; returns when each does."""
        with self.connect() as connection:
            rows = connection.execute(RUN_OUT, {"numbers": numbers, "begin": begin, "apart": apart}).fetchall()
        return dict(rows)

    def fired(self) -> tuple[int, float]:
        """Rungs that were fired, and how late the latest was."""
        with self.connect() as connection:
            count, latest = connection.execute(FIRED).fetchone() or (0, None)
        return count, latest.total_seconds() if latest else 0.0

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect((self.data_dir / "run" / "database_url").read_text(), autocommit=True)

    def cpu_seconds(self) -> dict[str, float]:
        """What each kind of process has used so far; those of the database together."""
        spent: dict[str, float] = defaultdict(float)
        for pid, command in self.running.processes().items():
            with contextlib.suppress(OSError):
                spent[self._kind(pid, command)] += cpu_seconds_of(pid)
        return dict(spent)

    def _kind(self, pid: int, command: str) -> str:
        if "postgres" in command or "redis" in command:
            return "postgres" if "postgres" in command else "redis"
        environ = Path(f"/proc/{pid}/environ").read_bytes()
        return next((name for name in NAMES if f"PROCESS_NAME={name}\0".encode() in environ), "supervisor")

    def stop(self) -> None:
        self.running.stop()


def cpu_seconds_of(pid: int | str) -> float:
    """User and system time of one process, with those of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS
