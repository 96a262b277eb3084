"""Reading the environment: every setting that differs between places comes through here, and fails loudly."""

import os
from pathlib import Path
from urllib.parse import urlsplit

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class BadEnvironment(Exception):
    """A variable is missing or malformed. The text names the variable, never its value."""


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise BadEnvironment(f"{name} is not set and has no default")
    return value


def env_bool(name: str, *, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.strip().lower() in TRUE:
        return True
    if raw.strip().lower() in FALSE:
        return False
    raise BadEnvironment(f"{name} must be one of 1/0, true/false, yes/no, on/off")


def env_int(name: str, default: int) -> int:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number") from None


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).expanduser().resolve()


def env_secret(name: str, *, file: Path) -> str:
    """A secret from the environment or, failing that, from `file`. Raises when neither holds one."""
    if value := os.environ.get(name):
        return value
    if file.is_file() and (value := file.read_text().strip()):
        return value
    raise BadEnvironment(f"{name} is not set and {file.name} does not hold one")


def env_tiles(name: str) -> tuple[str, list[str]]:
    """The address of map tiles with {z}, {x} and {y}, and the one source that browsers must then be let read."""
    url = os.environ.get(name, "").strip()
    if not url:
        return "", []
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or "{" in parts.netloc:
        raise BadEnvironment(f"{name} must be an address with {{z}}, {{x}} and {{y}} on one host")
    if any(wanted not in parts.path + parts.query for wanted in ("{z}", "{x}", "{y}")):
        raise BadEnvironment(f"{name} must say where zoom and tile go: {{z}}, {{x}} and {{y}}")
    return url, [f"{parts.scheme}://{parts.netloc}"]
