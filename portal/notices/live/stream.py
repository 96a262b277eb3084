"""The stream itself: what an open screen hears, as server-sent events."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from typing import Any

from portal.notices.live import rounds
from portal.notices.live.audience import Audience
from portal.notices.live.hub import PULSE, PULSE_EVERY, Queue, hub

LONGEST = 600.0  # seconds after which a stream ends; the screen opens another, and grants are read anew


async def events(audience: Audience) -> AsyncIterator[bytes]:
    """`pulse` every few seconds, with the database's time and the last sweep's age; `change` with topics and numbers.

    Ends with `bye` when the server stops, and by itself after some minutes.
    """
    ends_at = time.monotonic() + LONGEST * random.uniform(0.8, 1)  # noqa: S311 (only to spread the load)
    listening = hub()
    queue = listening.subscribe(audience)
    try:
        yield b"retry: 2000\n\n"
        while time.monotonic() < ends_at:
            for event in await _next_events(queue):
                yield event
                if event is BYE:
                    return
        yield BYE
    finally:
        listening.unsubscribe(queue)


def _event(name: str, data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


BYE = _event("bye", {})


async def _next_events(queue: Queue) -> list[bytes]:
    """Waits for something to say; what comes in one round is said together, each topic and number once."""
    try:
        messages = [await asyncio.wait_for(queue.get(), PULSE_EVERY * 2)]
    except TimeoutError:
        return [b": still here\n\n"]
    if messages[0] is not None and messages[0]["topic"] != PULSE:
        await asyncio.sleep(rounds.until_next())
    while not queue.empty():
        messages.append(queue.get_nowait())
    if None in messages:
        return [BYE]
    pulses = [_without_topic(message) for message in messages if message and message["topic"] == PULSE]
    changes = {(m["topic"], m.get("number", "")): None for m in messages if m and m["topic"] != PULSE}
    spoken = [_event("change", [{"topic": topic, "number": number} for topic, number in changes])] if changes else []
    return [*spoken, *(_event(PULSE, pulse) for pulse in pulses[-1:])]


def _without_topic(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "topic"}
