"""The desk and the command centre in two real browsers at once: what one does, the other sees without reloading."""

import pytest
from django.test import Client

from cases.lifecycle import CASE
from hospitals.models import Booking
from portal.access.services import grant
from portal.lifecycle.move import move
from tests.browser import DESKTOP
from tests.cases.conftest import policy
from tests.cases.telling import request_of
from tests.cases.test_outings import asked, city_hospitals
from tests.notices.test_live_in_a_browser import Server

__all__ = ["city_hospitals", "policy"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def server(django_db_setup):
    """With streams, so that one screen hears at once what was done on the other."""
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def screen(server, open_page):
    """screen(user, "/desk/"): a page as that person sees it."""

    def show(user, path):
        page = open_page(DESKTOP, base_url=server.url)
        client = Client()  # one for each: a second log-in would end the first one's session
        client.force_login(user)
        page.context.add_cookies(
            [{"name": name, "value": morsel.value, "url": server.url} for name, morsel in client.cookies.items()]
        )
        page.goto(path)
        return page

    return show


@pytest.fixture
def case(policy, operator, city_hospitals):
    case = request_of(operator, need="treatment_session", groups=["dialysis"], control="central_isolation")
    for name, data in (("answer", {"channel": "phone"}), ("judge", {}), ("arrange", {})):
        case = move(CASE, case, name, by=operator, data=data)
    return case


def test_a_forbidden_refusal_moves_the_request_on_before_the_operators_eyes(screen, case, operator, person, screenshot):
    first = asked(case)
    desk = person("first desk")
    grant(desk, "desk", first.hospital)
    centre = screen(operator, f"/cases/{case.number}/")
    there = screen(desk, "/desk/")
    there.locator("[hx-get$='/move/refuse/']").click()
    reason = there.locator("#dialog-form [value=no_test]")
    reason.wait_for(state="attached")
    there.locator(f"label[for={reason.get_attribute('id')}]").click()
    there.locator("#dialog-form [type=submit]").click()
    there.locator(".desk .chip--late").wait_for()
    second = Booking.objects.get(number=case.number, state="asked")
    assert second.hospital != first.hospital
    centre.get_by_text(second.hospital.name).first.wait_for()
    screenshot(centre, "refused before the operator's eyes")


def test_whoever_closes_sees_where_each_one_went(screen, case, operator, person, screenshot):
    first = asked(case)
    desk = person("first desk")
    grant(desk, "desk", first.hospital)
    there = screen(desk, f"/desk/{first.hospital_id}/close/")
    there.locator(".ticket", has_text=case.number).wait_for()
    there.locator("label[for=id_reason_0]").click()
    there.locator("form .btn-danger").click()
    there.locator(".closure__sums").wait_for()
    there.locator("tr", has_text=asked(case).hospital.name).wait_for()
    screenshot(there, "closing")
