"""Turns: so many requests at once; of those who wait, people go before screens mostly, and nobody waits without end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")

PEOPLE_IN_A_ROW = 2  # before a screen that waits: what is overdue must be seen on the busiest day too
SCREENS_AT_ONCE = 1  # what many read in one round is read once: a second would hold its thread and wait for the first


class Full(Exception):
    """No turn came in time."""


class Turns:
    """Work on a few threads, given out in the event loop that asks."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._reading = 0  # screens at work
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="request")
        self._people: deque[asyncio.Future[None]] = deque()
        self._screens: deque[asyncio.Future[None]] = deque()
        self._people_in_a_row = 0

    async def take(self, work: Callable[[], T], *, is_screen: bool = False, wait: float) -> T:
        """What `work` gives, on a thread, in a copy of the caller's context.

        Raises Full when its turn has not come after `wait` seconds. Cancelled while it waits, it is never begun.
        """
        await self._turn(is_screen, wait)
        try:
            running = self._threads.submit(copy_context().run, work)
        except BaseException:
            self._pass_on(is_screen)
            raise
        loop = asyncio.get_running_loop()
        running.add_done_callback(lambda done: self._ended(loop, is_screen, done))
        return await asyncio.wrap_future(running)

    async def _turn(self, is_screen: bool, wait: float) -> None:
        if self._free and not (is_screen and self._reading >= SCREENS_AT_ONCE):
            self._free -= 1
            self._reading += is_screen
            return
        mine = asyncio.get_running_loop().create_future()
        (self._screens if is_screen else self._people).append(mine)
        try:
            await asyncio.wait_for(mine, wait)
        except TimeoutError:
            raise Full from None
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it came at the very moment of leaving
                self._pass_on(is_screen)
            raise

    def _ended(self, loop: asyncio.AbstractEventLoop, was_screen: bool, _done: Future[T]) -> None:
        """Called on the thread that did the work, which outlives whoever no longer waits for it."""
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._pass_on, was_screen)

    def _pass_on(self, was_screen: bool) -> None:
        self._reading -= was_screen
        while waiting := self._next():
            waiter = waiting.popleft()
            if not waiter.done():
                is_screen = waiting is self._screens
                self._people_in_a_row = 0 if is_screen else self._people_in_a_row + 1
                self._reading += is_screen
                waiter.set_result(None)
                return
        self._free += 1

    def _next(self) -> deque[asyncio.Future[None]]:
        """Those of whom the first is next; empty when nobody may have the turn."""
        is_screens_turn = self._people_in_a_row >= PEOPLE_IN_A_ROW or not self._people
        may_read = self._screens and self._reading < SCREENS_AT_ONCE
        return self._screens if may_read and is_screens_turn else self._people
