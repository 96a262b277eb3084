"""An outing by vehicle, from waiting to disinfected: real times, the booking at its side, the return promised."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hospitals.lifecycle import BOOKING
from portal.commitments.models import Commitment
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused, WrongState
from portal.lifecycle.move import move
from portal.notices.models import Notice
from transport.models import TripStep
from transport.selectors.steps import standing_steps
from transport.services import assign_vehicle, cancel_trip, redirect_trip

pytestmark = pytest.mark.django_db

OUT = ("accept", "depart", "pick_up")
ALL = (*OUT, "arrive", "leave", "come_home", "disinfect")


@pytest.fixture
def expected(ask, desk):
    """A booking that the hospital has accepted."""
    return move(BOOKING, ask(), "accept", by=desk)


@pytest.fixture
def booked(wait, expected, vehicle, at_wheel, dispatcher):
    trip = wait(booking=expected)
    return assign_vehicle(trip, vehicle=vehicle, by=dispatcher)


def the_return(trip):
    return Commitment.objects.get(kind="trip.return", subject_id=trip.pk)


def test_the_whole_round(assigned, go, vehicle):
    trip = go(assigned, *ALL)
    assert trip.state == "disinfected"
    names = [step.name for step in standing_steps(trip)]
    assert names == [
        "waiting", "assigned", "accepted", "departed", "picked_up", "at_hospital", "leaving", "home", "disinfected",
    ]  # fmt: skip
    vehicle.refresh_from_db()
    assert vehicle.last_disinfected_at == standing_steps(trip)[-1].happened_at


def test_a_waiting_trip_is_told_to_the_nearest_fleet(wait, fleet):
    trip = wait()
    assert trip.fleet == fleet
    assert Notice.objects.filter(to=f"fleet:{fleet.pk}", kind="trip.waiting", number=trip.number).exists()


def test_a_free_driver_is_found_and_told(assigned, at_wheel):
    assert assigned.driver == at_wheel
    assert Notice.objects.filter(to=f"user:{at_wheel.user_id}", kind="trip.assigned").exists()


def test_without_a_free_driver_nothing_is_assigned(wait, vehicle, dispatcher):
    with pytest.raises(MoveRefused, match=r"driver|驾驶员|司机"):
        assign_vehicle(wait(), vehicle=vehicle, by=dispatcher)


def test_the_return_is_promised_from_departing_and_kept_at_home(assigned, go):
    half_an_hour_ago = timezone.now() - timedelta(minutes=30)
    TripStep.objects.exists()
    trip = go(assigned, "accept")
    with pytest.raises(MoveRefused):
        go(trip, "depart", happened_at=half_an_hour_ago)
    trip = go(trip, "depart")
    assert the_return(trip).is_open
    trip = go(trip, "pick_up", "arrive", "leave", "come_home")
    assert the_return(trip).kept_at


def test_a_telephone_that_was_offline_sends_the_real_time(assigned, go):
    trip = go(assigned, *OUT)
    picked_up = standing_steps(trip)[-1]
    later = picked_up.happened_at + timedelta(microseconds=1)  # behind us, however quick this machine is
    trip = go(trip, "arrive", happened_at=later)
    arrival = standing_steps(trip)[-1]
    assert arrival.happened_at == later
    assert arrival.recorded_at > arrival.happened_at


def test_a_time_to_come_is_now(assigned, go):
    trip = go(assigned, "accept", happened_at=timezone.now() + timedelta(hours=3))
    assert standing_steps(trip)[-1].happened_at <= timezone.now()


def test_no_step_is_skipped(assigned, go):
    with pytest.raises(WrongState) as refused:
        go(assigned, "arrive")
    assert "accept" in refused.value.allowed


def test_only_the_own_driver_taps(assigned, person, go):
    with pytest.raises(Denied):
        go(assigned, "accept", by=person("another driver"))


# the booking at its side


def test_nobody_leaves_before_a_hospital_has_said_yes(wait, ask, vehicle, at_wheel, dispatcher, go):
    trip = assign_vehicle(wait(booking=ask()), vehicle=vehicle, by=dispatcher)
    trip = go(trip, "accept")
    with pytest.raises(MoveRefused):
        go(trip, "depart")


def test_the_arrival_is_one_tap_for_both(booked, expected, go, driver):
    trip = go(booked, *OUT)
    expected.refresh_from_db()
    assert expected.carrier == driver
    go(trip, "arrive")
    expected.refresh_from_db()
    assert expected.state == "arrived"


def test_what_the_desk_receives_is_a_step_of_the_trip(booked, expected, go, desk):
    trip = go(booked, *OUT, "arrive")
    expected.refresh_from_db()
    move(BOOKING, expected, "receive", by=desk)
    assert standing_steps(trip)[-1].name == "received"
    trip.refresh_from_db()
    assert trip.state == "at_hospital"


def test_leaving_closes_the_booking(booked, expected, go, desk):
    trip = go(booked, *OUT, "arrive")
    expected.refresh_from_db()
    move(BOOKING, expected, "receive", by=desk)
    go(trip, "leave")
    expected.refresh_from_db()
    assert expected.state == "closed"


def test_who_never_arrived_is_expected_no_more(booked, expected, go):
    go(booked, *OUT, "come_home")
    expected.refresh_from_db()
    assert expected.state == "withdrawn"


def test_refused_at_the_door_the_trip_goes_on_and_its_clock_runs_on(booked, expected, go, desk, ask, areas, hospital):
    trip = go(booked, *OUT, "arrive")
    expected.refresh_from_db()
    move(BOOKING, expected, "refuse", by=desk, data={"code": "fever"})
    elsewhere = type(hospital).objects.create(name="另一医院", area=areas["230103"])
    another = ask(hospital=elsewhere)
    before = the_return(trip).due_at
    trip = redirect_trip(trip, booking=another, by=desk)
    assert (trip.state, trip.booking) == ("picked_up", another)
    assert the_return(trip).due_at == before


# corrections


def test_a_step_is_undone_by_a_recorded_correction(assigned, go):
    trip = go(assigned, "accept", "depart")
    trip = go(trip, "undo_depart")
    assert trip.state == "accepted"
    wrong = TripStep.objects.get(trip=trip, name="departed", corrects=None)
    assert wrong.correction.recorded_at
    assert "departed" not in [step.name for step in standing_steps(trip)]
    assert the_return(trip).released_at


def test_home_by_mistake_starts_the_return_again(assigned, go):
    trip = go(assigned, *OUT, "arrive", "leave", "come_home", "undo_come_home")
    assert trip.state == "leaving"
    running = Commitment.objects.open().get(kind="trip.return", subject_id=trip.pk)
    assert running.cycle == 2
    departed = next(step for step in standing_steps(trip) if step.name == "departed")
    assert running.started_at == departed.happened_at, "the clock counts from when they set out, not from the mistake"


def test_over_before_it_was_planned_it_can_be_disinfected_again(wait, vehicle, at_wheel, dispatcher, go):
    trip = assign_vehicle(wait(planned_at=timezone.now() + timedelta(hours=3)), vehicle=vehicle, by=dispatcher)
    trip = go(trip, *ALL, "undo_disinfect", "disinfect")
    assert trip.during.lower is not None


def test_disinfected_by_mistake_keeps_the_vehicle_occupied(assigned, go, vehicle):
    trip = go(assigned, *ALL, "undo_disinfect")
    vehicle.refresh_from_db()
    assert trip.state == "home"
    assert vehicle.last_disinfected_at is None


@pytest.mark.parametrize("sql", ["UPDATE transport_tripstep SET name = 'home'", "DELETE FROM transport_tripstep"])
def test_what_happened_is_not_rewritten(assigned, sql):
    with pytest.raises(DatabaseError, match="keeps what happened"), transaction.atomic():
        connection.cursor().execute(sql)


# calling off, and other vehicles


def test_cancelling_needs_a_reason_and_frees_everything(assigned, dispatcher, wait, vehicle):
    with pytest.raises(InvalidInput):
        move_cancel(assigned, dispatcher, {})
    trip = move_cancel(assigned, dispatcher, {"reason": "病情好转"})
    assert trip.state == "cancelled"
    assert not trip.passes.filter(revoked_at=None).exists()
    assert assign_vehicle(wait(), vehicle=vehicle, by=dispatcher).state == "assigned"


def move_cancel(trip, by, data):
    from transport.lifecycle import TRIP

    return move(TRIP, trip, "cancel", by=by, data=data)


def test_whoever_is_out_cannot_be_called_off(assigned, go, operator):
    trip = go(assigned, *OUT)
    with pytest.raises(MoveRefused):
        cancel_trip(trip, reason="withdrawn", by=operator)
    trip.refresh_from_db()
    assert trip.state == "picked_up"


def test_another_vehicle_may_come(assigned, make_vehicle, dispatcher, second_at_wheel):
    other = make_vehicle("黑A·0099")
    trip = assign_vehicle(assigned, vehicle=other, driver=second_at_wheel, by=dispatcher)
    assert (trip.vehicle, trip.driver, trip.state) == (other, second_at_wheel, "assigned")


def test_a_driver_may_give_a_trip_back(assigned, go):
    trip = go(assigned, "release")
    assert (trip.state, trip.vehicle, trip.during) == ("waiting", None, None)
