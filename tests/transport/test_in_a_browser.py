"""The driver's telephone, the gate and the board in a real browser: one tap, no network for a while, two actions."""

import pytest

from tests.browser import TELEPHONE
from transport.models import GateLog, Trip
from transport.selectors.steps import standing_steps

pytestmark = pytest.mark.django_db(transaction=True)


def reaches(trip, state, page):
    """Waits until the tap has arrived."""
    for _ in range(150):
        trip.refresh_from_db()
        if trip.state == state:
            return True
        page.wait_for_timeout(100)
    return False


def test_a_driver_taps_through_a_trip(screen, driver, assigned, screenshot):
    page = screen(driver, "/driver/", TELEPHONE)
    screenshot(page, "driver")
    for step, state in (("accept", "accepted"), ("depart", "departed"), ("pick_up", "picked_up")):
        page.locator(f".ride__next[data-act$='/{step}/']").click()
        assert reaches(assigned, state, page)


def test_taps_without_network_are_kept_in_order_with_their_time(screen, driver, assigned):
    page = screen(driver, "/driver/", TELEPHONE)
    page.evaluate("() => { window.online = window.fetch; window.fetch = () => Promise.reject(new TypeError('none')); }")
    page.locator(".ride__next").click()
    page.locator(".tray__fold:not([hidden])").wait_for()
    page.wait_for_timeout(300)
    page.evaluate("window.fetch = window.online; window.dispatchEvent(new Event('online'))")
    assert reaches(assigned, "accepted", page)
    step = standing_steps(assigned)[-1]
    assert (step.recorded_at - step.happened_at).total_seconds() > 0.25, "the time of the tap, not of the sending"
    page.locator(".tray__fold[hidden]").wait_for(state="attached")


def test_a_driver_without_network_taps_on_step_after_step(screen, driver, assigned):
    page = screen(driver, "/driver/", TELEPHONE)
    page.evaluate("() => { window.online = window.fetch; window.fetch = () => Promise.reject(new TypeError('none')); }")
    for step in ("accept", "depart", "pick_up"):
        page.locator(f".ride__next[data-act$='/{step}/']").click()
    page.wait_for_function("() => changyi.queue.acts().length === 3")
    page.evaluate("window.fetch = window.online; window.dispatchEvent(new Event('online'))")
    assert reaches(assigned, "picked_up", page)


def test_a_guard_lets_through_and_stops(screen, gate, checkpoint, own_car, screenshot):
    code = own_car().passes.get().code
    page = screen(gate, "/gate/", TELEPHONE)
    page.fill("#pass-code", code.lower())
    page.click("button[value=out]")
    page.locator(".verdict--green").wait_for()
    assert page.input_value("#pass-code") == ""
    page.fill("#pass-code", code)
    page.click("button[value=out]")
    page.locator(".verdict--red").wait_for()
    screenshot(page, "gate")
    page.locator(".gate-row").nth(1).wait_for()
    assert list(GateLog.objects.order_by("pk").values_list("result", flat=True)) == ["ok", "already_out"]


def test_a_dispatcher_assigns_in_two_actions(screen, dispatcher, wait, vehicle, at_wheel, screenshot):
    trip = wait()
    page = screen(dispatcher, "/dispatch/")
    page.click(f"#trip-{trip.pk}")
    page.locator(f"#vehicle-{vehicle.pk} button").click()
    page.locator(f"article#trip-{trip.pk}").wait_for()
    screenshot(page, "dispatch")
    assert Trip.objects.get(pk=trip.pk).state == "assigned"
