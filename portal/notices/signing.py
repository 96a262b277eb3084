"""The signature on what leaves the house, and how a receiver checks it."""

import hashlib
import hmac

SCHEME = "v1="
TOLERANCE = 300  # seconds that a message may be old, against replays


def signature(secret: str, *, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over time and body, so that neither can be changed alone."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"{SCHEME}{digest}"


def is_signed(secret: str, *, timestamp: str, body: bytes, given: str, now: float) -> bool:
    """Is this message ours and fresh? Any malformed header is a plain no."""
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > TOLERANCE:
        return False
    return hmac.compare_digest(signature(secret, timestamp=int(timestamp), body=body), given)
