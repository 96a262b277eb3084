"""One outing on six screens that stay open: nobody reloads, and each sees in time what the others have done."""

import pytest
from django.test import Client

from cases.lifecycle import CASE
from cases.models import Case
from hospitals.models import Booking
from portal.access.services import grant
from portal.lifecycle.move import move
from tests.browser import DESKTOP, TELEPHONE
from tests.cases.telling import request_of
from tests.cases.test_outings import asked, city_hospitals
from tests.notices.test_live_in_a_browser import Server
from tests.transport.conftest import at_wheel, make_vehicle, vehicle
from transport.models import Trip

__all__ = ["at_wheel", "city_hospitals", "make_vehicle", "vehicle"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def server(django_db_setup):
    """With streams, so that each screen hears at once what was done on the others."""
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def screen(server, open_page):
    def show(user, path, size=DESKTOP):
        page = open_page(size, base_url=server.url)
        client = Client()  # one for each: a second log-in would end the first one's session
        client.force_login(user)
        page.context.add_cookies(
            [{"name": name, "value": morsel.value, "url": server.url} for name, morsel in client.cookies.items()]
        )
        page.goto(path)
        return page

    return show


@pytest.fixture
def judged(policy, operator, city_hospitals) -> Case:
    case = request_of(operator, need="treatment_session", groups=["dialysis"], control="central_isolation")
    for name, data in (("answer", {"channel": "phone"}), ("judge", {})):
        case = move(CASE, case, name, by=operator, data=data)
    return case


def test_an_outing_goes_out_and_comes_home(
    screen, judged, operator, supervisor, dispatcher, driver, gate, person, vehicle, at_wheel, checkpoint, screenshot
):
    desk_worker = person("first desk")
    board, rides = screen(dispatcher, "/dispatch/"), screen(driver, "/driver/", TELEPHONE)
    guard, out = screen(gate, "/gate/", TELEPHONE), screen(supervisor, "/outside/")

    move(CASE, judged, "arrange", by=operator, data={})
    booking = asked(judged)
    grant(desk_worker, "desk", booking.hospital)
    centre, desk = screen(operator, f"/cases/{judged.number}/"), screen(desk_worker, "/desk/")
    card = f"#booking-{booking.pk}"

    def desk_taps(move_name: str) -> None:
        desk.locator(f"{card} [hx-post$='/move/{move_name}/']").click()

    desk_taps("accept")
    desk.locator(f"#column-expected {card}").wait_for()
    trip = Trip.objects.get(number=judged.number)
    ride, row = f"#ride-{trip.pk}", f"#outside-{trip.pk}"

    def driver_taps(step: str) -> None:
        rides.locator(f"{ride} .ride__next[data-act$='/{step}/']").click()

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
