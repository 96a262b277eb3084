"""A desk with a telephone in a real browser: a slip is named and nothing is lost, then the figures stand."""

import pytest

from hospitals.models import Places
from hospitals.models.reports import Figure
from hospitals.services import report_places
from tests.browser import TELEPHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(screen, desk):
    return screen(desk, size=TELEPHONE, expects=["status of 422"])


def test_places_are_reported_on_a_telephone(page, hospital, desk, screenshot):
    report_places(hospital, figures=[Figure(room="bed", total=10, used=4)], by=desk)
    page.goto("/places/")
    page.locator("[name=used-buffer_rescue]").fill("3")
    page.locator("[name=total-buffer_rescue]").fill("2")
    page.locator(".action-bar [type=submit]").click()
    page.locator(".form-errors").wait_for()
    screenshot(page, "places on a telephone")
    assert page.locator("[name=used-buffer_rescue]").input_value() == "3"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("[name=total-buffer_rescue]").fill("5")
    page.locator(".action-bar [type=submit]").click()
    page.locator(".desk").wait_for()
    page.wait_for_load_state()  # with the scripts that answer a click
    assert Places.objects.get(room="buffer_rescue").free == 2
    with page.expect_response("**/places/unchanged/") as told:
        page.locator("[hx-post$='/places/unchanged/']").click()
    assert told.value.status == 204
    assert hospital.reports.filter(is_unchanged=True).count() == 1
