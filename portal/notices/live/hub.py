"""One LISTEN connection for all open screens of a process, and the fan-out to their queues."""

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections

from portal.notices.live.audience import EVERYBODY, Audience
from portal.notices.live.publishing import CHANNEL
from portal.notices.live.shutdown import when_told_to_stop

log = logging.getLogger(__name__)

PULSE_EVERY = 3.0  # seconds; a screen that hears none for three times as long has lost its connection
REREADINGS = 25  # in a second, that the screens of one process may cause; what is overdue goes before that
QUEUE_LIMIT = 200  # messages behind which a screen is simply told to read everything again

PULSE = "pulse"
STATE_OF_THE_CLOCK = """
SELECT EXTRACT(epoch FROM clock_timestamp())::float,
       (SELECT EXTRACT(epoch FROM clock_timestamp() - max(at))::float FROM notices_heartbeat WHERE name LIKE 'sweep:%')
"""

Queue = asyncio.Queue[dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Pulse:
    """The database's time in seconds, and the age of the last sweep. Both None while the database is away."""

    now: float | None = None
    sweep_age: float | None = None

    def message(self, apart: float) -> dict[str, Any]:
        return {"topic": PULSE, "now": self.now, "sweep_age": self.sweep_age, "apart": apart}

    def later(self, seconds: float) -> "Pulse":
        """The same, for one who hears it only now."""
        return Pulse(*(None if value is None else value + seconds for value in (self.now, self.sweep_age)))


class Hub:
    """Belongs to one event loop. Listens while anybody subscribes; the last one to go ends it at the next pulse."""

    def __init__(self) -> None:
        self._readers: dict[Queue, Audience] = {}
        self._listener: asyncio.Task[None] | None = None
        self._is_closed = False
        self._pulse, self._pulse_at = Pulse(), time.monotonic()

    def subscribe(self, audience: Audience) -> Queue:
        queue: Queue = asyncio.Queue(QUEUE_LIMIT)
        self._readers[queue] = audience
        pulse = self._pulse.later(time.monotonic() - self._pulse_at)
        queue.put_nowait(None if self._is_closed else pulse.message(self.apart))
        if self._listener is None or self._listener.done():
            self._listener = asyncio.get_running_loop().create_task(self._listen())
        return queue

    @property
    def apart(self) -> float:
        """How many seconds a screen should leave between its re-readings, so that all of them get their turn."""
        return max(1.0, round(len(self._readers) / REREADINGS, 1))

    def unsubscribe(self, queue: Queue) -> None:
        self._readers.pop(queue, None)

    def close(self) -> None:
        """Ends every stream: the server is stopping, and a stream that goes on would hold it up."""
        self._is_closed = True
        for queue in list(self._readers):
            _empty(queue)
            queue.put_nowait(None)

    def tell(self, message: dict[str, Any]) -> None:
        for queue, audience in list(self._readers.items()):
            if message["topic"] != PULSE and not audience.hears(message):
                continue
            if queue.full():
                _empty(queue)
                queue.put_nowait({"topic": EVERYBODY})
            else:
                queue.put_nowait(message)

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
        self.tell(pulse.message(self.apart))


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


def _empty(queue: Queue) -> None:
    while not queue.empty():
        queue.get_nowait()
