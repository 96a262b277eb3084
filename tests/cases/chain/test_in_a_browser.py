"""The chain, a gap filled in one tap, a hand-over and a passing on, in a real browser, by those whose work it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case, KeptThing
from cases.services.covering import watch_lines
from cases.services.jobs import assign_job
from portal.access.roles import Role
from portal.accounts.models import DutyShift
from tests.browser import TELEPHONE
from tests.cases.telling import request_of
from tests.cast import COMMUNITY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
CHAIN = f"/chain/{COMMUNITY}/"


@pytest.fixture
def gap(areas, medic):
    """Nobody answers from ten hours from now on; a week ago somebody did, at all hours."""
    now = timezone.now()
    for starts_at, ends_at in [(now - 7 * 24 * HOUR, now), (now, now + 10 * HOUR)]:
        DutyShift.objects.create(
            area=areas[COMMUNITY], person=medic, phone="0451-1", starts_at=starts_at, ends_at=ends_at
        )
    watch_lines()


def test_a_gap_is_red_and_filled_in_one_tap(gap, operator, grid, neighbour, screen):
    page = screen(grid, CHAIN, size=TELEPHONE)
    assert page.locator(".chip--late").count() == 1
    assert page.locator("form[action*='as-last-week']").count() == 0  # the grid worker sees it, the centre fills it
    page = screen(neighbour, "/chain/gaps/")
    assert page.locator("#gaps .chip--late").count() == 0
    page = screen(operator, "/chain/gaps/")
    assert page.locator("#gaps .chip--late").count() == 1
    page.locator("#gaps tbody form[action*='as-last-week'] button").click()
    page.wait_for_url("**/chain/gaps/")
    page.wait_for_selector("#gaps .empty")


def test_the_page_fits_a_telephone_and_its_numbers_are_tapped(gap, services, grid, screen):
    page = screen(grid, CHAIN, size=TELEPHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE[0]
    assert page.locator("a[href='tel:0451-1111']").count() == 1


def test_a_card_is_taken_and_goes_to_the_substitute(policy, areas, person, operator, supervisor, grid, screen):
    stands_in = person("next_grid", Role.GRID, on=areas["230110003002"])
    job = assign_job(request_of(operator), kind="medicine_delivery", by=operator, assignee=grid)
    page = screen(grid, f"/jobs/{job.pk}/", size=TELEPHONE)
    page.locator("a[href^='/things/new/']").click()
    page.locator("label[for='id_kind_0']").click()
    page.locator(".page button[type=submit]").click()
    page.wait_for_url(f"**/jobs/{job.pk}/")
    page = screen(supervisor, "/absences/new/")
    page.select_option("#id_worker", str(grid.pk))
    page.select_option("#id_substitute", str(stands_in.pk))
    page.locator(".page form button[type=submit]").click()
    page.locator("button[name=confirmed]").click()
    page.wait_for_url("**/absences/")
    assert KeptThing.objects.get().holder == stands_in
    page = screen(stands_in, "/work/", size=TELEPHONE)
    page.wait_for_selector("#things")
    assert job.number in page.content() or str(job.pk) in page.content()


def test_a_request_is_passed_on_by_keyboard_to_a_place_found_by_name(policy, operator, screen):
    case = request_of(operator)
    page = screen(operator, f"/cases/{case.number}/")
    page.keyboard.press("t")
    page.wait_for_selector("#id_area")
    page.focus("#id_area")
    page.keyboard.type("花园社")
    page.wait_for_selector("#id_area_list [aria-selected=true]")
    page.keyboard.press("Enter")
    assert page.input_value("#id_area") == "花园社区 230103001001"
    if page.input_value("#id_reason") != "wrong_place":
        page.select_option("#id_reason", "wrong_place")
    with page.expect_response("**/move/transfer/"):
        page.locator("#dialog-form button[type=submit]").click()
    assert Case.objects.get().area_id == "230103001001"
