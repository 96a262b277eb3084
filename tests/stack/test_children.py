"""Nothing outlives the supervisor: not after an orderly stop, not after a kill, not the children's own children."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.stack.children import ROOT, Children, Program

# A child that ignores the polite signal and has a child of its own; both write down who they are.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if len(sys.argv) == 2:
    subprocess.Popen([sys.executable, "-c", open(sys.argv[1] + "/code").read(),
                      sys.argv[1], "grandchild"])
open(f"{sys.argv[1]}/{os.getpid()}.pid", "w").close()
time.sleep(120)
"""
SUPERVISOR = """
import sys, time
from pathlib import Path
from portal.stack.children import Children, Program
folder = Path(sys.argv[1])
with Children(folder / "log") as children:
    children.start(Program("stubborn", [sys.executable, str(folder / "code"), str(folder)]))
    time.sleep(120)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "code").write_text(STUBBORN)
    return tmp_path


def pids(folder: Path) -> list[int]:
    return [int(path.stem) for path in folder.glob("*.pid")]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def eventually(what: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.05)
    return bool(what())


def test_stopping_ends_whole_groups(folder: Path):
    with Children(folder / "log") as children:
        child = children.start(Program("stubborn", [sys.executable, str(folder / "code"), str(folder)]))
        assert eventually(lambda: len(pids(folder)) == 2, 60)
        begun = time.monotonic()
        children.stop(child, grace=0.5)
        assert time.monotonic() - begun < 30, "and does not wait for the child, which sleeps for two minutes"
    assert eventually(lambda: not any(map(is_alive, pids(folder))), 10)


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_nothing_outlives_a_supervisor_that_dies(folder: Path, death: int):
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(folder)], cwd=ROOT)
    assert eventually(lambda: len(pids(folder)) == 2, 60)
    supervisor.send_signal(death)
    supervisor.wait()
    assert eventually(lambda: not any(map(is_alive, pids(folder))), 10)


def test_ctrl_c_reaches_the_supervisor_alone(folder: Path):
    """Children stand in groups of their own, so that it is the supervisor who ends them, and in order."""
    with Children(folder / "log") as children:
        child = children.start(Program("stubborn", [sys.executable, str(folder / "code"), str(folder)]))
        assert os.getpgid(child.process.pid) == child.process.pid != os.getpgid(0)
        children.stop(child, grace=0)


def test_output_is_kept(folder: Path):
    with Children(folder / "log") as children:
        child = children.start(Program("talker", [sys.executable, "-c", "print('hello')"]))
        child.process.wait()
        assert children.tail("talker") == "hello"


def test_a_large_log_is_put_aside(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("portal.stack.children.LARGEST_LOG", 10)
    with Children(folder / "log") as children:
        for word in ("first-long-line", "second"):
            children.start(Program("talker", [sys.executable, "-c", f"print('{word}')"])).process.wait()
        assert children.tail("talker") == "second"
        assert (folder / "log" / "talker.log.1").read_text().strip() == "first-long-line"
