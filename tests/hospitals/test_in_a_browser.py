"""The desk in a real browser: accept by one tap, refuse with a reason in the dialog."""

import pytest

from hospitals.models import Booking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(screen, desk):
    return screen(desk)


def test_one_tap_accepts_and_the_card_moves_on(page, ask, screenshot):
    booking = ask()
    page.goto("/desk/")
    page.locator("#column-asked .desk-card__actions .btn-primary").click()
    page.locator(f"#column-expected #booking-{booking.pk}").wait_for()
    screenshot(page, "desk")
    assert Booking.objects.get().state == "accepted"


def test_refusing_needs_a_reason(page, ask, screenshot):
    ask()
    page.goto("/desk/")
    page.locator("[hx-get$='/move/refuse/']").click()
    reason = page.locator("#dialog-form [value=no_test]")
    reason.wait_for(state="attached")
    page.wait_for_timeout(400)  # the dialog fades in
    screenshot(page, "desk refusal")
    page.locator(f"label[for={reason.get_attribute('id')}]").click()
    page.locator("#dialog-form [type=submit]").click()
    page.locator(".desk .chip--late").wait_for()
    assert Booking.objects.get().is_violation
