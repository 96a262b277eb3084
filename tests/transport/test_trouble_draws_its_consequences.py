"""What a driver reports has its consequences at once: the vehicle is withdrawn, the person is placed elsewhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Violation
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import move
from portal.notices.models import Notice
from transport.models import DayPlan, Trip, Vehicle
from transport.services import assign_vehicle, keeping
from transport.services.planning import compute_plans
from transport.services.troubles import report_trouble

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def aboard(assigned, go):
    return go(assigned, "accept", "depart", "pick_up")


@pytest.fixture
def later(wait, vehicle, at_wheel, dispatcher):
    """What the same vehicle and driver are to fetch tomorrow, home again on the same day whatever hour it is now."""
    tomorrow = (timezone.localtime() + timedelta(days=1)).replace(hour=10, minute=0)
    return assign_vehicle(wait(planned_at=tomorrow), vehicle=vehicle, driver=at_wheel, by=dispatcher)


# a vehicle that cannot go on


def test_a_breakdown_takes_the_vehicle_out_of_service(aboard, later, driver, vehicle):
    report_trouble(aboard, kind="breakdown", by=driver)
    vehicle.refresh_from_db()
    assert aboard.number in vehicle.out_of_service
    later.refresh_from_db()
    assert (later.state, later.vehicle) == ("waiting", None), "what it was to fetch is planned anew"
    assert DayPlan.objects.get().runs.get().reason == "failed"
    aboard.refresh_from_db()
    assert (aboard.state, aboard.vehicle) == ("picked_up", vehicle), "whoever is aboard waits for another to take over"
    keeping.return_vehicle(vehicle, reason="已修好", by=driver)
    assert Vehicle.objects.get().out_of_service == ""


def test_before_it_has_set_out_the_trip_itself_is_planned_anew(assigned, driver):
    report_trouble(assigned, kind="breakdown", by=driver)
    assert Trip.objects.get().state == "waiting"
    assert DayPlan.objects.get().runs.get().trip == assigned


@pytest.mark.parametrize("kind", ["worse", "not_found"])
def test_other_troubles_leave_it_in_service(aboard, driver, vehicle, kind):
    report_trouble(aboard, kind=kind, by=driver)
    vehicle.refresh_from_db()
    assert not vehicle.out_of_service


def test_what_is_planned_on_a_drivers_word_waits_for_a_dispatchers(
    compiled, monkeypatch, aboard, later, driver, make_vehicle, second_at_wheel
):
    monkeypatch.setattr("transport.services.planning.LEAST_SECONDS", 0.2)
    make_vehicle("黑A·0099")
    report_trouble(aboard, kind="breakdown", by=driver)
    compute_plans()
    assert DayPlan.objects.get().state == "ready"
    assert Notice.objects.filter(kind="trip.replanned", to=f"fleet:{aboard.fleet_id}").count() == 1


# a driver who falls out


@pytest.mark.parametrize(
    "changes",
    [
        {"is_active": False},
        {"protection": 0},
        {"last_tested_at": timezone.now() - timedelta(days=9)},
        {"licence_until": timezone.localdate() - timedelta(days=1)},
    ],
)
def test_what_a_driver_can_no_longer_drive_goes_to_others(changes, later, at_wheel, dispatcher):
    (plan,) = keeping.keep_driver(at_wheel, changes=changes, by=dispatcher)
    later.refresh_from_db()
    assert (later.state, later.driver) == ("waiting", None)
    assert (plan.failed_driver, plan.runs.get().reason) == (at_wheel, "driverless")


def test_whoever_is_under_way_drives_on(aboard, later, at_wheel, dispatcher):
    (plan,) = keeping.keep_driver(at_wheel, changes={"is_active": False}, by=dispatcher)
    aboard.refresh_from_db()
    assert (aboard.state, aboard.driver) == ("picked_up", at_wheel)
    assert plan.runs.get().trip == later


def test_what_harms_nothing_changes_nothing(later, at_wheel, dispatcher):
    assert keeping.keep_driver(at_wheel, changes={"phone": "13900000001"}, by=dispatcher) == []


def test_a_shift_that_is_taken_away_takes_its_trips_along(client, wait, vehicle, at_wheel, second_at_wheel, dispatcher):
    at = timezone.now() + timedelta(days=2)
    shifts = [
        keeping.add_shifts(who, starts_at=at, ends_at=at + timedelta(hours=8), by=dispatcher)[0]
        for who in (at_wheel, second_at_wheel)
    ]
    trip = assign_vehicle(wait(planned_at=at + timedelta(hours=1)), vehicle=vehicle, driver=at_wheel, by=dispatcher)
    client.force_login(dispatcher)
    told = client.post(f"/fleet/drivers/{at_wheel.pk}/shifts/{shifts[0].pk}/remove/")
    plan = DayPlan.objects.get()
    assert told.url == f"/dispatch/plans/{plan.pk}/"
    assert at_wheel.name in client.get(told.url).content.decode()
    trip.refresh_from_db()
    assert trip.state == "waiting"


def test_others_take_over_by_themselves(compiled, monkeypatch, later, at_wheel, second_at_wheel, dispatcher):
    monkeypatch.setattr("transport.services.planning.LEAST_SECONDS", 0.2)
    keeping.keep_driver(at_wheel, changes={"is_active": False}, by=dispatcher)
    compute_plans()
    later.refresh_from_db()
    assert (later.state, later.driver) == ("assigned", second_at_wheel)


# a door that stays closed


@pytest.fixture
def at_the_door(ask, desk, wait, vehicle, at_wheel, dispatcher, go):
    booking = move(BOOKING, ask(), "accept", by=desk)
    trip = assign_vehicle(wait(booking=booking), vehicle=vehicle, driver=at_wheel, by=dispatcher)
    return go(trip, "accept", "depart", "pick_up", "arrive")


def test_turned_away_is_a_refusal_and_for_a_forbidden_reason_a_violation(at_the_door, driver):
    report_trouble(at_the_door, kind="turned_away", refusal="no_test", by=driver)
    booking = Booking.objects.get()
    assert (booking.state, booking.refusal_code) == ("refused", "no_test")
    assert Violation.objects.get(booking=booking).recorded_by == driver
    assert Notice.objects.filter(kind="booking.violation", to="supervisor@230110").exists()


def test_without_a_reason_it_is_a_refusal_all_the_same(at_the_door, driver):
    report_trouble(at_the_door, kind="turned_away", words="门口保安不让进", by=driver)
    booking = Booking.objects.get()
    assert (booking.state, booking.refusal_code, booking.refusal_note) == ("refused", "other", "门口保安不让进")
    assert not Violation.objects.exists()


def test_whoever_was_received_stays_theirs(at_the_door, desk, driver):
    move(BOOKING, at_the_door.booking, "receive", by=desk)
    report_trouble(at_the_door, kind="turned_away", by=driver)
    assert Booking.objects.get().state == "received"


def test_nobody_is_turned_away_before_they_were_fetched(assigned, driver):
    with pytest.raises(MoveRefused):
        report_trouble(assigned, kind="turned_away", by=driver)


def test_on_the_drivers_telephone_and_by_the_api(client, at_the_door, driver):
    client.force_login(driver)
    assert 'name="refusal"' in client.get(f"/driver/{at_the_door.pk}/trouble/", headers=HTMX).content.decode()
    wrong = {"kind": "turned_away", "refusal": "closed"}
    path = f"/api/v1/trips/{at_the_door.pk}/trouble/"
    assert client.post(path, wrong, content_type="application/json").json().get("fields", {}).get("refusal")
    told = {"kind": "turned_away", "refusal": "fever"}
    assert client.post(f"/driver/{at_the_door.pk}/trouble/", told, headers=HTMX).status_code == 204
    assert Violation.objects.get().code == "fever"
