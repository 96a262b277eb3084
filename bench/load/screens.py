"""An operator's screen that stands open on the live queue: its stream, and the re-reads that the stream causes.

What static/js/live.js does, in its times: a change is read at once but for a little spread, and on a busy screen the
re-reads are a while apart; one at a time; and a slow poll stands behind it all.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from typing import Any

from bench.load.breaches import Breaches
from bench.load.figures import Figures
from bench.load.people import Person

SPREAD, APART = 0.2, 1.0  # seconds, as in live.js
POLL_QUEUE, POLL_RAIL = 20.0, 30.0  # seconds, as in the pages
LISTENS = {"case", "escalation", "*"}
RETRY = 1.0


class Screen:
    def __init__(self, person: Person, figures: Figures, breaches: Breaches) -> None:
        self.person, self.figures, self.breaches = person, figures, breaches
        self.heard: set[str] = set()
        self.shown: set[str] = set()
        self.asked, self.last = asyncio.Event(), 0.0
        self.wants_queue = self.wants_rail = False

    async def stand_open(self) -> None:
        await asyncio.gather(self._listen(), self._reread(), self._poll())

    async def _listen(self) -> None:
        while True:
            try:
                async for name, data in self.person.wire.stream("/live/", cookies=self.person.cookies):
                    if name == "change":
                        self._changed(json.loads(data))
            except (OSError, asyncio.IncompleteReadError) as error:
                self.figures.failed("stream", type(error).__name__)
            await asyncio.sleep(RETRY)

    def _changed(self, told: list[dict[str, Any]]) -> None:
        self.figures.note("event", 0.0)
        self.breaches.hear({one["number"] for one in told}, self.heard, time.time())
        self.wants_queue |= any(one["topic"] in LISTENS for one in told)
        self.wants_rail = True
        self.asked.set()

    async def _reread(self) -> None:
        """Queue and rail are read at the same time; what changes meanwhile is read after it."""
        while True:
            await self.asked.wait()
            wait = max(random.random() * SPREAD, self.last + APART - time.monotonic())
            await asyncio.sleep(wait)
            self.asked.clear()
            self.last = time.monotonic()
            parts = [self._queue()] if self.wants_queue else []
            parts += [self._rail()] if self.wants_rail else []
            self.wants_queue = self.wants_rail = False
            await asyncio.gather(*parts)

    async def _queue(self) -> None:
        told = {"rows": "50", "text": "", "group": "", "state": "", "need": "", "severity": "", "area": ""}
        answer = await self.person.does("re-read queue", "POST", "/queue/", part="queue", form=told)
        if answer:
            self.breaches.show(answer.body, self.shown, time.time())

    async def _rail(self) -> None:
        await self.person.does("re-read rail", "GET", "/rail/?at=%2Fqueue%2F", part="rail")

    async def _poll(self) -> None:
        await asyncio.sleep(random.random() * POLL_QUEUE)
        while True:
            self.wants_queue = True
            self.asked.set()
            await asyncio.sleep(POLL_QUEUE)
