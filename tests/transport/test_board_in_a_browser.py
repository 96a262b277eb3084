"""The dispatch board in a real browser: by keyboard, and two dispatchers at once."""

import pytest

from tests.transport.fit import fit_driver
from transport.models import Driver, Trip

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_by_keyboard_and_with_a_colleague_at_once(
    screen, dispatcher, area_dispatcher, fleet, wait, make_vehicle, screenshot
):
    for name in ("黑A1", "黑A2"):
        make_vehicle(name)
        Driver.objects.create(**fit_driver(fleet=fleet, name=f"{name}师傅"))
    first, second = wait(), wait()
    mine = screen(dispatcher, "/dispatch/", expects=["409"])
    theirs = screen(area_dispatcher, "/dispatch/")
    mine.locator("#dispatch-map .map-legend, .leaflet-container").first.wait_for()

    for page in (mine, theirs):  # both choose the one who stands first, and see the best vehicle
        page.keyboard.press("ArrowDown")
        page.locator(f"#trip-{first.pk}[aria-current]").wait_for()
        page.locator("[data-best]").wait_for()
    screenshot(mine, "board-chosen")

    theirs.keyboard.press("Enter")  # to the best vehicle
    theirs.locator("[data-best]:focus").wait_for()
    theirs.keyboard.press("Enter")
    theirs.locator(".toast-line--kept").wait_for()
    assert Trip.objects.get(pk=first.pk).state == "assigned"

    mine.evaluate("document.querySelector('[data-best]')?.click()")  # unless the list has been read again meanwhile
    told = mine.locator(".toast-line--late, .dispatch__gone").first
    told.wait_for()
    words = told.inner_text()
    assert str(area_dispatcher) in words
    assert first.number in words
    assert Trip.objects.get(pk=second.pk).state == "waiting"

    theirs.locator(f"#trip-{second.pk}").click()
    theirs.locator(f"#trip-{second.pk}[aria-current]").wait_for()
    theirs.locator("[data-best]").wait_for()
    theirs.keyboard.press("v")
    theirs.locator("#dispatch-waiting-column .empty").wait_for()
    assert Trip.objects.get(pk=second.pk).state == "assigned"
