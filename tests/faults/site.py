"""The copy that is harmed: started as `make run` starts it, its processes by name, its database by plain SQL."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from portal.notices.receiver import Receiver
from portal.stack.children import ROOT
from tests.running import RunningCopy

SECRET = "of the receiver and the copy"
CLOCKS = ("clock", "beat", "watch")


class Site:
    """A running copy with its stage set, and a receiver of its webhook."""

    def __init__(self, data_dir: Path, *, start: Callable[..., RunningCopy] = RunningCopy) -> None:
        self.data_dir = data_dir
        self.receiver = Receiver(SECRET).start()
        self.copy = start(data_dir).wait_until_ready()
        self.tokens: list[str] = self._staged()["tokens"]

    def close(self) -> None:
        self.copy.stop()
        self.receiver.stop()

    @property
    def urls(self) -> list[str]:
        """Where it answers: a caller who gets no answer at one tries the next."""
        return [self.copy.url]

    def _staged(self) -> dict[str, Any]:
        command = [sys.executable, "-m", "tests.faults.stage", self.receiver.url, SECRET]
        done = subprocess.run(command, cwd=ROOT, env=self.copy.env, text=True, capture_output=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    # --- database -------------------------------------------------------------------------------------------------

    @property
    def database_url(self) -> str:
        return (self.data_dir / "run" / "database_url").read_text()

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.database_url, autocommit=True, connect_timeout=5)

    def rows(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(query, values).fetchall()

    def value(self, query: LiteralString, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def is_answering(self) -> bool:
        with contextlib.suppress(psycopg.Error):
            return self.value("SELECT 1") == 1
        return False

    # --- processes ------------------------------------------------------------------------------------------------

    def processes(self, name: str) -> list[int]:
        """Those that the supervisor started under a name, the first of them before its children."""
        if name == "postgres":
            return self._postgres()
        marks = (f"PROCESS_NAME={name}\0".encode(), f"DATA_DIR={self.data_dir}\0".encode())
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                environ = (folder / "environ").read_bytes()
                if all(mark in environ for mark in marks):
                    found.append(int(folder.name))
        return sorted(found)

    def _postgres(self) -> list[int]:
        """It writes over its environment; its folder knows its number."""
        pid_file = next(self.data_dir.glob("**/postmaster.pid"), None)
        return [int(pid_file.read_text().split()[0])] if pid_file else []

    def send(self, sent: int, *names: str) -> None:
        """A signal to every process of these names; to the servers' whole groups."""
        for name in names:
            for pid in self.processes(name):
                with contextlib.suppress(ProcessLookupError):
                    if name in ("postgres", "redis"):
                        os.killpg(os.getpgid(pid), sent)
                    else:
                        os.kill(pid, sent)

    def kill(self, *names: str) -> None:
        self.send(signal.SIGKILL, *names)

    @contextlib.contextmanager
    def standing_still(self, *names: str) -> Iterator[None]:
        """As if their machine had stopped: alive, and doing nothing."""
        self.send(signal.SIGSTOP, *names)
        try:
            yield
        finally:
            self.send(signal.SIGCONT, *names)

    @contextlib.contextmanager
    def down(self, *names: str) -> Iterator[None]:
        """Killed, and not started again before the block ends: their keeper is held meanwhile."""
        os.kill(self.copy.process.pid, signal.SIGSTOP)
        try:
            self.kill(*names)
            yield
        finally:
            os.kill(self.copy.process.pid, signal.SIGCONT)

    @contextlib.contextmanager
    def running(self, *command: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
        """A further process of the portal beside the supervisor's, such as a second beat."""
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**self.copy.env, **more},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def eventually(is_so: Callable[[], Any], *, within: float) -> bool:
    until = time.monotonic() + within
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True
