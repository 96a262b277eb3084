"""The one outbound channel: a signed POST with an idempotency key. No database here, and no transaction around it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from portal.notices.signing import signature

# A receiver that hangs costs this long and no longer.
TIMEOUT = httpx.Timeout(5.0, connect=3.0)
LIMITS = httpx.Limits(max_connections=40, max_keepalive_connections=10)


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery, ready to go. `timestamp` is the database's clock: this host's may be wrong."""

    delivery_id: int
    key: UUID
    url: str
    secret: str
    timestamp: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an attempt. `error` is a code such as "timeout"; empty when the receiver said 2xx."""

    delivery_id: int
    status: int | None = None
    error: str = ""


def client() -> httpx.AsyncClient:
    # The environment's proxies are for browsing; redirects could carry a signed message to somebody else.
    return httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS, follow_redirects=False, trust_env=False)


async def send(http: httpx.AsyncClient, letter: Letter) -> Result:
    """Posts one letter. Never raises: whatever goes wrong is a result to be retried."""
    body = json.dumps(letter.content, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Changyi-Notices/1",
        "Idempotency-Key": str(letter.key),
        "X-Changyi-Timestamp": str(letter.timestamp),
        "X-Changyi-Signature": signature(letter.secret, timestamp=letter.timestamp, body=body),
    }
    try:
        # Headers alone decide, so that an endless body cannot hold the sender.
        async with http.stream("POST", letter.url, content=body, headers=headers) as answer:
            status = answer.status_code
    except httpx.TimeoutException:
        return Result(letter.delivery_id, error="timeout")
    except Exception as error:  # bad addresses fail in many ways, down to an OverflowError for a port
        return Result(letter.delivery_id, error=type(error).__name__[:60])
    return Result(letter.delivery_id, status, "" if 200 <= status < 300 else f"http_{status}")
