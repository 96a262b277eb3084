"""A grid worker edits an entry on a telephone: what was typed survives an error, and the page fits the hand."""

import pytest
from django.conf import settings

from cases.models import RegisterEntry
from tests.browser import TELEPHONE
from tests.cases.registers.entries import entered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(live_server, open_page, client, grid):
    page = open_page(TELEPHONE, base_url=live_server.url, expects=["422"])
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    client.force_login(grid)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_an_entry_is_edited_and_an_error_loses_nothing(grid, hospital, screen, screenshot):
    entry = entered(grid, days=[1, 3, 5], shift=2)
    screen.goto(f"/register/people/{entry.person_id}/")
    screenshot(screen, "register person")
    assert fits(screen)
    screen.click(f"#entry-{entry.pk} a[href$='/edit/']")
    screen.wait_for_selector("#register-form")
    screenshot(screen, "register edit")
    assert fits(screen)
    screen.fill("[name=shift]", "22")
    screen.fill("[name=note]", "门铃坏了，请打电话")
    screen.locator("label", has_text="内瘘").or_(screen.locator("label", has_text="fistula")).first.click()
    screen.select_option("[name=treating_hospital_id]", hospital.name)
    screen.click("#register-form button[type=submit]")
    screen.wait_for_selector(".form-errors")
    screenshot(screen, "register edit refused")
    assert RegisterEntry.objects.get().plan["shift"] == 2
    assert screen.input_value("[name=shift]") == "22"
    assert screen.input_value("[name=note]") == "门铃坏了，请打电话"
    assert screen.is_checked("[name=access][value=fistula]")
    assert screen.is_checked("[name=days][value='3']")
    screen.fill("[name=shift]", "3")
    screen.click("#register-form button[type=submit]")
    screen.wait_for_url("**/register/people/**")
    entry.refresh_from_db()
    assert entry.plan == {"days": [1, 3, 5], "shift": 3, "access": "fistula"}
    assert (entry.note, entry.treating_hospital) == ("门铃坏了，请打电话", hospital)
