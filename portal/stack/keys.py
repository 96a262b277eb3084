"""The secrets of one copy of Changyi: made once, kept in DATA_DIR/keys, readable by their owner only."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

KEY_BYTES = 32


def ensure_keys(data_dir: Path) -> list[str]:
    """Make every secret that does not exist yet and give back the names of those made. Never replaces one."""
    folder = data_dir / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return [name for name, make in MAKERS.items() if _written_once(folder / name, make)]


def _written_once(path: Path, make: Callable[[], str]) -> bool:
    """Two copies starting at once agree on one secret: the file appears whole, under its name, or not at all."""
    if path.exists():
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(make() + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _first_keyring() -> str:
    return json.dumps({"current": "1", "keys": {"1": _random_key()}})


MAKERS: dict[str, Callable[[], str]] = {
    "secret_key": lambda: secrets.token_urlsafe(64),
    "sealing.json": _first_keyring,
    "index_key": _random_key,
    "postgres_password": lambda: secrets.token_urlsafe(32),
    "database_password": lambda: secrets.token_urlsafe(32),
    "redis_password": lambda: secrets.token_urlsafe(32),
}
