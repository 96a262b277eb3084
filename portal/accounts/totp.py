"""Time-based one-time codes as RFC 6238 says: SHA-1, six digits, steps of thirty seconds. Pure, no Django."""

import base64
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

STEP = 30
DIGITS = 6
# Telephones go wrong by some seconds, and people type slowly: one step to either side counts.
WINDOW = 1
ISSUER = "Changyi"


def new_secret() -> str:
    """160 random bits, in the base 32 that authenticator apps read."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: str, code: str, *, at: float, after: int = 0) -> int | None:
    """The step whose code this is, none at or before `after` (a code opens once). Compares in constant time."""
    now = int(at) // STEP
    steps = [step for step in range(now - WINDOW, now + WINDOW + 1) if step > after]
    matches = [step for step in steps if hmac.compare_digest(code_at(secret, step), code)]
    return matches[0] if matches else None


def address(secret: str, username: str) -> str:
    """What the square code holds: otpauth://totp/Changyi:name?secret=…"""
    parameters = urlencode({"secret": secret, "issuer": ISSUER})
    return f"otpauth://totp/{quote(ISSUER)}:{quote(username)}?{parameters}"
