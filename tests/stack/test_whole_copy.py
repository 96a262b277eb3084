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

import pytest

from tests.running import STOPPED_WITHIN, RunningCopy
from tests.stack.test_children import eventually

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests here: after the first start the schema is there."""
    return tmp_path_factory.mktemp("copy")


@pytest.fixture
def copy(start_copy: Callable[..., RunningCopy], data_dir: Path):
    running = start_copy(data_dir).wait_until_ready()
    yield running
    running.stop()


def health(copy: RunningCopy) -> dict:
    try:
        with urllib.request.urlopen(f"{copy.url}/healthz", timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return {}


def named(copy: RunningCopy, word: str) -> list[int]:
    return [pid for pid, command in copy.processes().items() if word in command]


def test_it_says_what_it_does_and_gets_well(copy: RunningCopy):
    steps = ("Starting PostgreSQL", "Starting Redis", "READY")
    assert [copy.words.index(step) for step in steps] == sorted(copy.words.index(step) for step in steps)
    assert eventually(lambda: health(copy).get("ok"), 30), health(copy)
    for name in ("postgres", "redis", "web", "worker", "beat", "watch"):
        assert (copy.data_dir / "log" / f"{name}.log").exists()


def test_a_second_start_skips_what_is_done(copy: RunningCopy):
    assert "Migrating" not in copy.words
    assert "Collecting" not in copy.words


def test_commands_beside_need_no_more_than_the_data_dir(copy: RunningCopy):
    assert json.loads(copy.manage("sweep", "--json").stdout)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(copy: RunningCopy, sent: int):
    begun = time.monotonic()
    copy.process.send_signal(sent)
    assert copy.process.wait(STOPPED_WITHIN) == 0
    assert time.monotonic() - begun < STOPPED_WITHIN
    assert not copy.processes()


def test_an_open_event_stream_does_not_hold_it_up(copy: RunningCopy):
    with socket.create_connection(("127.0.0.1", copy.port)) as idle:
        idle.sendall(b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        copy.process.send_signal(signal.SIGTERM)
        assert copy.process.wait(STOPPED_WITHIN) == 0


def test_a_killed_supervisor_takes_everything_with_it(copy: RunningCopy):
    os.kill(copy.process.pid, signal.SIGKILL)
    copy.process.wait()
    assert eventually(lambda: not copy.processes(), STOPPED_WITHIN), copy.processes()


def test_it_starts_again_on_the_data_of_a_killed_one(copy: RunningCopy):
    """The one before this was killed, or stopped: either way the data are whole."""
    os.kill(copy.process.pid, signal.SIGKILL)
    copy.process.wait()
    again = RunningCopy(copy.data_dir, demo=False, port=copy.port)
    again.wait_until_ready()
    again.stop()


@pytest.mark.parametrize(
    "name", ["uvicorn", "celery --app portal worker", "celery --app portal beat", "manage.py watch"]
)
def test_a_killed_process_is_replaced(copy: RunningCopy, name: str):
    victims = named(copy, name)
    assert victims
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: set(named(copy, name)) - set(victims), 15)
    assert eventually(lambda: health(copy).get("ok"), 30), health(copy)


@pytest.mark.parametrize("name", ["postgres -D", "redis-server"])
def test_a_killed_server_comes_back(copy: RunningCopy, name: str):
    victims = named(copy, name)
    assert victims
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: set(named(copy, name)) - set(victims), 15)
    assert eventually(lambda: health(copy).get("ok"), 60), health(copy)


def test_a_taken_port_is_told_at_once(start_copy: Callable[..., RunningCopy], tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        copy = start_copy(tmp_path, port=other.getsockname()[1])
        assert copy.process.wait(30) == 1
    copy.stop()
    assert "is taken by another program" in copy.words
    assert "Traceback" not in copy.words


def test_two_copies_run_side_by_side(copy: RunningCopy, start_copy: Callable[..., RunningCopy], tmp_path: Path):
    other = start_copy(tmp_path).wait_until_ready()
    assert eventually(lambda: health(copy).get("ok") and health(other).get("ok"), 60)
    other.stop()
    assert not other.processes()
    assert health(copy).get("ok")


def test_a_data_dir_in_use_is_refused(copy: RunningCopy, start_copy: Callable[..., RunningCopy]):
    second = start_copy(copy.data_dir)
    assert second.process.wait(30) == 1
    second.stop()
    assert "Another copy runs on" in second.words
