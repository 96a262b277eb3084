"""The dead man's ping: a sign of life to somebody outside, who raises the alarm when it stays away.

Everything else that watches this installation lives on the same machines and may fall silent with them.
"""

import logging
import threading
from typing import Any

import httpx
from django.conf import settings
from django.db import connection

from portal.commitments.health import health

log = logging.getLogger(__name__)

EVERY = 30.0  # seconds
TIMEOUT = httpx.Timeout(5.0)


def ping_if_well() -> bool:
    """One GET to DEADMAN_URL while database, broker and sweep are fresh; True when it was sent and taken.

    A place that is not well says nothing: silence is what the other side listens for. Never raises.
    """
    if not settings.DEADMAN_URL:
        return False
    found = health()
    if not found.is_well:
        log.warning("no sign of life: %s", ", ".join(name for name, part in found.parts.items() if not _is_well(part)))
        return False
    try:
        # The environment's proxies are for browsing.
        answer = httpx.get(settings.DEADMAN_URL, timeout=TIMEOUT, follow_redirects=False, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        log.warning("the sign of life was not taken: %s", type(error).__name__)
        return False
    return True


def keep_pinging(stop: threading.Event, *, every: float = EVERY) -> None:
    """Until told to stop; does nothing where no address is set."""
    while settings.DEADMAN_URL and not stop.is_set():
        ping_if_well()
        connection.close()  # the next one may meet another server
        stop.wait(every)


def _is_well(part: Any) -> bool:
    return bool(part.get("ok", True))
