"""The one process behind `make run`: brings everything up in order, keeps it up, and takes everything down."""

import contextlib
import http.client
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from portal.stack.children import ROOT, Children, Program
from portal.stack.keeper import Keeper
from portal.stack.messages import compile_messages
from portal.stack.parent import make_was_interrupted
from portal.stack.ports import reserve
from portal.stack.progress import StackError, Stopped, say
from portal.stack.servers import claimed, start_servers
from portal.stack.setup import Setup

LOOK_EVERY = 0.2  # seconds
PATIENCE = 60.0  # seconds until the first page must answer
SERVERS = ("postgres", "redis")
POOL = "12"  # connections that one web process holds at most
DEMO_NAMES = "operator, neighbour, grid, medic, squad, desk, dispatcher, driver, gate, supervisor, city, auditor, admin"


@dataclass(frozen=True)
class Options:
    data_dir: Path
    host: str
    port: int
    demo: bool
    web_workers: int

    @property
    def address(self) -> str:
        """As seen from this machine, also when the door is open to others."""
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}"  # noqa: S104


class Supervisor:
    def __init__(self, options: Options) -> None:
        self.options = options
        self.stop_asked = threading.Event()
        self.keepers: list[Keeper] = []

    def run(self) -> None:
        """Steps: claim the data and the port, servers, files and schema, processes, first page; then keep watch."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, lambda *_: self.stop_asked.set())
        data_dir, host, port = self.options.data_dir, self.options.host, self.options.port
        with claimed(data_dir), reserve(host, port) as door, Children(data_dir / "log") as children:
            with contextlib.suppress(Stopped):
                self._bring_up(children, door)
                self._keep_watch()
            say("Stopping …")
            # Those that use the servers go first; the servers go with the end of this block.
            children.stop(*(keeper.child for keeper in self.keepers if keeper.program.name not in SERVERS))

    def is_stopped(self) -> bool:
        return self.stop_asked.is_set() or make_was_interrupted()

    def _bring_up(self, children: Children, door: socket.socket) -> None:
        options = self.options
        servers = start_servers(options.data_dir, children)
        self.keepers += [Keeper(children, child.program, child=child) for child in servers.embedded]
        env = {**servers.urls, "DATA_DIR": str(options.data_dir), "PORT": str(options.port)}
        setup = Setup(options.data_dir, children, env=env, is_stopped=self.is_stopped)
        compile_messages(ROOT / "locale")
        setup.prepare(demo=options.demo)
        self.keepers += [Keeper(children, program) for program in self._programs(env, door)]
        self._wait_for_first_page(children)
        say(f"READY {options.address}")
        if options.demo:
            say(f"Log in as one of: {DEMO_NAMES}")
            say("Passwords: demo- and the name, as in demo-operator. Ctrl-C stops everything.")

    def _programs(self, env: dict[str, str], door: socket.socket) -> list[Program]:
        python, celery = sys.executable, [sys.executable, "-m", "celery", "--app", "portal"]
        web = [python, "-m", "uvicorn", "portal.asgi:application", "--fd", str(door.fileno()), "--lifespan", "off"]
        # A browser holds its event stream open for ever: without a limit, stopping waits for it.
        web += ["--timeout-graceful-shutdown", "2", "--workers", str(self.options.web_workers)]
        # Addresses may carry what people searched for; they are not for a log.
        web += ["--no-access-log", "--no-server-header"]
        worker = [*celery, "worker", "--without-gossip", "--without-mingle", "--loglevel", "WARNING", "--queues"]
        return [
            Program("web", web, env={**env, "DATABASE_POOL": POOL}, pass_fds=[door.fileno()]),
            # The clock waits for no other task: two plans being computed would hold it up for a minute.
            Program("clock", [*worker, "clock", "--pool", "solo", "--hostname", "clock@%h"], env=env),
            Program("worker", [*worker, "default", "--concurrency", "2"], env=env),
            Program("beat", [*celery, "beat", "--loglevel", "WARNING"], env=env),
            Program("watch", [python, str(ROOT / "manage.py"), "watch"], env=env),
        ]

    def _wait_for_first_page(self, children: Children) -> None:
        deadline = time.monotonic() + PATIENCE
        while not _page_answers(self.options):
            self._look()
            if time.monotonic() > deadline:
                raise StackError(f"The first page does not answer. The end of the web log:\n{children.tail('web')}")

    def _keep_watch(self) -> None:
        while True:
            self._look()

    def _look(self) -> None:
        self.stop_asked.wait(LOOK_EVERY)
        if self.is_stopped():
            raise Stopped
        for keeper in self.keepers:
            keeper.tend()


def _page_answers(options: Options) -> bool:
    """Whether somebody who types the address sees a page, wherever it leads them first."""
    url = options.address + "/"
    try:
        for _hop in range(5):
            parts = urlsplit(url)
            connection = http.client.HTTPConnection(parts.netloc, timeout=10)
            connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
            answer = connection.getresponse()
            connection.close()
            if answer.status not in (301, 302, 303, 307, 308):
                return answer.status == 200
            url = urljoin(url, answer.headers["Location"])
    except (OSError, http.client.HTTPException):
        return False
    return False
