"""How many requests the servers of this process are answering: asked before the tables are emptied under them."""

import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
            if not _answering and time.monotonic() - _last > quiet:
                return True
        time.sleep(0.02)
    return False


def _note(change: int) -> None:
    global _answering, _last
    with _lock:
        _answering += change
        _last = time.monotonic()
