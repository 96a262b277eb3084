"""Hearing that the server stops: it would otherwise wait for streams that never end by themselves."""

import asyncio
import signal
import threading
from collections.abc import Callable
from typing import Any


def when_told_to_stop(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    """Calls `act` in the loop at SIGTERM or SIGINT, and then whatever handled the signal before.

    ASGI tells an application of a shutdown only after its last response has ended, which is too late for a stream.
    Signals belong to the main thread; in any other this does nothing, and the server's own time limit applies.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _chained(before, loop, act))


def _chained(
    before: Callable[..., Any], loop: asyncio.AbstractEventLoop, act: Callable[[], None]
) -> Callable[..., Any]:
    def handle(number: int, frame: Any) -> Any:
        if not loop.is_closed():
            loop.call_soon_threadsafe(act)
        return before(number, frame)

    return handle
