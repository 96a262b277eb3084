"""One LISTEN connection for all open screens of a process, and the fan-out to their streams."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections

from portal.notices.live import rounds
from portal.notices.live.audience import EVERYBODY, Audience
from portal.notices.live.publishing import CHANNEL
from portal.notices.live.shutdown import when_told_to_stop

log = logging.getLogger(__name__)

PULSE_EVERY = 3.0  # seconds; a screen that hears none for three times as long has lost its connection
REREADINGS = 15  # in a second, that the screens of one process may cause; what is overdue goes before that
CHANGES_LIMIT = 200  # changes in one telling, beyond which a screen is simply told to read everything again
TELLINGS_LIMIT = 20  # that a screen may be behind
URGENT = frozenset({"escalation", "notice", EVERYBODY})  # told in the next round, however many screens take turns

STATE_OF_THE_CLOCK = """
SELECT EXTRACT(epoch FROM clock_timestamp())::float,
       (SELECT EXTRACT(epoch FROM clock_timestamp() - max(at))::float FROM notices_heartbeat WHERE name LIKE 'sweep:%')
"""

Change = tuple[str, str]  # topic and number


@dataclass(frozen=True, slots=True)
class Pulse:
    """The database's time in seconds, and the age of the last sweep. Both None while the database is away."""

    now: float | None = None
    sweep_age: float | None = None

    def said(self, apart: float) -> bytes:
        return event("pulse", {"now": self.now, "sweep_age": self.sweep_age, "apart": apart})

    def later(self, seconds: float) -> Pulse:
        """The same, for one who hears it only now."""
        return Pulse(*(None if value is None else value + seconds for value in (self.now, self.sweep_age)))


class Reader:
    """One open screen: what it will be told of, and the events that lie ready for its stream."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.changes: dict[Change, None] = {}  # each topic and number once, in order
        self.told_at = float("-inf")
        self._ready: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def next(self) -> bytes | None:
        """The next event; None when there are no more."""
        return await self._ready.get()

    def note(self, change: Change) -> None:
        self.changes[change] = None
        if len(self.changes) > CHANGES_LIMIT:
            self.changes = {(EVERYBODY, ""): None}

    def is_due(self, now: float, apart: float) -> bool:
        return now >= self.told_at + apart or any(topic in URGENT for topic, _number in self.changes)

    def tell(self, said: bytes | None) -> None:
        """A screen that does not keep up hears no more of what it missed than that it must read everything."""
        if said is None or self._ready.qsize() >= TELLINGS_LIMIT:
            while not self._ready.empty():
                self._ready.get_nowait()
            self._ready.put_nowait(said and changed([(EVERYBODY, "")]))
        self._ready.put_nowait(said)


class Hub:
    """Belongs to one event loop. Listens while anybody subscribes; the last one to go ends it at the next pulse.

    What is heard is told in rounds (see rounds.py), and put into words once for all screens that are told the same.
    """

    def __init__(self) -> None:
        self._readers: set[Reader] = set()
        self._listener: asyncio.Task[None] | None = None
        self._round: asyncio.TimerHandle | None = None
        self._is_closed = False
        self._pulse, self._pulse_at = Pulse(), time.monotonic()

    def subscribe(self, audience: Audience) -> Reader:
        reader = Reader(audience)
        self._readers.add(reader)
        pulse = self._pulse.later(time.monotonic() - self._pulse_at)
        reader.tell(None if self._is_closed else pulse.said(self.apart))
        if self._listener is None or self._listener.done():
            self._listener = asyncio.get_running_loop().create_task(self._listen())
        return reader

    @property
    def apart(self) -> float:
        """How many seconds a screen should leave between its re-readings, so that all of them get their turn."""
        return max(1.0, round(len(self._readers) / REREADINGS, 1))

    def unsubscribe(self, reader: Reader) -> None:
        self._readers.discard(reader)

    def close(self) -> None:
        """Ends every stream: the server is stopping, and a stream that goes on would hold it up."""
        self._is_closed = True
        for reader in self._readers:
            reader.tell(None)

    def tell(self, message: dict[str, Any]) -> None:
        """Notes what changed for all who hear of it; they are told when the next round begins."""
        change = (message["topic"], message.get("number", ""))
        for reader in self._readers:
            if reader.audience.hears(message):
                reader.note(change)
        if self._round is None:
            self._round = asyncio.get_running_loop().call_later(rounds.until_next(), self._tell_all)

    def _tell_all(self) -> None:
        """A round. Whoever was told a moment ago is told the rest when it is their turn to read again."""
        self._round = None
        now, apart = time.monotonic(), self.apart
        said: dict[tuple[Change, ...], bytes] = {}
        for reader in self._readers:
            if not reader.changes or not reader.is_due(now, apart):
                continue
            changes = tuple(reader.changes)
            if changes not in said:
                said[changes] = changed(changes)
            reader.tell(said[changes])
            reader.changes, reader.told_at = {}, now
        if any(reader.changes for reader in self._readers) and not self._is_closed:
            self._round = asyncio.get_running_loop().call_later(rounds.until_next(), self._tell_all)

    async def _listen(self) -> None:
        """Keeps a connection, whatever happens to it, while there is anybody to tell."""
        wait = 0.5
        while self._readers and not self._is_closed:
            try:
                await self._hear_one_connection()
                wait = 0.5
            except (psycopg.Error, OSError) as error:
                log.warning("the live listener has lost the database: %s", type(error).__name__)
                self._beat(Pulse())
                await asyncio.sleep(wait)
                wait = min(wait * 2, PULSE_EVERY)

    async def _hear_one_connection(self) -> None:
        async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.tell({"topic": EVERYBODY})  # whatever was said while nobody listened
            while self._readers and not self._is_closed:
                await self._ask(connection)
                async for notification in connection.notifies(timeout=PULSE_EVERY):
                    self.tell(json.loads(notification.payload))

    async def _ask(self, connection: psycopg.AsyncConnection) -> None:
        cursor = await connection.execute(STATE_OF_THE_CLOCK)
        now, sweep_age = await cursor.fetchone() or (None, None)
        self._beat(Pulse(now, sweep_age))

    def _beat(self, pulse: Pulse) -> None:
        self._pulse, self._pulse_at = pulse, time.monotonic()
        said = pulse.said(self.apart)
        for reader in self._readers:
            reader.tell(said)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
        when_told_to_stop(loop, _hubs[loop].close)
    return _hubs[loop]


def _parameters() -> dict[str, Any]:
    """Django's own connection parameters, as plain psycopg takes them: a listener must not come from a pool."""
    ours = {"cursor_factory", "context", "prepare_threshold"}
    parameters = connections["default"].get_connection_params()
    return {name: value for name, value in parameters.items() if name not in ours}


def changed(changes: Iterable[Change]) -> bytes:
    return event("change", [{"topic": topic, "number": number} for topic, number in changes])


def event(name: str, told: Any) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(told, separators=(',', ':'))}\n\n".encode()
