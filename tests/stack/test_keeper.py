"""A process that ends is started again, less and less eagerly, and as if new once it has held."""

import sys
import time
from pathlib import Path

import pytest

from portal.stack import keeper
from portal.stack.children import Children, Program
from portal.stack.keeper import Keeper


@pytest.fixture
def failing(tmp_path: Path):
    with Children(tmp_path / "log") as children:
        yield Keeper(children, Program("failing", [sys.executable, "-c", "raise SystemExit(3)"]))


def tend_until_ended(kept: Keeper) -> None:
    kept.child.process.wait()
    kept.tend()


def test_it_starts_again_after_a_pause(failing: Keeper, capsys: pytest.CaptureFixture[str]):
    first = failing.child.process.pid
    tend_until_ended(failing)
    assert failing.child.process.pid == first
    assert "failing ended (code 3), again in 0.5 s" in capsys.readouterr().out
    time.sleep(keeper.FIRST_PAUSE)
    failing.tend()
    assert failing.child.process.pid != first


def test_the_pause_grows_to_a_limit(failing: Keeper, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeper, "LONGEST_PAUSE", 1.5)
    pauses = []
    for _ in range(4):
        pauses.append(failing.pause)
        tend_until_ended(failing)
        failing.due_at = 0.0
        failing.tend()
    assert pauses == [0.5, 1.0, 1.5, 1.5]


def test_one_that_has_held_is_trusted_again(failing: Keeper):
    failing.pause = 8.0
    failing.child.started_at -= keeper.STEADY + 1
    before = time.monotonic()
    tend_until_ended(failing)
    assert failing.due_at is not None
    assert before <= failing.due_at - keeper.FIRST_PAUSE <= time.monotonic()
