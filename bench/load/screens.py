"""An operator's screen that stands open on the live queue: its stream, and the re-reads that the stream causes.

What static/js/live.js does, in its times: a change is read at once but for a little spread, and on a busy screen the
re-reads are a while apart; one at a time; and a slow poll stands behind it all. Beside it the clocks of js/clocks.js:
a row that stands there turns red by itself, at the second after its due time by the server's time as last heard.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from typing import Any

from bench.load.breaches import LATE, ROW_ENDS, Breaches, Seen
from bench.load.figures import Figures
from bench.load.people import Person

SPREAD, APART, RAIL_TURNS, TIMES_AS_LONG = 0.2, 1.0, 4, 8  # seconds, turns and times, as in live.js
POLL_QUEUE, POLL_HEARD = 20.0, 60.0  # seconds, as on the page and, while the stream is heard, in live.js
TICK = 0.02
LISTENS = {"case", "escalation", "*"}
RETRY = 1.0
MORE = b'hx-target="#queue-more"'
ROWS = re.compile(rb'<tr data-row id="case-([^"]+)"')


class Screen:
    def __init__(self, person: Person, figures: Figures, breaches: Breaches) -> None:
        self.person, self.figures, self.breaches = person, figures, breaches
        self.seen = Seen()
        self.rows: set[str] = set()  # numbers that stand on the screen
        self.ends_late = False  # the list goes on, and its last row here is late: what runs out now would come after it
        self.ahead, self.second = 0.0, 0.0  # of the server's clock before this machine's, and the last that it told
        self.apart, self.took = APART, 0.0
        self.last = self.last_rail = float("-inf")
        self.read_at = time.monotonic()
        self.flush_at: float | None = None
        self.wants_queue = False

    async def stand_open(self) -> None:
        await asyncio.gather(self._listen(), self._read(), self._poll())

    async def _listen(self) -> None:
        while True:
            try:
                async for name, data in self.person.wire.stream("/live/", cookies=self.person.cookies):
                    if name == "pulse":
                        self._pulse(json.loads(data))
                    elif name == "change":
                        self._changed(json.loads(data))
            except (OSError, asyncio.IncompleteReadError) as error:
                self.figures.failed("stream", type(error).__name__)
            await asyncio.sleep(RETRY)

    def _pulse(self, told: dict[str, Any]) -> None:
        self.apart = max(APART, told.get("apart", APART))
        if told["now"] is not None:
            self.ahead = told["now"] - time.time()

    def _tick(self) -> None:
        now = time.time()
        if (second := (now + self.ahead) // 1) > self.second:
            self.second = second
            self.breaches.tick(self.seen, now, by_its_clock=now + self.ahead)

    def _changed(self, told: list[dict[str, Any]]) -> None:
        self.figures.note("event", 0.0)
        self.breaches.hear({one["number"] for one in told}, self.seen, time.time())
        topics = {one["topic"] for one in told}
        self.wants_queue |= bool(topics & LISTENS)
        is_new = not self.ends_late and any(
            one["topic"] == "escalation" and one["number"] not in self.rows for one in told
        )
        apart = APART if is_new or "*" in topics else self.turn
        at = max(time.monotonic() + random.random() * SPREAD, self.last + apart)
        self.flush_at = min(at, self.flush_at or at)

    @property
    def turn(self) -> float:
        """Seconds from one reading to the next."""
        return max(self.apart, TIMES_AS_LONG * self.took)

    async def _read(self) -> None:
        """What changes while an answer is under way is read after it; the rail less often than the rest."""
        while True:
            await asyncio.sleep(TICK)
            self._tick()
            now = time.monotonic()
            if self.flush_at is None or now < self.flush_at:
                continue
            self.flush_at, self.last = None, now
            parts = [self._queue()] if self.wants_queue else []
            if now >= self.last_rail + RAIL_TURNS * self.turn:
                self.last_rail = now
                parts.append(self._rail())
            self.wants_queue = False
            await asyncio.gather(*parts)

    async def _queue(self) -> None:
        self.read_at = time.monotonic()
        told = {"rows": "50", "text": "", "group": "", "state": "", "need": "", "severity": "", "area": ""}
        answer = await self.person.does("re-read queue", "POST", "/queue/", part="queue", form=told, is_live=True)
        self.took = time.monotonic() - self.read_at
        if answer:
            self.breaches.show(answer.body, self.seen, time.time())
            self.rows = {number.decode() for number in ROWS.findall(answer.body)}
            last = answer.body.rpartition(b"<tr data-row")[2]
            self.ends_late = MORE in last and LATE in last.partition(ROW_ENDS)[0]

    async def _rail(self) -> None:
        await self.person.does("re-read rail", "GET", "/rail/?at=%2Fqueue%2F", part="rail", is_live=True)

    async def _poll(self) -> None:
        await asyncio.sleep(random.random() * POLL_QUEUE)
        while True:
            if time.monotonic() >= self.read_at + POLL_HEARD:
                await self._queue()
            await asyncio.sleep(POLL_QUEUE)
