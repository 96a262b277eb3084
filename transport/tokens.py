"""What the QR code of a pass carries: a short signed token without personal data, checkable without network."""

import base64
import binascii
import os
import struct
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

PREFIX = "CY1."  # version of the layout below; a gate that does not know it says so instead of guessing
LAYOUT = struct.Struct(">16sIIQ")  # pass id, valid from and until (seconds since 1970), checkpoint (0: any)
KEY_BYTES = 32


class ForgedToken(ValueError):
    """It looks like a token, but this portal did not sign it."""


@dataclass(frozen=True, slots=True)
class Claims:
    pass_id: uuid.UUID
    valid_from: datetime
    valid_until: datetime
    checkpoint_id: int | None


def sign(claims: Claims) -> str:
    body = LAYOUT.pack(
        claims.pass_id.bytes,
        int(claims.valid_from.timestamp()),
        int(claims.valid_until.timestamp()),
        claims.checkpoint_id or 0,
    )
    return PREFIX + _text(body + _keys()[0].sign(PREFIX.encode() + body))


def token_of(shown: Any) -> str:
    """The token of a pass, signed from its columns: the same each time it is asked for."""
    return sign(Claims(shown.pk, shown.valid_from, shown.valid_until, shown.checkpoint_id))


def is_token(typed: str) -> bool:
    return typed.startswith(PREFIX)


def read(token: str) -> Claims:
    """What the token says. Raises ForgedToken when it is damaged or signed by somebody else."""
    try:
        raw = base64.urlsafe_b64decode(token.removeprefix(PREFIX) + "==")
        body, signature = raw[: LAYOUT.size], raw[LAYOUT.size :]
        if len(body) < LAYOUT.size or not _is_ours(signature, PREFIX.encode() + body):
            raise ForgedToken
    except (binascii.Error, ValueError) as error:
        raise ForgedToken from error
    pass_id, valid_from, valid_until, checkpoint_id = LAYOUT.unpack(body)
    return Claims(
        uuid.UUID(bytes=pass_id),
        datetime.fromtimestamp(valid_from, UTC),
        datetime.fromtimestamp(valid_until, UTC),
        checkpoint_id or None,
    )


def public_keys() -> list[str]:
    """For gates that check without network: raw Ed25519, base64url, the one that signs now first."""
    return [_text(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)) for key in _keys()]


def _is_ours(signature: bytes, signed: bytes) -> bool:
    return any(_signs(key.public_key(), signature, signed) for key in _keys())


def _signs(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


@cache
def _keys() -> tuple[Ed25519PrivateKey, ...]:
    """The first one signs; those after it signed passes that are still in people's hands."""
    given = settings.PASS_KEY or _stored(Path(settings.DATA_DIR) / "keys" / "pass_key")
    lines = given.replace(",", "\n").split()
    return tuple(Ed25519PrivateKey.from_private_bytes(base64.b64decode(line, validate=True)) for line in lines)


def _stored(path: Path) -> str:
    """The key in `path`, made at its first use. Of two processes that start at once, one writes and both read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)).decode())
        try:
            os.link(fresh, path)  # fails when the other process was first; its key is then the key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
