"""People at their screens, for stories told in a real browser: who logs in, what they tap, what they fill in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import DESKTOP, TELEPHONE
from tests.screens import SETTLED

ON_TELEPHONES = {"grid", "driver", "gate"}


class Actor:
    """One log-in of the demo at its own browser."""

    def __init__(self, page: Page, name: str, base: str) -> None:
        self.page, self.name, self.base = page, name, base
        page.goto(f"{base}/login/")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", f"demo-{name}")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)

    def open(self, path: str) -> Actor:
        self.page.goto(f"{self.base}{path}")
        return self

    def tap(self, label: str, *, within: str = "main", **inputs: str) -> None:
        """Presses a button by its words; fills and sends the dialog that it opens, if any; waits for the answer."""
        button = self.button(label, within=within)
        opens_dialog = button.get_attribute("aria-haspopup") == "dialog"
        button.click()
        if opens_dialog:
            self.fill_dialog(inputs)
        self.page.wait_for_function(SETTLED)

    def button(self, label: str, *, within: str = "main") -> Locator:
        words = re.compile(rf"^\s*{re.escape(label)}")
        return self.page.locator(within).get_by_role("button", name=words).first

    def fill_dialog(self, inputs: dict[str, str]) -> None:
        form = self.page.locator("#dialog-form")
        expect(form).to_be_visible()
        for name, value in inputs.items():
            choose(form, name, value)
        form.locator("button[type=submit]").click()
        expect(form).to_be_hidden()

    def sees(self, words: str, *, within: str = "main") -> None:
        expect(self.page.locator(within)).to_contain_text(words)


def choose(form: Locator, name: str, value: str) -> None:
    """Fills a field whatever it is: text, a list, one of several choices."""
    field = form.locator(f"[name={name}]").first
    kind = field.evaluate("field => field.type")
    if kind == "select-one":
        field.select_option(value)
    elif kind in ("radio", "checkbox"):
        form.locator(f"[name={name}][value='{value}']").check(force=True)
    else:
        field.fill(value)


class Program:
    """An outside program at the HTTP API, with somebody's token."""

    def __init__(self, page: Page, name: str, base: str) -> None:
        self.http, self.base = page.request, f"{base}/api/v1"
        body = {"username": name, "password": f"demo-{name}"}
        answer = self.http.post(f"{self.base}/token/", data=body)
        assert answer.ok, answer.text()
        self.headers = {"Authorization": f"Token {answer.json()['token']}"}

    def get(self, path: str, **query: str) -> Any:
        answer = self.http.get(f"{self.base}{path}", headers=self.headers, params=query)
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        answer = self.http.post(f"{self.base}{path}", headers=self.headers, data=body)
        assert answer.ok, answer.text()
        return answer.json()


def casting(open_page: Callable[..., Page], base: str) -> Callable[[str], Actor]:
    """Opens each actor's browser once a story: a telephone for those who hold one, a desktop for the others."""
    stage: dict[str, Actor] = {}

    def call(name: str) -> Actor:
        if name not in stage:
            size = TELEPHONE if name in ON_TELEPHONES else DESKTOP
            stage[name] = Actor(open_page(size), name, base)
        return stage[name]

    return call
