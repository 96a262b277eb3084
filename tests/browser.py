"""A headless Chromium for tests marked `browser`; without one on the machine they are skipped, and say so."""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from portal.stack.children import ROOT
from tests.at_work import wait_until_idle

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DESKTOP, TELEPHONE = (1440, 900), (390, 844)
SLOWEST = 30_000  # milliseconds that one action may take on a machine that has much else to do
expect.set_options(timeout=SLOWEST)


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
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
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
    wait_until_idle()  # emptying the tables under a request at work would end in a deadlock
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


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
