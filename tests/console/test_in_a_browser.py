"""What only a browser can show: the keyboard, drafts, dialogs, the frame at both sizes."""

import pytest
from django.conf import settings as portal_settings

from tests.browser import DESKTOP, TELEPHONE
from tests.screens import log_in

FIRST, SECOND = "#sample-20261121-0137", "#sample-20261121-0129"


@pytest.fixture
def vocabulary(live_server, open_page, settings):
    settings.DEMO = True

    def visit(size=DESKTOP, *, cookie=None):
        page = open_page(size, base_url=live_server.url)
        if cookie:
            page.context.add_cookies([{**cookie, "url": live_server.url}])
        page.goto("/vocabulary/")
        return page

    return visit


@pytest.fixture
def as_operator(client, operator):
    """The cookie of somebody who is logged in."""
    client.force_login(operator)
    name = portal_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_nothing_spills_over_the_side(vocabulary, screenshot, size):
    page = vocabulary(size)
    screenshot(page, "vocabulary")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_target_on_a_telephone_fits_a_thumb(vocabulary):
    page = vocabulary(TELEPHONE)
    small = page.eval_on_selector_all(
        ".btn, .field input:not([type=checkbox], [type=radio]), .field select, .choices label, .bottom-tabs a",
        "all => all.filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.outerHTML.slice(0, 80))",
    )
    assert small == []


def test_rows_are_walked_by_keyboard(vocabulary):
    page = vocabulary()
    page.keyboard.press("ArrowDown")
    assert page.get_attribute(SECOND, "aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert page.get_attribute(FIRST, "aria-selected") == "true"
    assert page.get_attribute(SECOND, "aria-selected") == "false"


def test_letters_are_letters_while_typing(vocabulary):
    page = vocabulary()
    page.keyboard.press("/")
    page.keyboard.type("jk?/")
    assert page.input_value("#search") == "jk?/"
    assert page.get_attribute(FIRST, "aria-selected") == "true"


def test_a_question_mark_shows_the_keys_and_escape_hides_them(vocabulary):
    page = vocabulary()
    page.keyboard.press("?")
    page.wait_for_selector("#dialog.show .keys-table")
    assert "A" in page.inner_text("#page-keys")
    page.keyboard.press("Escape")
    page.wait_for_selector("#dialog", state="hidden")
    assert page.inner_html("#dialog-body") == ""


def test_the_rail_stays_narrow(vocabulary):
    page = vocabulary()
    page.click("[data-rail-toggle]")
    page.reload()
    assert "rail-narrow" in page.get_attribute("body", "class")


def test_what_was_typed_survives_a_reload(vocabulary, as_operator):
    page = vocabulary(cookie=as_operator)
    page.fill("#id_phone", "13800000000")
    page.check("#id_severity_0", force=True)
    page.reload()
    assert page.input_value("#id_phone") == "13800000000"
    assert page.is_checked("#id_severity_0")


def test_what_was_typed_is_gone_for_the_next_person(vocabulary, as_operator, grid, live_server):
    page = vocabulary(cookie=as_operator)
    page.fill("#id_phone", "13800000000")
    log_in(page, grid, live_server.url)
    page.reload()
    assert page.input_value("#id_phone") == ""
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft:'))") == []


def test_nothing_is_kept_beyond_the_tab(vocabulary, as_operator):
    page = vocabulary(cookie=as_operator)
    page.fill("#id_phone", "13800000000")
    assert page.evaluate("localStorage.length") == 0


def test_without_log_in_nothing_is_kept(vocabulary):
    page = vocabulary()
    page.fill("#id_phone", "13800000000")
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft:'))") == []
