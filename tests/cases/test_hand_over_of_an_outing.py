"""N4 in a request: its trip goes on to the hospital that takes over, and turns round when nobody does."""

import pytest

from cases.lifecycle import CASE
from cases.selectors.outings import outings_of
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from portal.commitments.models import Commitment
from portal.lifecycle.errors import WrongState
from portal.lifecycle.move import move
from tests.cases.test_outings import _desk_of, arranged, asked, city_hospitals, clock, vehicle, wang
from transport.lifecycle import TRIP
from transport.selectors.driving import next_step
from transport.services import assign_vehicle

__all__ = ["city_hospitals", "vehicle", "wang"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(policy, operator, city_hospitals):
    return arranged(operator)


@pytest.fixture
def inside(case, operator, vehicle, wang, driver):
    """The booking of the first hospital, which has received the resident; the trip stands at its door."""
    booking = move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)))
    trip = assign_vehicle(case.outings.get().trip, vehicle=vehicle, driver=wang, by=operator)
    for step in ("accept", "depart", "pick_up", "arrive"):
        trip = move(TRIP, trip, step, by=driver)
    return move(BOOKING, Booking.objects.get(pk=booking.pk), "receive", by=_desk_of(booking))


@pytest.fixture
def taking_over(case, inside, city_hospitals):
    """The booking of the hospital that is asked to take over."""
    other = next(one for one in city_hospitals if one != inside.hospital)
    move(BOOKING, inside, "hand_over", by=_desk_of(inside), data={"hospital": other.pk, "reason": "specialty"})
    return asked(case)


def trip_of(case):
    return case.outings.get().trip


def test_it_goes_on_by_a_tap_of_the_driver_and_home_from_there(case, inside, taking_over, driver, operator):
    accepted = move(BOOKING, taking_over, "accept", by=_desk_of(taking_over))
    trip = trip_of(case)
    assert (trip.state, trip.booking) == ("at_hospital", accepted), "the person is inside until somebody fetches them"
    assert next_step(trip, driver).name == "go_on"
    with pytest.raises(WrongState):
        move(TRIP, trip, "leave", by=driver)
    trip = move(TRIP, trip, "go_on", by=driver)
    accepted.refresh_from_db()
    assert accepted.eta_at
    trip = move(TRIP, trip, "arrive", by=driver)
    accepted.refresh_from_db()
    assert accepted.state == "arrived"
    (view,) = outings_of(case, operator)
    assert view.responsible == inside
    received = move(BOOKING, accepted, "receive", by=_desk_of(accepted))
    (view,) = outings_of(case, operator)
    assert view.responsible == received
    move(BOOKING, received, "leave", by=_desk_of(received))
    for step in ("leave", "come_home"):
        trip = move(TRIP, trip, step, by=driver)
    assert case.outings.get().closed_at
    states = set(Booking.objects.filter(number=case.number).values_list("state", flat=True))
    assert states == {"closed"}
    assert not Commitment.objects.open().filter(number=case.number, subject_kind="booking").exists()


def test_a_refused_hand_over_is_no_refusal_of_the_case(case, inside, taking_over):
    move(BOOKING, taking_over, "refuse", by=_desk_of(taking_over), data={"code": "no_capacity"})
    outing = case.outings.get()
    assert (outing.refusals, outing.needs_centre) == (0, False)
    assert not Booking.objects.filter(number=case.number, state="asked").exists()


def test_refused_at_the_second_door_the_trip_turns_round(case, inside, taking_over, driver):
    accepted = move(BOOKING, taking_over, "accept", by=_desk_of(taking_over))
    trip = trip_of(case)
    for step in ("go_on", "arrive"):
        trip = move(TRIP, trip, step, by=driver)
    accepted.refresh_from_db()
    move(BOOKING, accepted, "refuse", by=_desk_of(accepted), data={"code": "fever"})
    trip.refresh_from_db()
    assert (trip.booking, trip.state) == (inside, "picked_up")
    move(TRIP, trip, "arrive", by=driver)
    inside.refresh_from_db()
    assert inside.state == "received"


def test_refused_before_they_left_the_trip_stays(case, inside, taking_over, driver):
    accepted = move(BOOKING, taking_over, "accept", by=_desk_of(taking_over))
    move(BOOKING, accepted, "refuse", by=_desk_of(accepted), data={"code": "equipment_down"})
    trip = trip_of(case)
    assert (trip.booking, trip.state) == (inside, "at_hospital")
    assert next_step(trip, driver).name == "leave"


def test_what_the_page_of_the_request_says(case, inside, taking_over, client, operator, neighbour):
    client.force_login(operator)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert str(inside.hospital) in page
    assert f"/desk/bookings/{inside.pk}/move/take_back/" in page
    client.force_login(neighbour)
    assert client.get(f"/cases/{case.number}/").status_code == 404


def test_brought_home_without_it_everything_is_closed(case, inside, taking_over, driver):
    trip = trip_of(case)
    for step in ("leave", "come_home"):
        trip = move(TRIP, trip, step, by=driver)
    taking_over.refresh_from_db()
    inside.refresh_from_db()
    assert (inside.state, taking_over.state) == ("closed", "withdrawn")


# who stops asking, and who turns away somebody assigned


def test_whoever_stops_asking_must_name_another_one(case, operator, city_hospitals):
    first, before = asked(case), clock(case, "case.arrange")
    move(BOOKING, first, "withdraw", by=operator)
    assert case.outings.get().needs_centre
    other = next(one for one in city_hospitals if one != first.hospital)
    move(CASE, case, "place", by=operator, data={"hospital": other.pk})
    assert asked(case).hospital == other
    assert clock(case, "case.arrange").pk == before.pk
