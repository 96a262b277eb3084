"""The keys of sealing and of the blind index: read once at start, checked, never derived from SECRET_KEY."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

KEY_BYTES = 32
MAX_KEY_ID = 32


@dataclass(frozen=True)
class Keyring:
    """The key that seals from now on, and every key that may still open what was sealed before."""

    current: str
    keys: dict[str, bytes] = field(repr=False)


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """From SEALING_KEYS: {"current": "2", "keys": {"1": base64 of 32 bytes, "2": …}}. Raises ImproperlyConfigured."""
    try:
        raw = json.loads(settings.SEALING_KEYS)
        current = str(raw["current"])
        keys = {str(name): _decoded(key, "SEALING_KEYS") for name, key in raw["keys"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        # `from None`: the text of a JSON error quotes what it could not read, which here is a key.
        form = '{"current": "1", "keys": {"1": base64}}'
        raise ImproperlyConfigured(f"SEALING_KEYS must be JSON of the form {form}") from None
    if current not in keys:
        raise ImproperlyConfigured("SEALING_KEYS: the current key is not among the keys")
    if any(not 0 < len(name.encode()) <= MAX_KEY_ID for name in keys):
        raise ImproperlyConfigured(f"SEALING_KEYS: a key id has 1 to {MAX_KEY_ID} bytes")
    return Keyring(current, keys)


@lru_cache(maxsize=1)
def index_key() -> bytes:
    return _decoded(settings.INDEX_KEY, "INDEX_KEY")


def _decoded(key: str, setting: str) -> bytes:
    try:
        decoded = base64.b64decode(key.strip(), validate=True)
    except (binascii.Error, AttributeError, ValueError):
        raise ImproperlyConfigured(f"{setting}: a key is not base64") from None
    if len(decoded) != KEY_BYTES:
        raise ImproperlyConfigured(f"{setting}: a key must be {KEY_BYTES} bytes long")
    return decoded


def forget() -> None:
    """Read the settings again at the next use (tests, and the command that rotates keys)."""
    keyring.cache_clear()
    index_key.cache_clear()


def _on_setting_changed(*, setting: str, **kwargs: object) -> None:
    if setting in {"SEALING_KEYS", "INDEX_KEY"}:
        forget()


setting_changed.connect(_on_setting_changed, dispatch_uid="portal.privacy.keys")
