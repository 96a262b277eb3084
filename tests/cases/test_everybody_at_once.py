"""One outing on six screens that stay open: nobody reloads, and each sees in time what the others have done."""

import pytest

from cases.lifecycle import CASE
from cases.models import Case
from hospitals.models import Booking
from portal.access.services import grant
from portal.lifecycle.move import move
from tests.browser import TELEPHONE
from tests.cases.telling import request_of
from tests.cases.test_outings import asked, city_hospitals
from tests.screens import SETTLED
from tests.transport.conftest import at_wheel, make_vehicle, vehicle
from transport.models import Trip

__all__ = ["at_wheel", "city_hospitals", "make_vehicle", "vehicle"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def judged(policy, operator, city_hospitals) -> Case:
    case = request_of(operator, need="treatment_session", groups=["dialysis"], control="central_isolation")
    for name, data in (("answer", {"channel": "phone"}), ("judge", {})):
        case = move(CASE, case, name, by=operator, data=data)
    return case


def test_an_outing_goes_out_and_comes_home(
    live_screen,
    judged,
    operator,
    supervisor,
    dispatcher,
    driver,
    gate,
    person,
    vehicle,
    at_wheel,
    checkpoint,
    screenshot,
):
    desk_worker = person("first desk")
    board, rides = live_screen(dispatcher, "/dispatch/"), live_screen(driver, "/driver/", TELEPHONE)
    guard, out = live_screen(gate, "/gate/", TELEPHONE), live_screen(supervisor, "/outside/")

    move(CASE, judged, "arrange", by=operator, data={})
    booking = asked(judged)
    grant(desk_worker, "desk", booking.hospital)
    centre, desk = live_screen(operator, f"/cases/{judged.number}/"), live_screen(desk_worker, "/desk/")
    card = f"#booking-{booking.pk}"

    def desk_taps(move_name: str) -> None:
        desk.locator(f"{card} [hx-post$='/move/{move_name}/']").click()

    desk_taps("accept")
    desk.locator(f"#column-expected {card}").wait_for()
    trip = Trip.objects.get(number=judged.number)
    ride, row = f"#ride-{trip.pk}", f"#outside-{trip.pk}"

    def driver_taps(step: str) -> None:
        rides.locator(f"{ride} .ride__next[data-act$='/{step}/']").click()
        rides.wait_for_function(SETTLED)  # the guard must not be quicker than the driver's queue

    def guard_lets(direction: str) -> None:
        guard.locator("#verdict").evaluate("last => last.replaceChildren()")  # the next one is not the last one
        guard.fill("#pass-code", trip.passes.get(revoked_at=None).code)
        guard.click(f"button[value={direction}]")
        guard.locator(".verdict--green").wait_for()

    board.locator(f"a#trip-{trip.pk}, #trip-{trip.pk} a").first.click()
    board.locator("[data-best]").click()
    for step in ("accept", "depart"):
        driver_taps(step)
    guard_lets("out")
    out.locator(row).wait_for()
    screenshot(out, "somebody is out")
    driver_taps("arrive")
    desk.locator(f"{card}.desk-card--here").wait_for()
    desk_taps("receive")
    desk_taps("leave")
    desk.locator(f"{card} [hx-post$='/move/leave/']").wait_for(state="detached")
    driver_taps("leave")
    guard_lets("in")
    out.locator(row).wait_for(state="detached")
    driver_taps("disinfect")
    board.locator(f"#vehicle-{vehicle.pk} .chip--kept").wait_for()
    centre.locator("[hx-get*='/move/finish/'], [hx-post*='/move/finish/']").first.wait_for()

    trip.refresh_from_db()
    assert trip.state == "disinfected"
    assert Booking.objects.get(pk=booking.pk).state == "closed"
    vehicle.refresh_from_db()
    assert vehicle.last_disinfected_at is not None
