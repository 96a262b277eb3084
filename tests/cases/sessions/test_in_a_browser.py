"""A grid worker submits tomorrow's list on a telephone; an operator seals a building, sees whom, and takes it back."""

import pytest

from cases.models import Person
from tests.browser import TELEPHONE
from tests.screens import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_list_is_submitted_with_an_exception(planned, grid, screen, screenshot):
    first, second = planned(), planned()
    page = screen(grid, "/sessions/", TELEPHONE)
    screenshot(page, "treatment list")
    assert fits(page)
    page.select_option(f"select[name='choice-{second.pk}']", "in_hospital")
    page.click("#session-list button[type=submit]")
    page.wait_for_url("**/sessions/?on=*")
    page.wait_for_selector(f"#session-{first.pk} .ticket")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("submitted", "skipped")


def test_another_shift_in_a_dialog(planned, grid, screen):
    session = planned()
    page = screen(grid, "/sessions/", TELEPHONE)
    page.click(f"#session-{session.pk} .sessions__more button >> nth=0")
    page.select_option("#dialog-form [name=to_shift]", "3")
    page.click("#dialog-form button[type=submit]")
    page.wait_for_selector("#dialog-form", state="hidden")
    session.refresh_from_db()
    assert session.shift == 3


def test_a_building_is_sealed_and_the_act_undone(areas, operator, screen, screenshot):
    for number in range(3):
        Person.objects.create(
            area_id="230110003001", name=f"李秀{number}", phone=f"1990000000{number}", address=f"安埠街12号{number}单元"
        )
    page = screen(operator, "/control/new/")
    page.fill("[name=area]", "安埠社区 230110003001")
    page.fill("[name=address]", "安埠街12号")
    page.click("main form button[type=submit]")
    page.wait_for_selector(".action-bar")
    screenshot(page, "whom sealing changes")
    assert not Person.objects.exclude(control="none").exists()
    page.click(".action-bar .btn-primary")
    page.wait_for_selector("#act")
    assert Person.objects.filter(control="sealed").count() == 3
    screenshot(page, "an act in force")
    page.click("#act [data-key=u]")
    page.click("#dialog-form button[type=submit]")
    page.wait_for_selector("#dialog-form", state="hidden")
    assert not Person.objects.exclude(control="none").exists()
