"""Sealing and opening: AES-256-GCM bound to the place where the token lies. Fails closed.

A token is  magic(1) | length of key id(1) | key id | nonce(12) | ciphertext and tag.
The associated data names table, column and row, so a token that was moved, cut or changed does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.privacy.keys import keyring

MAGIC = 0xC1  # never the first byte of UTF-8 text: plain text left in a column is not mistaken for a token
NONCE_BYTES = 12
TAG_BYTES = 16


class SealBroken(Exception):
    """A token did not open: changed, moved, sealed by an unknown key, or never sealed. Says where, never what."""


def place(*parts: object) -> bytes:
    """The associated data of a place. The separator cannot occur in the parts, so no two places are alike."""
    texts = [str(part) for part in parts]
    if any("|" in text for text in texts):
        raise ValueError("a place must not contain '|'")
    return "|".join(texts).encode()


def seal(plaintext: str, where: bytes) -> bytes:
    ring = keyring()
    key_id, nonce = ring.current.encode(), os.urandom(NONCE_BYTES)
    head = bytes([MAGIC, len(key_id)]) + key_id
    return head + nonce + AESGCM(ring.keys[ring.current]).encrypt(nonce, plaintext.encode(), where)


def unseal(token: bytes, where: bytes) -> str:
    """The plain text, or SealBroken: there is no third outcome."""
    return unsealed_bytes(token, where).decode()


def unsealed_bytes(token: bytes, where: bytes) -> bytes:
    """The same undecoded, for whoever reads much and needs little of it as text."""
    key_id, nonce, ciphertext = _taken_apart(token, where)
    key = keyring().keys.get(key_id)
    if key is None:
        raise SealBroken(f"sealed by a key that is not in the ring, at {where.decode()}")
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, where)
    except InvalidTag:
        raise SealBroken(f"token does not belong to {where.decode()} or was changed") from None


def key_id_of(token: bytes, where: bytes = b"") -> str:
    return _taken_apart(token, where)[0]


def _taken_apart(token: bytes, where: bytes) -> tuple[str, bytes, bytes]:
    token = bytes(token)
    start = 2 + token[1] if len(token) > 1 else 0
    if not start or token[0] != MAGIC or len(token) < start + NONCE_BYTES + TAG_BYTES:
        raise SealBroken(f"not a sealed token, at {where.decode()}")
    try:
        key_id = token[2:start].decode()
    except UnicodeDecodeError:
        raise SealBroken(f"not a sealed token, at {where.decode()}") from None
    return key_id, token[start : start + NONCE_BYTES], token[start + NONCE_BYTES :]
