"""`make run`, seen from outside: it gets ready, mends itself, and leaves nothing behind however it ends."""

import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.running import MAKE_RUN, STOPPED_WITHIN, RunningCopy
from tests.stack.test_children import eventually

pytestmark = pytest.mark.slow

STEPS = ["Starting PostgreSQL", "Starting Redis", "Migrating the database", "Collecting static files", "READY"]
PROCESSES = ["uvicorn", "celery --app portal worker", "celery --app portal beat", "manage.py watch"]
SERVERS = ["postgres -D", "redis-server"]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("copy")


@pytest.fixture(scope="module")
def copies() -> list[RunningCopy]:
    return []


@pytest.fixture
def copy(start_copy: Callable[..., RunningCopy], data_dir: Path, copies: list[RunningCopy]) -> RunningCopy:
    """The one that the test before has left running, else a new one on the same data."""
    if not copies or copies[-1].process.poll() is not None:
        copies.append(start_copy(data_dir).wait_until_ready())
    return copies[-1]


def health(copy: RunningCopy) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"{copy.url}/healthz", timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return {}


def named(copy: RunningCopy, word: str) -> set[int]:
    return {pid for pid, command in copy.processes().items() if word in command}


def test_it_says_what_it_does_and_gets_well(copy: RunningCopy):
    said = [copy.words.index(step) for step in STEPS]
    assert said == sorted(said)
    assert eventually(lambda: health(copy).get("ok"), 30), health(copy)
    for name in ("postgres", "redis", "web", "clock", "worker", "beat", "watch"):
        assert (copy.data_dir / "log" / f"{name}.log").exists()


def test_commands_beside_need_no_more_than_the_data_dir(copy: RunningCopy):
    assert json.loads(copy.manage("sweep", "--json").stdout)


def test_a_data_dir_in_use_is_refused(copy: RunningCopy, start_copy: Callable[..., RunningCopy]):
    second = start_copy(copy.data_dir)
    assert second.process.wait(30) == 1
    second.stop()
    assert "Another copy runs on" in second.words


def test_a_taken_port_is_told_at_once(copy: RunningCopy, start_copy: Callable[..., RunningCopy], tmp_path: Path):
    second = start_copy(tmp_path, port=copy.port)
    assert second.process.wait(30) == 1
    second.stop()
    assert "is taken by another program" in second.words
    assert "Traceback" not in second.words


@pytest.mark.parametrize("name", PROCESSES + SERVERS)
def test_what_is_killed_comes_back(copy: RunningCopy, name: str):
    victims = named(copy, name)
    assert victims
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: named(copy, name) - victims, 20)
    assert eventually(lambda: health(copy).get("ok"), 60), health(copy)


def test_a_killed_supervisor_takes_everything_with_it(copy: RunningCopy):
    os.kill(copy.process.pid, signal.SIGKILL)
    copy.process.wait()
    assert eventually(lambda: not copy.processes(), STOPPED_WITHIN), copy.processes()


def test_the_next_start_finds_whole_data_and_skips_what_is_done(copy: RunningCopy):
    """On what the kill of the test before has left."""
    assert "Migrating" not in copy.words
    assert "Collecting" not in copy.words
    assert eventually(lambda: health(copy).get("ok"), 30), health(copy)


def test_two_copies_run_side_by_side(copy: RunningCopy, start_copy: Callable[..., RunningCopy], tmp_path: Path):
    other = start_copy(tmp_path).wait_until_ready()
    assert eventually(lambda: health(copy).get("ok") and health(other).get("ok"), 60)
    other.stop()
    assert not other.processes()
    assert health(copy).get("ok")


def test_ctrl_c_stops_everything_though_a_page_is_open(copy: RunningCopy):
    with socket.create_connection(("127.0.0.1", copy.port)) as page:
        page.sendall(b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        copy.process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        assert copy.process.wait(STOPPED_WITHIN) == 0
    assert time.monotonic() - begun < STOPPED_WITHIN
    assert not copy.processes()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_do_the_same(copy: RunningCopy, sent: int):
    copy.process.send_signal(sent)
    assert copy.process.wait(STOPPED_WITHIN) == 0
    assert not copy.processes()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_make_ends_all(start_copy: Callable[..., RunningCopy], data_dir: Path, sent: int):
    """Sent to make alone, as a program does that started it; a terminal would tell the whole group."""
    copy = start_copy(data_dir, command=MAKE_RUN).wait_until_ready()
    copy.process.send_signal(sent)
    copy.process.wait(STOPPED_WITHIN)
    assert eventually(lambda: not copy.processes(), STOPPED_WITHIN), copy.processes()


def test_it_can_be_stopped_before_it_is_up(start_copy: Callable[..., RunningCopy], tmp_path: Path):
    copy = start_copy(tmp_path)
    assert eventually(lambda: "Collecting" in copy.words or "Migrating" in copy.words, 60)
    copy.process.send_signal(signal.SIGTERM)
    assert copy.process.wait(STOPPED_WITHIN) == 0
    assert not copy.processes()
