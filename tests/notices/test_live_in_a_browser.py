"""The live screen as a person has it: a real server with streams, a real browser, real commits."""

import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.notices.beats import beat
from portal.notices.models import Heartbeat
from tests.notices.conftest import say
from tests.screens import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def enter(server, supervisor):
    """Opens the inbox of the supervisor in a page, and waits for its stream."""

    def go(page):
        log_in(page, supervisor, server.url)
        page.goto(f"{server.url}/inbox/")
        expect(page.locator("#connection")).to_have_attribute("data-state", "live", timeout=30_000)
        return page

    return go


@pytest.fixture
def inbox(open_page, enter):
    beat("sweep:watch")
    say("first.said")
    return enter(open_page())


def test_a_notice_appears_by_itself_and_the_reader_keeps_their_place(inbox):
    rows = inbox.locator("#inbox tbody tr")
    expect(rows).to_have_count(1)
    button = rows.first.get_by_role("button")
    button.focus()
    inbox.evaluate("document.querySelector('#inbox').dataset.sameElement = 'yes'")
    said_at = time.monotonic()
    say("then.said")

    expect(rows).to_have_count(2, timeout=5_000)
    assert time.monotonic() - said_at < 5  # two seconds on a machine that does nothing else
    assert "first.said" in inbox.evaluate("document.activeElement.closest('tr').textContent")


def test_what_is_read_in_one_window_is_read_in_the_other(inbox, open_page, enter):
    other = enter(open_page())
    inbox.locator("#inbox tbody button").first.click()

    expect(inbox.locator("#inbox tbody button")).to_have_count(0, timeout=8_000)
    expect(other.locator("#inbox tbody button")).to_have_count(0, timeout=8_000)


def test_the_banner_says_when_the_last_sweep_is_too_long_ago(inbox):
    beat("sweep:watch")  # on a busy machine the last one is long ago before the page is there
    expect(inbox.locator("#sweep-banner")).to_be_hidden(timeout=8_000)
    Heartbeat.objects.update(at=Heartbeat.objects.get().at - timedelta(seconds=60))

    expect(inbox.locator("#sweep-banner")).to_be_visible(timeout=8_000)
    assert int("".join(filter(str.isdigit, inbox.locator("#sweep").inner_text()))) >= 60
    beat("sweep:celery")
    expect(inbox.locator("#sweep-banner")).to_be_hidden(timeout=8_000)


def test_a_stopping_server_ends_its_streams_at_once_and_is_found_again(server, browser, enter):
    """It has twenty seconds for open requests, and a stream never ends by itself. The page says that it is alone."""
    context = browser.new_context()  # one that may complain of refused connections, which are the point
    page = enter(context.new_page())
    assert server.stop() < 15

    expect(page.locator("#connection-banner")).to_be_visible(timeout=20_000)
    expect(page.locator("#connection")).to_have_attribute("data-state", "lost")
    server.start()
    say("while.away")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live", timeout=30_000)
    expect(page.locator("#inbox tbody tr")).to_have_count(1, timeout=5_000)
    context.close()


def test_what_a_busy_server_refuses_a_screen_is_asked_again_and_nobody_is_told(server, browser, enter):
    context = browser.new_context()  # one that may complain of the refusal, which is the point
    page = enter(context.new_page())
    refused = []

    def refuse_the_first(route):
        if refused or route.request.headers.get("x-live") != "1":
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=503, headers={"Retry-After": "5"})

    page.route("**/inbox/**", refuse_the_first)
    say("first.said")
    expect(page.locator("#inbox tbody tr")).to_have_count(1, timeout=30_000)
    assert refused
    expect(page.locator("#toasts")).to_be_empty()
    context.close()


def test_a_poll_waits_while_the_stream_is_heard(inbox):
    """The poll stands behind the stream; a part that listens to no stream polls all the time."""
    asked = []
    inbox.on("request", lambda request: asked.append(request.url.rpartition("?")[2]))
    inbox.evaluate(
        """
        const part = (name, trigger) => `<i hx-get="/inbox/?${name}" hx-swap="none" hx-trigger="${trigger}"></i>`;
        const place = document.createElement("div");
        place.innerHTML = part("behind", "live, every 200ms") + part("alone", "every 200ms");
        document.body.append(place);
        htmx.process(place);
        """
    )
    while asked.count("alone") < 5:
        inbox.wait_for_timeout(50)
    assert "behind" not in asked
