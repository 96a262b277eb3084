"""A whole running copy, as `make run` starts it: real servers and every process, in a DATA_DIR of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from portal.stack.children import ROOT
from portal.stack.ports import free_port

RUN = (sys.executable, "-m", "portal.stack", "run")
MAKE_RUN = ("make", "run", f"PYTHON={sys.executable}")
READY_WITHIN = 600.0  # seconds; a fresh copy with its seed on a machine that does other things too
STOPPED_WITHIN = 10.0  # seconds
# What the tests' own environment says about their servers must not reach the copy.
NOT_INHERITED = {
    "DATABASE_URL",
    "REDIS_URL",
    "DATA_DIR",
    "PORT",
    "DEMO",
    "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
}


def hear_interrupts() -> None:
    """What a shell has started in the background ignores Ctrl-C, and so would make and all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class RunningCopy:
    """Started in the background; `wait_until_ready` before use, `stop` after. Its words are in `said`."""

    def __init__(
        self, data_dir: Path, *, demo: bool = False, port: int | None = None, command: Sequence[str] = RUN
    ) -> None:
        self.data_dir = data_dir
        self.port = port or free_port()
        self.said: list[str] = []
        env = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.env = env | {"DATA_DIR": str(data_dir), "PORT": str(self.port), "DEMO": "1" if demo else "0"}
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=hear_interrupts,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def words(self) -> str:
        return "".join(self.said)

    def wait_until_ready(self, seconds: float = READY_WITHIN) -> "RunningCopy":
        deadline = time.monotonic() + seconds
        while f"READY {self.url}" not in self.words:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"the copy did not get ready:\n{self.words}")
            time.sleep(0.1)
        return self

    def processes(self) -> dict[int, str]:
        """Everything alive on this machine that was started for this copy, by process number."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes()
                # Servers write over their environment, but stand in their folder.
                traces = command + (folder / "environ").read_bytes() + os.readlink(folder / "cwd").encode()
                if str(self.data_dir).encode() in traces and int(folder.name) != os.getpid():
                    found[int(folder.name)] = command.replace(b"\0", b" ").decode()
        return found

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py beside the copy, with no more than its DATA_DIR to find it by."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            text=True,
            capture_output=True,
            check=True,
        )

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(2 * STOPPED_WITHIN)
        finally:
            self.process.kill()
            self.process.wait()
            self._reader.join(STOPPED_WITHIN)

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(self.process.stdout)


@pytest.fixture(scope="session")
def start_copy() -> Iterator[Callable[..., RunningCopy]]:
    """Starts copies and stops them all at the end."""
    copies: list[RunningCopy] = []

    def start(data_dir: Path, **options: Any) -> RunningCopy:
        copies.append(RunningCopy(data_dir, **options))
        return copies[-1]

    yield start
    for copy in copies:
        copy.stop()


@pytest.fixture(scope="session")
def demo_copy(start_copy: Callable[..., RunningCopy], tmp_path_factory: pytest.TempPathFactory) -> RunningCopy:
    """The seeded demo, one for all browser tests of a run: each test makes the requests it needs."""
    return start_copy(tmp_path_factory.mktemp("demo"), demo=True).wait_until_ready()
