"""The clerk of a community merges two rows of one neighbour and takes it back; the neighbour district sees nothing."""

import pytest

from cases.models import Case, Person, Suspicion
from cases.services.suspecting import look_for_duplicates
from tests.browser import TELEPHONE
from tests.cases.registers.test_merging import ONE, OTHER
from tests.cases.telling import COMMUNITY, request_of
from tests.screens import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_found_compared_merged_and_undone(policy, operator, grid, neighbour, screen, screenshot):
    request_of(operator, **ONE, need="medicine", sex="female")
    request_of(operator, **OTHER, need="consultation", sex="female")
    look_for_duplicates(COMMUNITY)
    page = screen(grid, "/search/", TELEPHONE)
    page.fill("#id_q", "lxl 安埠街")
    page.press("#id_q", "Enter")
    page.wait_for_selector("tr[id^=person-]")
    assert page.locator("tr[id^=person-]").count() == 2
    assert fits(page)
    page.goto("/duplicates/")
    screenshot(page, "duplicates")
    assert fits(page)
    page.click("tr[id^=pair-] a.btn")
    page.wait_for_url("**/duplicates/*-*/")
    page.wait_for_load_state("networkidle")
    page.click("button[hx-get$='/reveal/']")
    page.click("#dialog-form button[type=submit]")
    page.wait_for_selector(f"text={OTHER['phone']}")
    page.check("input[name=name][value=gone]")
    page.check("input[name=phone][value=kept]")
    screenshot(page, "compare residents")
    assert fits(page)
    page.click("button[form=pair]")
    page.wait_for_url("**/merges/**")
    person = Person.objects.get()
    assert (person.name, person.phone, person.cases.count()) == (OTHER["name"], ONE["phone"], 2)
    page.click("form[action$='/undo/'] button")
    page.wait_for_selector("form[action$='/undo/']", state="detached")
    assert {case.person.name for case in Case.objects.all()} == {ONE["name"], OTHER["name"]}
    Suspicion.objects.update(state="open")
    beside = screen(neighbour, "/duplicates/")
    assert beside.locator("tr[id^=pair-]").count() == 0
    beside.goto("/search/")
    beside.fill("#id_q", "lxl")
    beside.press("#id_q", "Enter")
    beside.wait_for_selector(".empty")
    assert beside.locator("tr[id^=person-]").count() == 0
