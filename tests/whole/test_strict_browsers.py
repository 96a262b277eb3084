"""What every answer tells a browser to forbid, what no page contains, and what no stranger's page can make one do."""

import re

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.whole.addresses import Address, all_addresses
from tests.whole.people import ANONYMOUS
from tests.whole.walking import SERVED, Walker, foretold, visits

ADDRESSES = [address for address in all_addresses() if not address.path.startswith("/admin/")]
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
# A script or a style within the page (data is no script), a handler on an element, a file from another host.
RUNS_IN_PAGE = re.compile(
    r"<script(?![^>]*\ssrc=|[^>]*type=\"application/json\")|<style"
    r"|<[^>]+\son[a-z]+\s*=|javascript:|hx-on|<(?:script|link|img)[^>]+(?:src|href)=\"(?:https?:)?//"
)
MASKED = re.compile(r"\w\*\*")
ELSEWHERE = "https://elsewhere.example/"
LEADS = ("Location", "HX-Redirect", "HX-Location", "HX-Replace-Url", "HX-Push-Url")
# The way in for programs: it has no session that a stranger's page could ride on.
WITHOUT_SESSION = {"/api/v1/token/"}


class Readers:
    """For each address somebody who is served there, preferring those who see most."""

    def __init__(self, world, **how) -> None:
        self._world, self._how = world, how
        self._walkers: dict[str, Walker] = {}

    def somebody_served(self, address: Address, method: str) -> tuple[Walker, str] | None:
        names = [ANONYMOUS, *(name for name in self._world.people if name != ANONYMOUS)]
        for example, path in visits(address, self._world):
            for name in names if address.declared.is_public else names[1:]:
                if foretold(self._world.people[name], method, address, example) == SERVED:
                    return self._walker(name), path
        return None

    def _walker(self, name: str) -> Walker:
        if name not in self._walkers:
            self._walkers[name] = Walker(name, self._world.people[name], **self._how)
        return self._walkers[name]


def test_every_answer_forbids_what_pages_do_not_need(world):
    readers, seen = Readers(world), 0
    for address in ADDRESSES:
        if not (served := readers.somebody_served(address, "GET")):
            continue
        walker, path = served
        answer = walker.call("GET", path)
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, f"{path}: {name}"
        policy = answer.headers["Content-Security-Policy"]
        for directive in POLICY:
            assert directive in policy, f"{path}: {directive}"
        assert "unsafe-eval" not in policy
        seen += 1
    assert seen > 60


def test_no_page_runs_anything_of_its_own(world):
    readers, seen = Readers(world), 0
    for address in ADDRESSES:
        served = readers.somebody_served(address, "GET")
        answer = served[0].call("GET", served[1]) if served else None
        if answer is None or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        found = RUNS_IN_PAGE.search(answer.content.decode())
        assert not found, f"{address.path}: {found[0]}"
        seen += 1
    assert seen > 40


def test_pages_about_people_are_kept_nowhere(world):
    """A computer in a community office is everybody's: its browser keeps no page that shows a resident."""
    readers, kept = Readers(world), []
    for address in ADDRESSES:
        if address.is_call or address.declared.is_public or not (served := readers.somebody_served(address, "GET")):
            continue
        answer = served[0].call("GET", served[1])
        shows_somebody = answer.status_code == 200 and MASKED.search(answer.content.decode(errors="replace"))
        if shows_somebody and "no-store" not in answer.headers.get("Cache-Control", ""):
            kept.append(address.path)
    assert not kept


def test_no_form_is_taken_from_a_strangers_page(world):
    """A POST without the token of this session is refused everywhere, whoever's browser sends it."""
    readers, refused = Readers(world, enforce_csrf_checks=True), 0
    for address in ADDRESSES:
        if address.path in WITHOUT_SESSION or not (served := readers.somebody_served(address, "POST")):
            continue
        walker, path = served
        answer = walker.call("POST", path, {})
        assert answer.status_code in (403, 405), f"{path} takes a form of {walker.name} from anywhere"
        refused += answer.status_code == 403
    assert refused > 60


def test_nobody_is_led_to_another_host(world):
    """Whatever an address, a form or a Referer names as the way on."""
    readers, redirects = Readers(world), 0
    names = ("next", "back", "url", "redirect", "return_to", "at", "referer")
    for address in ADDRESSES:
        for method in address.methods:
            if not (served := readers.somebody_served(address, method)):
                continue
            walker, path = served
            query = "&".join(f"{name}={ELSEWHERE}" for name in names)
            data = dict.fromkeys(names, ELSEWHERE) if method == "POST" else None
            answer = walker.call(method, f"{path}?{query}", data, Referer=ELSEWHERE)
            for header in LEADS:
                way = answer.headers.get(header, "/")
                assert re.match(r"/(?!/)", way), f"{method} {path}: {header}: {way}"
            redirects += "Location" in answer.headers
    assert redirects > 5


def test_a_session_is_for_one_browser(world):
    """No script reads its cookie and no other site sends it along; the log-out ends it on the server too."""
    # Read anew: the world's own operator is shared, and would go on with a password that was given back.
    operator = get_user_model().objects.get(username="operator")
    operator.set_password("demo-operator")
    operator.save()
    client = Client()
    client.post("/login/", {"username": "operator", "password": "demo-operator"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.get("/me/").status_code == 200
    client.post("/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie.value
    assert thief.get("/me/").status_code == 302
