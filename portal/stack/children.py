"""The processes that one supervisor starts: each in a group of its own, tied to the life of the supervisor.

Three ties hold, since each fails alone. An orderly stop asks every group, then kills it. The kernel signals a child
whose parent died (PR_SET_PDEATHSIG, Linux only, and only the child itself). The watchdog notices the same by a pipe and
ends whole groups, the children's own children included.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portal.stack import watchdog
from portal.stack.accounts import Account
from portal.stack.bootstrap import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
LARGEST_LOG = 10 * 1024 * 1024


@dataclass(frozen=True)
class Program:
    """What to start and how to end it. `env` comes on top of the supervisor's own."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    account: Account | None = None
    pass_fds: Sequence[int] = ()


class Child:
    """One running program and the group it leads."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        self.program = program
        self.process = process
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def wait(self, seconds: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def send(self, sent: int) -> bool:
        """Signal the whole group. False when nobody is left in it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, sent)
            return True
        return False


class Children:
    """Starts programs and ends them again; as a context manager it ends them all, whatever happened inside."""

    def __init__(self, log_dir: Path) -> None:
        log_dir.mkdir(parents=True, exist_ok=True)
        self.log_dir = log_dir
        self._running: list[Child] = []
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", str(watchdog.__file__)], stdin=subprocess.PIPE, start_new_session=True
        )

    def __enter__(self) -> "Children":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self.stop(*reversed(self._running))
        assert self._watchdog.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._watchdog.stdin.close()
        self._watchdog.wait()

    def start(self, program: Program) -> Child:
        with self._log(program.name) as log:
            process = subprocess.Popen(
                list(program.argv),
                env={**os.environ, "PROCESS_NAME": program.name, **program.env},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=tuple(program.pass_fds),
                preexec_fn=lambda: _tie(program),
            )
        child = Child(program, process)
        self._running.append(child)
        self._tell_watchdog(f"add {process.pid} {int(program.stop_signal)}")
        return child

    def stop(self, *children: Child, grace: float = 4.0) -> None:
        """Ask these all at once, give them `grace` seconds together, kill what is left of their groups."""
        for child in children:
            child.send(child.program.stop_signal)
        deadline = time.monotonic() + grace
        while any(child.is_running for child in children) and time.monotonic() < deadline:
            time.sleep(0.02)
        for child in children:
            self.bury(child)

    def bury(self, child: Child) -> None:
        """Kill whatever a child leaves behind, so that its successor meets no remains."""
        child.send(signal.SIGKILL)
        child.process.wait()
        if child in self._running:
            self._running.remove(child)
            self._tell_watchdog(f"drop {child.process.pid}")

    def log_path(self, name: str) -> Path:
        return self.log_dir / f"{name}.log"

    def tail(self, name: str, *, lines: int = 30) -> str:
        return "\n".join(self.log_path(name).read_text(errors="replace").splitlines()[-lines:])

    def _log(self, name: str) -> IO[bytes]:
        path = self.log_path(name)
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def _tell_watchdog(self, line: str) -> None:
        assert self._watchdog.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._watchdog.stdin.write(f"{line}\n".encode())
            self._watchdog.stdin.flush()


def _tie(program: Program) -> None:
    """Between fork and exec. The death signal comes last: changing the account clears it."""
    if program.account:
        program.account.enter()
    die_with_parent(program.stop_signal)
