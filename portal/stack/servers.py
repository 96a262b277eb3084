"""PostgreSQL and Redis together, embedded or given: what every process of the portal needs before it can begin."""

import fcntl
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portal.stack.children import Child, Children
from portal.stack.keys import ensure_keys
from portal.stack.postgres import Postgres
from portal.stack.progress import StackError, timed
from portal.stack.redis_server import RedisServer


@dataclass
class Servers:
    """Where the servers are, and the processes of those that are ours."""

    urls: dict[str, str]
    embedded: list[Child] = field(default_factory=list)


def claimed(data_dir: Path) -> IO[str]:
    """Two copies must not share one DATA_DIR. The claim ends with the process, however it ends."""
    (data_dir / "run").mkdir(parents=True, exist_ok=True)
    claim = open(data_dir / "run" / "claim", "w")  # noqa: SIM115 (the caller closes it)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        claim.close()
        raise StackError(f"Another copy runs on {data_dir}. Stop it, or give this one a DATA_DIR of its own.") from None
    return claim


def start_servers(data_dir: Path, children: Children, *, durable: bool = True) -> Servers:
    """Start what the environment does not name, and write the addresses where the settings look for them."""
    ensure_keys(data_dir)
    servers = Servers({})
    for name, title, kind in (("DATABASE_URL", "PostgreSQL", Postgres), ("REDIS_URL", "Redis", RedisServer)):
        if given := os.environ.get(name):
            servers.urls[name] = given
            continue
        with timed(f"Starting {title}"):
            server = kind(data_dir, durable=durable)
            servers.embedded.append(server.start(children))
        servers.urls[name] = server.url
        write_address(data_dir, name, server.url)
    return servers


def write_address(data_dir: Path, name: str, url: str) -> None:
    path = data_dir / "run" / name.lower()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(url)
