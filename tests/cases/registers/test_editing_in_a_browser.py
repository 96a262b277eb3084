"""A grid worker edits an entry on a telephone: what was typed survives an error, and the page fits the hand."""

import pytest

from cases.models import RegisterEntry
from tests.browser import TELEPHONE
from tests.cases.registers.entries import entered
from tests.screens import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(screen, grid):
    return screen(grid, size=TELEPHONE, expects=["422"])


def test_an_entry_is_edited_and_an_error_loses_nothing(grid, hospital, page, screenshot):
    entry = entered(grid, days=[1, 3, 5], shift=2)
    page.goto(f"/register/people/{entry.person_id}/")
    screenshot(page, "register person")
    assert fits(page)
    page.click(f"#entry-{entry.pk} a[href$='/edit/']")
    page.wait_for_selector("#register-form")
    screenshot(page, "register edit")
    assert fits(page)
    page.fill("[name=shift]", "22")
    page.fill("[name=note]", "门铃坏了，请打电话")
    page.locator("label", has_text="内瘘").or_(page.locator("label", has_text="fistula")).first.click()
    page.select_option("[name=treating_hospital_id]", hospital.name)
    page.click("#register-form button[type=submit]")
    page.wait_for_selector(".form-errors")
    screenshot(page, "register edit refused")
    assert RegisterEntry.objects.get().plan["shift"] == 2
    assert page.input_value("[name=shift]") == "22"
    assert page.input_value("[name=note]") == "门铃坏了，请打电话"
    assert page.is_checked("[name=access][value=fistula]")
    assert page.is_checked("[name=days][value='3']")
    page.fill("[name=shift]", "3")
    page.click("#register-form button[type=submit]")
    page.wait_for_url("**/register/people/**")
    entry.refresh_from_db()
    assert entry.plan == {"days": [1, 3, 5], "shift": 3, "access": "fistula"}
    assert (entry.note, entry.treating_hospital) == ("门铃坏了，请打电话", hospital)
