"""The file that holds the sealing keys, where they do not come from the environment."""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.privacy.keys import KEY_BYTES, forget


class NotInAFile(Exception):
    """The keys come from the environment: whoever sets it changes them."""


def add_key() -> str:
    """A new key at the end of the ring, not yet used for sealing. Returns its id."""
    ring = _read()
    key_id = str(max((int(known) for known in ring["keys"] if known.isdecimal()), default=0) + 1)
    ring["keys"][key_id] = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    _write(ring)
    return key_id


def use_key(key_id: str) -> None:
    """Seal by this key from the next start on. Raises KeyError when the ring has no such key."""
    ring = _read()
    if key_id not in ring["keys"]:
        raise KeyError(key_id)
    _write({**ring, "current": key_id})


def drop_key(key_id: str) -> None:
    ring = _read()
    del ring["keys"][key_id]
    _write(ring)


def _path() -> Path:
    if os.environ.get("SEALING_KEYS"):
        raise NotInAFile
    return Path(settings.DATA_DIR) / "keys" / "sealing.json"


def _read() -> dict[str, Any]:
    ring: dict[str, Any] = json.loads(_path().read_text())
    return ring


def _write(ring: dict[str, Any]) -> None:
    """Whole or not at all, and readable by its owner only: whoever loses this file loses every name in the database."""
    path = _path()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(json.dumps(ring) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    settings.SEALING_KEYS = path.read_text().strip()
    forget()
