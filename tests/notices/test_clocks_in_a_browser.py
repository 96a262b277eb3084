"""Clocks go on by themselves: near and late come at their instant though no server says a word."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MAKE = """([due, state, more]) => {
    const clock = document.createElement("span");
    clock.className = "clock clock--" + state;
    clock.id = "tried";
    clock.dataset.clock = "";
    clock.dataset.state = state;
    clock.dataset.due = new Date(changyi.now() + due * 1000).toISOString();
    Object.assign(clock.dataset, more || {});
    clock.innerHTML = '<span class="clock__word">?</span> <time class="clock__digits">?</time>';
    document.body.append(clock);
    window.turned = [];
    clock.addEventListener("clock:turned", event => window.turned.push(event.detail.state));
}"""


@pytest.fixture
def page(live_server, open_page, settings):
    settings.DEMO = True
    page = open_page(base_url=live_server.url, language="en")
    page.goto("/vocabulary/")
    return page


def clock(page, due, state, **more):
    page.evaluate(MAKE, [due, state, more])
    return page.locator("#tried")


def test_it_counts_down(page):
    tried = clock(page, 3605.5, "running")
    # Each second stands for a second: whoever looks later sees a later one.
    expect(tried.locator("time")).to_have_text(re.compile("^01:00:0[0-4]$"), timeout=4_000)
    expect(tried).to_have_class("clock clock--running")


def test_it_turns_late_at_its_instant(page):
    tried = clock(page, 2.2, "near")
    expect(tried).to_have_class("clock clock--late clock--changed", timeout=5_000)
    expect(tried.locator("time")).to_have_text(re.compile("^00:0[1-9]$"), timeout=3_000)
    assert page.evaluate("window.turned") == ["late"]
    assert tried.locator(".clock__word").inner_text() == page.evaluate("changyi.word('late')")


def test_it_turns_near_before(page):
    tried = clock(page, 1801.5, "running")
    expect(tried).to_have_class("clock clock--near clock--changed", timeout=4_000)


def test_a_long_lateness_shows_hours(page):
    expect(clock(page, -3725, "late").locator("time")).to_have_text(re.compile(r"^01:02:(0[6-9]|\d\d)$"), timeout=3_000)


@pytest.mark.parametrize(("seconds", "number"), [(95 * 60 + 30, "95"), (3 * 3600 + 30, "3"), (72 * 3600 + 30, "3")])
def test_on_a_telephone_it_is_rough(page, seconds, number):
    expect(clock(page, seconds, "running", coarse="").locator("time")).to_contain_text(number, timeout=3_000)


def test_it_follows_the_clock_of_the_server(page):
    """This machine's own clock is ten minutes slow: what the server says is late is late."""
    tried = clock(page, 300, "near")
    page.evaluate("changyi.setServerTime(Date.now() + 600000)")
    expect(tried).to_have_class("clock clock--late clock--changed", timeout=3_000)
