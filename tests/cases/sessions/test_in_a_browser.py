"""A grid worker submits tomorrow's list on a telephone; an operator seals a building, sees whom, and takes it back."""

import pytest

from cases.models import Person
from tests.browser import TELEPHONE
from tests.screens import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def read_again(page, topic):
    """As the live stream has it; waits for the answer."""
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.evaluate(f"document.body.dispatchEvent(new CustomEvent('live:{topic}'))")


def press_across_a_reading(page, button, topic):
    """The page is read again between the pressing and the letting go."""
    page.hover(button)
    page.mouse.down()
    read_again(page, topic)
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    page.mouse.up()


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


def test_a_choice_stays_when_the_list_is_read_again(planned, grid, screen):
    """Another's act has every open list read again, also while somebody is half through theirs."""
    first = planned()
    page = screen(grid, "/sessions/", TELEPHONE)
    page.select_option(f"select[name='choice-{first.pk}']", "in_hospital")
    page.evaluate("document.activeElement.blur()")
    second = planned()
    read_again(page, "session")
    page.wait_for_selector(f"#session-{second.pk}")
    assert page.input_value(f"select[name='choice-{first.pk}']") == "in_hospital"


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
    press_across_a_reading(page, "#act [data-key=u]", "control")
    page.click("#dialog-form button[type=submit]")
    page.wait_for_selector("#dialog-form", state="hidden")
    assert not Person.objects.exclude(control="none").exists()
