"""Somebody before a screen: a page of their own, logged in, of a server that runs while the test does."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from portal.stack.children import ROOT
from portal.stack.ports import free_port
from tests.browser import DESKTOP
from tests.commitments.processes import environment, eventually

# Nothing that was pressed is on its way to the server any more, at once or through a telephone's queue.
SETTLED = """() => !document.querySelector('.htmx-request, [data-act][aria-busy=true]')
  && !(window.changyi && changyi.queue && changyi.queue.acts().length)"""


class Server:
    """uvicorn as `make run` starts it, on a port that stays the same when it is started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = ["uvicorn", "portal.asgi:application", "--port", str(self.port), "--lifespan", "off"]
        more = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_POOL": "8", "PORT": ""}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command, "--timeout-graceful-shutdown", "20", "--log-level", "warning"],
            cwd=ROOT,
            env=environment(**more),
        )
        eventually(self.answers)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).status_code in (200, 503)
        except httpx.HTTPError:
            return False

    def stop(self, how: int = signal.SIGTERM) -> float:
        """Seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        return time.monotonic() - began


def log_in(page: Page, user: Any, url: str) -> None:
    """By a client of their own: a second log-in of the same one would end the first one's session."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def fits(page: Page) -> bool:
    """Nothing reaches beyond the side of the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.fixture
def screen(live_server: Any, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """screen(user, "/desk/", TELEPHONE): that page as they see it, without the live stream; no path: none yet."""

    def show(user: Any, path: str = "", size: tuple[int, int] = DESKTOP, **how: Any) -> Page:
        page = open_page(size, base_url=live_server.url, **how)
        page.route("**/live/**", lambda route: route.fulfill(status=204))
        log_in(page, user, live_server.url)
        if path:
            page.goto(path)
        return page

    return show


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """A server in a process of its own, with streams."""
    running = Server()
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def live_screen(server: Server, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """The same page with its stream: each hears at once what was done on the others."""

    def show(user: Any, path: str, size: tuple[int, int] = DESKTOP) -> Page:
        page = open_page(size, base_url=server.url)
        log_in(page, user, server.url)
        page.goto(path)
        return page

    return show
