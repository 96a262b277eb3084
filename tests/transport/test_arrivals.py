"""When the hospital may expect a trip: told at every step that brings it nearer, from distance and speed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hospitals.lifecycle import BOOKING
from hospitals.models import Hospital
from portal.areas.models import Area
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import move
from portal.notices.models import Notice
from transport.models import Vehicle
from transport.selectors.outside import people_out
from transport.selectors.steps import step_label
from transport.services import assign_vehicle, issue_self_drive

pytestmark = pytest.mark.django_db

# A degree of latitude is 111 km; with the detour of a town at 30 km/h, each hundredth takes three minutes and a bit.
HOME, FAR, BASE = (45.70, 126.70), (45.80, 126.70), (45.65, 126.70)


@pytest.fixture
def expected(ask, desk, areas, hospital):
    Area.objects.filter(pk="230110003001").update(latitude=HOME[0], longitude=HOME[1])
    Hospital.objects.filter(pk=hospital.pk).update(latitude=FAR[0], longitude=FAR[1])
    hospital.refresh_from_db()
    return move(BOOKING, ask(), "accept", by=desk)


@pytest.fixture
def booked(wait, expected, vehicle, at_wheel, dispatcher):
    Vehicle.objects.filter(pk=vehicle.pk).update(base_latitude=BASE[0], base_longitude=BASE[1])
    return assign_vehicle(wait(booking=expected), vehicle=vehicle, by=dispatcher)


def minutes_to(booking):
    booking.refresh_from_db()
    return (booking.eta_at - timezone.now()) / timedelta(minutes=1)


def test_a_vehicle_that_is_assigned_says_when_it_would_be_there(booked, expected):
    expected.refresh_from_db()
    assert expected.eta_at is None, "nobody is on the way yet"
    assert expected.expected_at > booked.planned_at + timedelta(minutes=20)


def test_each_step_brings_it_nearer(booked, expected, go, driver):
    trip = go(booked, "accept", "depart")
    from_base = minutes_to(expected)
    assert expected.carrier == driver
    trip = go(trip, "pick_up")
    from_home = minutes_to(expected)
    assert 25 < from_home < 45 < from_base < 70


def test_a_step_taken_back_takes_the_estimate_back(booked, expected, go):
    go(go(booked, "accept", "depart"), "undo_depart")
    expected.refresh_from_db()
    assert (expected.eta_at, expected.carrier) == (None, None)


def test_by_private_car_it_counts_from_going_out(expected, operator, subject, go):
    trip = issue_self_drive(subject=subject(), booking=expected, by=operator)
    go(trip, "go_out", by=operator)
    assert 25 < minutes_to(expected) < 45


def test_treated_the_fleet_and_the_driver_hear_and_everybody_sees_it(booked, expected, go, desk, driver, operator):
    trip = go(booked, "accept", "depart", "pick_up", "arrive")
    expected.refresh_from_db()
    move(BOOKING, move(BOOKING, expected, "receive", by=desk), "leave", by=desk)
    told = set(Notice.objects.filter(kind="trip.may_leave", number=trip.number).values_list("to", flat=True))
    assert told == {f"user:{driver.pk}", f"fleet:{trip.fleet_id}"}
    (out,) = people_out(operator)
    assert out.seen.step == step_label("may_leave")


def test_nobody_sets_out_for_a_hospital_that_has_closed(booked, expected, go, hospital):
    Hospital.objects.filter(pk=hospital.pk).update(is_open=False)
    trip = go(booked, "accept")
    with pytest.raises(MoveRefused):
        go(trip, "depart")
