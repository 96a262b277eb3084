"""A city's way to run it: PostgreSQL with a standby, Redis, two hosts with web, worker and watch, one with beat.

Nothing is shared between the hosts but these servers and a copy of the keys.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from portal.notices.receiver import Receiver
from portal.stack.children import ROOT, Children
from portal.stack.keys import ensure_keys
from portal.stack.postgres import Postgres
from portal.stack.redis_server import RedisServer
from portal.stack.servers import write_address
from tests.faults.network import HERE, address, hosts_on_a_bridge, namespace
from tests.faults.site import SECRET, Site, eventually
from tests.faults.standby import follow, url_of
from tests.running import NOT_INHERITED

PORT = 8000
READY_WITHIN = 60.0
STOPPED_WITHIN = 10.0
CELERY = [sys.executable, "-m", "celery", "--app", "portal"]
WEB = [sys.executable, "-m", "uvicorn", "portal.asgi:application", "--host", "0.0.0.0", "--port", str(PORT)]
WEB += ["--lifespan", "off", "--no-access-log", "--timeout-graceful-shutdown", "5"]
WORKER = [*CELERY, "worker", "--without-gossip", "--without-mingle", "--loglevel", "WARNING", "--queues"]
PROGRAMS = {
    "web": WEB,
    "clock": [*WORKER, "clock", "--pool", "solo", "--hostname", "clock@%h"],
    "worker": [*WORKER, "default", "--concurrency", "2"],
    "watch": [sys.executable, "manage.py", "watch"],
}
BEAT = [*CELERY, "beat", "--loglevel", "WARNING"]


class OpenRedis(RedisServer):
    """Listens where the hosts reach it, too."""

    def _configuration(self) -> str:
        return super()._configuration().replace("bind 127.0.0.1", f"bind 127.0.0.1 {HERE}")


class Host:
    """One machine: its processes, of whichever version of the portal it runs."""

    def __init__(self, number: int, data_dir: Path, env: dict[str, str], *, has_beat: bool) -> None:
        self.number, self.data_dir = number, data_dir
        self.programs = PROGRAMS | ({"beat": BEAT} if has_beat else {})
        self.env = env | {"DATA_DIR": str(data_dir), "ALLOWED_HOSTS": self.address}
        self.running: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return address(self.number)

    @property
    def url(self) -> str:
        return f"http://{self.address}:{PORT}"

    def start(self, tree: Path = ROOT) -> Host:
        """`tree`: where the version to be run lies."""
        (self.data_dir / "log").mkdir(parents=True, exist_ok=True)
        for name, command in self.programs.items():
            env = self.env | {"PROCESS_NAME": name} | ({"DATABASE_POOL": "20"} if name == "web" else {})
            with (self.data_dir / "log" / f"{name}.log").open("ab") as log:
                inside = ["ip", "netns", "exec", namespace(self.number), *command]
                self.running.append(
                    subprocess.Popen(
                        inside, cwd=tree, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                        start_new_session=True,
                    )
                )  # fmt: skip
        assert eventually(self.is_answering, within=READY_WITHIN), (self.data_dir / "log" / "web.log").read_text()
        return self

    def stop(self) -> None:
        """As a deployment does it: the processes end what they are at."""
        self._send(signal.SIGTERM)
        until = time.monotonic() + STOPPED_WITHIN
        for process in self.running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(until - time.monotonic(), 0.1))
        self._send(signal.SIGKILL)
        self.running.clear()

    def is_answering(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
            return answer.status == 200
        return False

    def _send(self, sent: int) -> None:
        for process in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sent)


class Hosts(Site):
    """Two hosts at work on one pair of servers; whoever calls goes to the other one when one does not answer."""

    def __init__(self, data_dir: Path, children: Children) -> None:
        self.data_dir = data_dir
        self.receiver = Receiver(SECRET, host=HERE).start()
        env = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        env |= self._servers(children) | {"PORT": str(PORT), "DEMO": "0"}
        self.copy = SimpleNamespace(env=env | {"DATA_DIR": str(data_dir)})
        self.manage("migrate", "--noinput")
        self.tokens = self._staged()["tokens"]
        self.hosts = [self._host(number, env) for number in range(2)]

    @property
    def urls(self) -> list[str]:
        return [host.url for host in self.hosts]

    def manage(self, *command: str, tree: Path = ROOT) -> None:
        env = self.copy.env | {"STATEMENT_TIMEOUT": "0", "LOCK_TIMEOUT": "0"}
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=tree, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    def close(self) -> None:
        for host in self.hosts:
            host.stop()
        self.receiver.stop()

    def _servers(self, children: Children) -> dict[str, str]:
        """Both PostgreSQL and Redis, for the hosts at HERE; the addresses that the hosts are given."""
        ensure_keys(self.data_dir)
        self.primary, redis = Postgres(self.data_dir), OpenRedis(self.data_dir)
        self.primary.settings = self.primary.settings | {"listen_addresses": f"127.0.0.1,{HERE}"}
        self.primary.start(children)
        with (self.primary.folder / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {HERE}/24 scram-sha-256\n")
        self.send(signal.SIGHUP, "postgres")
        self.standby = follow(self.primary, self.data_dir / "standby", children)
        redis.start(children)
        write_address(self.data_dir, "DATABASE_URL", url_of("127.0.0.1", self.primary, self.standby))
        return {
            "DATABASE_URL": url_of(HERE, self.primary, self.standby),
            "REDIS_URL": redis.url.replace("127.0.0.1", HERE),
        }

    def _host(self, number: int, env: dict[str, str]) -> Host:
        place = self.data_dir / f"host{number}"
        shutil.copytree(self.data_dir / "keys", place / "keys")
        return Host(number, place, env, has_beat=number == 0).start()


@contextlib.contextmanager
def two_hosts(folder: Path) -> Iterator[Hosts]:
    """Raises MayNotSplit where namespaces cannot be made."""
    with hosts_on_a_bridge(2), Children(folder / "log") as children:
        site = Hosts(folder, children)
        try:
            yield site
        finally:
            site.close()
