"""Two at once: one wins, the other is told; and nothing impossible is ever written."""

import pytest
from django.utils import timezone

from portal.lifecycle.errors import MoveRefused, WrongState
from portal.lifecycle.impossible import Impossible
from portal.lifecycle.move import move
from transport.lifecycle import TRIP
from transport.models import Checkpoint, GateLog, Trip
from transport.services import assign_vehicle, issue_self_drive, scan

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_dispatchers_one_vehicle(at_once, wait, vehicle, at_wheel, second_at_wheel, dispatcher):
    def give(trip, driver):
        return lambda: assign_vehicle(trip, vehicle=vehicle, driver=driver, by=dispatcher)

    results = at_once(give(wait(), at_wheel), give(wait(), second_at_wheel))
    assert sum(isinstance(result, Trip) for result in results) == 1
    assert sum(isinstance(result, Impossible) for result in results) == 1
    assert Trip.objects.filter(vehicle=vehicle).count() == 1


def test_two_dispatchers_one_driver(at_once, wait, vehicle, make_vehicle, at_wheel, dispatcher):
    other = make_vehicle("黑A2")
    results = at_once(
        *(
            lambda t=trip, v=car: assign_vehicle(t, vehicle=v, driver=at_wheel, by=dispatcher)
            for trip, car in ((wait(), vehicle), (wait(), other))
        )
    )
    assert sum(isinstance(result, Trip) for result in results) == 1
    assert Trip.objects.filter(driver=at_wheel).count() == 1


def test_two_dispatchers_one_trip(at_once, wait, vehicle, make_vehicle, at_wheel, second_at_wheel, dispatcher):
    trip, other = wait(), make_vehicle("黑A2")
    pairs = ((vehicle, at_wheel), (other, second_at_wheel))
    results = at_once(
        *(
            lambda v=car, d=who: assign_vehicle(trip, vehicle=v, driver=d, by=dispatcher, seen_state="waiting")
            for car, who in pairs
        )
    )
    lost = next(result for result in results if isinstance(result, WrongState))
    assert lost.state == "assigned"
    assert lost.last.action == "trip.assign", "the one who lost is told what happened"


def test_eight_dispatchers_and_the_seats_of_one_pool(at_once, wait, vehicle, at_wheel, dispatcher):
    first = assign_vehicle(wait(may_pool=True), vehicle=vehicle, by=dispatcher)
    others = [wait(may_pool=True) for _ in range(4)]
    at_once(*(lambda t=trip: assign_vehicle(t, vehicle=vehicle, share_with=first, by=dispatcher) for trip in others))
    assert Trip.objects.filter(vehicle=vehicle).count() == vehicle.seats


def test_the_same_tap_twice(at_once, assigned, driver):
    results = at_once(*[lambda: move(TRIP, assigned, "accept", by=driver)] * 2)
    assert sum(isinstance(result, Trip) for result in results) == 1
    assert sum(isinstance(result, WrongState) for result in results) == 1


def test_two_outings_of_one_person(at_once, operator, subject):
    somebody = subject()
    results = at_once(*[lambda: issue_self_drive(subject=somebody, by=operator)] * 3)
    assert sum(isinstance(result, Trip) for result in results) == 1
    assert all(isinstance(result, (Trip, MoveRefused)) for result in results)


def test_one_pass_scanned_twice_at_once(at_once, own_car, checkpoint, gate):
    shown = own_car().passes.get()
    results = at_once(*[lambda: scan(checkpoint, token=shown.code, direction="out", by=gate)] * 3)
    assert sorted(result.is_green for result in results) == [False, False, True]
    assert GateLog.objects.filter(result="ok").count() == 1
    assert GateLog.objects.filter(result="already_out").count() == 2


def test_one_pass_at_two_gates_at_once(at_once, own_car, checkpoint, gate, areas):
    other = Checkpoint.objects.create(name="和平社区卡口", area=areas["230110003002"])
    shown = own_car().passes.get()
    results = at_once(
        *(lambda at=at: scan(at, token=shown.code, direction="out", by=gate) for at in (checkpoint, other) * 2)
    )
    assert sorted(result.is_green for result in results) == [False, False, False, True]


def test_two_gates_tell_of_the_same_pass_at_once(at_once, own_car, checkpoint, gate, areas):
    """Both had let the person out without network: both are logged, one as it should be, one as a conflict."""
    other = Checkpoint.objects.create(name="和平社区卡口", area=areas["230110003002"])
    trip = own_car()
    code = trip.passes.get().code
    told = {"token": code, "direction": "out", "decided": "ok", "by": gate}
    results = at_once(*(lambda at=at: scan(at, happened_at=timezone.now(), **told) for at in (checkpoint, other)))
    assert sorted(result.log.is_conflict for result in results) == [False, True]
    assert GateLog.objects.count() == 2
    trip.refresh_from_db()
    assert trip.state == "out"
