"""Turns: so many requests at once; of those who wait, people go before screens, and nobody waits without end."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from itertools import count
from typing import TypeVar

T = TypeVar("T")


class Full(Exception):
    """No turn came in time."""


class Turns:
    """Work on a few threads, given out in the event loop that asks."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="request")
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = count()

    async def take(self, work: Callable[[], T], *, after: bool = False, wait: float) -> T:
        """What `work` gives, on a thread, in a copy of the caller's context; `after` lets all others go before.

        Raises Full when its turn has not come after `wait` seconds. Cancelled while it waits, it is never begun.
        """
        await self._turn(after, wait)
        try:
            running = self._threads.submit(copy_context().run, work)
        except BaseException:
            self._pass_on()
            raise
        loop = asyncio.get_running_loop()
        running.add_done_callback(lambda done: self._ended(loop, done))
        return await asyncio.wrap_future(running)

    async def _turn(self, after: bool, wait: float) -> None:
        if self._free:
            self._free -= 1
            return
        mine = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (after, next(self._numbers), mine))
        try:
            await asyncio.wait_for(mine, wait)
        except TimeoutError:
            raise Full from None
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it came at the very moment of leaving
                self._pass_on()
            raise

    def _ended(self, loop: asyncio.AbstractEventLoop, _done: Future[T]) -> None:
        """Called on the thread that did the work, which outlives whoever no longer waits for it."""
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._pass_on)

    def _pass_on(self) -> None:
        while self._waiting:
            _after, _number, waiter = heapq.heappop(self._waiting)
            if not waiter.done():
                waiter.set_result(None)
                return
        self._free += 1
