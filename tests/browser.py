"""A headless Chromium for tests marked `browser`; without one on the machine they are skipped, and say so."""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from portal.stack.children import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DESKTOP, TELEPHONE = (1440, 900), (390, 844)
SLOWEST = 15_000  # milliseconds that one action may take
AT_WORK = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'
"""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium: $CHROMIUM, or the first of the usual names that is on the PATH."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip("no Chromium on this machine: install the package chromium, or set CHROMIUM to its path")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django then takes tests that ask the database for asynchronous code.
    # One for each module and not for the session: while that loop runs, nothing asynchronous can be tested here.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]  # as root, and in containers with a small /dev/shm
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, django_db_blocker: Any) -> Iterator[Callable[..., Page]]:
    """Opens pages, each like a browser of its own. A test fails when one of them logged an error or a CSP violation."""
    contexts, complaints = [], []
    excused: set[str] = set()

    def note(message: ConsoleMessage) -> None:
        if any(words in message.text for words in excused):
            return
        if message.type == "error" or "Content Security Policy" in message.text:
            complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def open_one(
        size: tuple[int, int] = DESKTOP,
        *,
        language: str = "zh-CN",
        base_url: str | None = None,
        expects: Iterable[str] = (),
        **how: Any,
    ) -> Page:
        """`expects`: words of errors that the test itself causes. `how`: what else the context is made with."""
        width, height = size
        excused.update(expects)
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id="Asia/Shanghai",
            base_url=base_url,
            has_touch=size == TELEPHONE,
            **how,
        )
        context.set_default_timeout(SLOWEST)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    with django_db_blocker.unblock():
        _wait_for_the_server()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


def _wait_for_the_server() -> None:
    """What a closed page has asked may still be worked on; emptying the tables under it would end in a deadlock."""
    if connection.connection is None or connection.in_atomic_block:
        return
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(AT_WORK)
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    """Keeps a picture of a page below build/screenshots, named by what it shows."""

    def keep(page: Page, name: str) -> Path:
        folder = ROOT / "build" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"] if page.viewport_size else 0
        path = folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{width}.png"
        page.screenshot(path=path, full_page=False)
        return path

    return keep


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the browser is marked `browser`, so that `-m 'not browser'` leaves out all of them."""
    for item in items:
        if {"browser", "open_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
