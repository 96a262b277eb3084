"""A sign of life goes out while all is well, and stays away as soon as it is not."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal.commitments import deadman
from portal.commitments.deadman import keep_pinging, ping_if_well
from portal.commitments.health import Health
from tests.commitments.processes import eventually

WELL = Health(True, {"database": {"ok": True}, "broker": {"ok": True}, "sweep": {"ok": True}})
ILL = Health(False, {"database": {"ok": True}, "broker": {"ok": True}, "sweep": {"ok": False}})


class Outside(ThreadingHTTPServer):
    """The service that listens for the sign: how often it came, and what it answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.heard, self.status = 0, 200


class Listener(BaseHTTPRequestHandler):
    server: Outside

    def do_GET(self) -> None:
        self.server.heard += 1
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def outside(settings) -> Iterator[Outside]:
    server = Outside()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.DEADMAN_URL = f"http://127.0.0.1:{server.server_address[1]}/ping/our-key"
    yield server
    server.shutdown()
    server.server_close()


def test_a_sign_of_life_goes_out_while_all_is_well(outside, monkeypatch):
    monkeypatch.setattr(deadman, "health", lambda: WELL)
    assert ping_if_well()
    assert outside.heard == 1


def test_what_is_not_well_is_silent_and_says_why_in_the_log(outside, monkeypatch, caplog):
    monkeypatch.setattr(deadman, "health", lambda: ILL)
    assert not ping_if_well()
    assert outside.heard == 0
    assert "no sign of life: sweep" in caplog.text


def test_trouble_on_the_other_side_is_told_and_harms_nothing(outside, monkeypatch, caplog, settings):
    monkeypatch.setattr(deadman, "health", lambda: WELL)
    outside.status = 500
    assert not ping_if_well()
    settings.DEADMAN_URL = "http://127.0.0.1:1/"
    assert not ping_if_well()
    assert caplog.text.count("was not taken") == 2
    assert "our-key" not in caplog.text


def test_it_goes_on_until_told_to_stop(outside, monkeypatch):
    monkeypatch.setattr(deadman, "health", lambda: WELL)
    stop = threading.Event()
    pinger = threading.Thread(target=keep_pinging, args=(stop,), kwargs={"every": 0.02})
    pinger.start()
    eventually(lambda: outside.heard >= 3)
    stop.set()
    pinger.join(timeout=5)
    assert not pinger.is_alive()


def test_without_an_address_nothing_is_done(settings):
    settings.DEADMAN_URL = ""
    keep_pinging(threading.Event())
    assert not ping_if_well()


@pytest.mark.django_db
def test_the_real_health_of_a_place_where_nothing_sweeps(outside):
    assert not ping_if_well()
    assert outside.heard == 0
