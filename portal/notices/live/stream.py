"""The stream itself: what an open screen hears, as server-sent events."""

import random
import time
from collections.abc import AsyncIterator

from portal.notices.live.audience import Audience
from portal.notices.live.hub import event, hub

LONGEST = 600.0  # seconds after which a stream ends; the screen opens another, and grants are read anew
BYE = event("bye", {})


async def events(audience: Audience) -> AsyncIterator[bytes]:
    """`pulse` every few seconds, with the database's time and the last sweep's age; `change` with topics and numbers.

    Ends with `bye` when the server stops, and by itself after some minutes.
    """
    ends_at = time.monotonic() + LONGEST * random.uniform(0.8, 1)  # noqa: S311 (only to spread the load)
    listening = hub()
    reader = listening.subscribe(audience)
    try:
        yield b"retry: 2000\n\n"
        while time.monotonic() < ends_at and (said := await reader.next()) is not None:
            yield said
        yield BYE
    finally:
        listening.unsubscribe(reader)
