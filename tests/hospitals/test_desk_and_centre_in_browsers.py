"""The desk and the command centre in two real browsers at once: what one does, the other sees without reloading."""

import pytest

from cases.lifecycle import CASE
from hospitals.models import Booking
from portal.access.services import grant
from portal.lifecycle.move import move
from tests.cases.conftest import policy
from tests.cases.telling import request_of
from tests.cases.test_outings import asked, city_hospitals

__all__ = ["city_hospitals", "policy"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(policy, operator, city_hospitals):
    case = request_of(operator, need="treatment_session", groups=["dialysis"], control="central_isolation")
    for name, data in (("answer", {"channel": "phone"}), ("judge", {}), ("arrange", {})):
        case = move(CASE, case, name, by=operator, data=data)
    return case


def test_a_forbidden_refusal_moves_the_request_on_before_the_operators_eyes(
    live_screen, case, operator, person, screenshot
):
    first = asked(case)
    desk = person("first desk")
    grant(desk, "desk", first.hospital)
    centre = live_screen(operator, f"/cases/{case.number}/")
    there = live_screen(desk, "/desk/")
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


def test_whoever_closes_sees_where_each_one_went(live_screen, case, operator, person, screenshot):
    first = asked(case)
    desk = person("first desk")
    grant(desk, "desk", first.hospital)
    there = live_screen(desk, f"/desk/{first.hospital_id}/close/")
    there.locator(".ticket", has_text=case.number).wait_for()
    there.locator("label[for=id_reason_0]").click()
    there.locator("form .btn-danger").click()
    there.locator(".closure__sums").wait_for()
    there.locator("tr", has_text=asked(case).hospital.name).wait_for()
    screenshot(there, "closing")
