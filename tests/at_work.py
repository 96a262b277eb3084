"""How many requests the servers of the tests are answering: asked before the tables are emptied under them."""

import threading
import time
from collections.abc import Callable

import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponse

# Processes of their own that a test starts are counted by nobody here: the database knows what they have just asked.
AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid NOT IN (pg_backend_pid(), %s)
        AND (state <> 'idle' OR state_change > clock_timestamp() - make_interval(secs => %s))
"""

_lock = threading.Lock()
_answering = 0
_last = 0.0  # when one came or went, time.monotonic()


class CountRequests:
    """Middleware, outermost. A stream that is written after its view has returned counts as answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _note(+1)
        try:
            return self.get_response(request)
        finally:
            _note(-1)


def wait_until_idle(seconds: float = 15.0, quiet: float = 0.1) -> bool:
    """Until nothing has been answered for a while: what a closed page asked last may still be on its way here."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with _lock:
            is_quiet = not _answering and time.monotonic() - _last > quiet
        if is_quiet and not _is_at_work(quiet):
            return True
        time.sleep(0.02)
    return False


def _is_at_work(quiet: float) -> bool:
    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        return False  # a test without the database
    mine = connection.connection.info.backend_pid if connection.connection else 0
    with psycopg.connect(**connection.get_connection_params()) as asking:
        found = asking.execute(AT_WORK, [mine, quiet]).fetchone()
    return bool(found and found[0])


def _note(change: int) -> None:
    global _answering, _last
    with _lock:
        _answering += change
        _last = time.monotonic()
