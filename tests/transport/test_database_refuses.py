"""What the closed loop forbids is refused by the database itself: in SQL, and in words through the services."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.impossible import Impossible
from transport.models import Driver, Trip, TripStep, Vehicle
from transport.services import assign_vehicle

pytestmark = pytest.mark.django_db

ROUND = ("accept", "depart", "pick_up", "arrive", "leave", "come_home")

COLUMNS = """id, mode, state, area_id, subject_kind, subject_id, number, vehicle_id, driver_id, during, pool, may_pool,
planned_at, mobility, companions, needs_oxygen, control, policy_ref, handed_to,
created_at"""


@pytest.fixture
def put(vehicle, at_wheel):
    """put("assigned", hours=(0, 2)): a trip written past every service. Returns its id."""

    def insert(
        state, *, hours=(0, 2), on=vehicle, driven_by=at_wheel, mode="vehicle", pool=None, may_pool=False, **more
    ):
        key, now = uuid.uuid4(), timezone.now()
        during = f"[{(now + timedelta(hours=hours[0])).isoformat()},{(now + timedelta(hours=hours[1])).isoformat()})"
        values = [
            key, mode, state, "230110", "case", more.get("subject", uuid.uuid4()), "n", on and on.pk,
            driven_by and driven_by.pk, during if on else None, pool or key, may_pool,
            now, "walks", more.get("companions", 0), False, more.get("control", "none"), "", "", now,
        ]  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO transport_trip ({COLUMNS}) VALUES ({', '.join(['%s'] * len(values))})", values)
        return key

    return insert


def become(key, state):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE transport_trip SET state = %s WHERE id = %s", [state, key])


def breaks(name):
    return pytest.raises(IntegrityError, match=name)


# one vehicle, one driver, one trip at a time


def test_a_vehicle_is_in_one_trip_at_a_time(put, second_at_wheel):
    put("assigned")
    with breaks("trip_vehicle_once"):
        put("assigned", hours=(1, 3), driven_by=second_at_wheel)


def test_a_driver_is_in_one_trip_at_a_time(put, make_vehicle):
    put("assigned")
    with breaks("trip_driver_once"):
        put("assigned", hours=(1, 3), on=make_vehicle("黑A2"))


def test_one_after_the_other_is_possible(put):
    put("assigned")
    put("assigned", hours=(2, 4))


@pytest.mark.parametrize("state", ["departed", "picked_up", "at_hospital", "leaving", "home"])
def test_a_second_trip_does_not_get_under_way(put, second_at_wheel, state):
    first, second = put("assigned"), put("assigned", hours=(2, 4), driven_by=second_at_wheel)
    become(first, state)
    with breaks("trip_vehicle_one_under_way"):
        become(second, "departed")


def test_nor_with_the_same_driver(put, make_vehicle):
    first, second = put("assigned"), put("assigned", hours=(2, 4), on=make_vehicle("黑A2"))
    become(first, "departed")
    with breaks("trip_driver_one_under_way"):
        become(second, "departed")


def test_an_overdue_vehicle_is_not_given_away(put, second_at_wheel):
    late = put("assigned", hours=(-3, -1))
    become(late, "picked_up")
    with breaks("vehicle_is_back"):
        put("assigned", hours=(1, 2), driven_by=second_at_wheel)


def test_a_trip_by_vehicle_has_vehicle_and_driver(put):
    with breaks("trip_under_a_vehicle_and_driver"):
        put("assigned", on=None)


def test_a_trip_by_own_car_has_none(put):
    with breaks("trip_self_drive_has_no_vehicle"):
        put("out", mode="self_drive")


def test_nobody_has_two_outings(put, make_vehicle, second_at_wheel):
    somebody = uuid.uuid4()
    put("assigned", subject=somebody)
    with breaks("trip_one_open_per_subject"):
        put("assigned", subject=somebody, on=make_vehicle("黑A2"), driven_by=second_at_wheel)


# two people in one vehicle


def test_two_people_share_a_vehicle_only_where_both_may(put):
    first = put("assigned", may_pool=True)
    put("assigned", may_pool=True, pool=first)
    with breaks("trip_pool_is_allowed"):
        put("assigned", pool=first)


def test_nobody_joins_whoever_may_not_share(put):
    alone = put("assigned")
    with breaks("trip_pool_all_agree"):
        put("assigned", may_pool=True, pool=alone)


def test_a_pool_rides_in_one_vehicle(put, make_vehicle, second_at_wheel):
    first = put("assigned", may_pool=True)
    with breaks("trip_pool_rides_in_one_vehicle"):
        put("assigned", may_pool=True, pool=first, on=make_vehicle("黑A2"), driven_by=second_at_wheel)


def test_a_pool_has_no_more_people_than_seats(put, vehicle):
    first = put("assigned", may_pool=True, companions=1)
    put("assigned", may_pool=True, pool=first)
    with breaks("vehicle_has_seats"):
        put("assigned", may_pool=True, pool=first)


# what a vehicle must have (B4b)


@pytest.mark.parametrize(
    ("lacking", "constraint"),
    [
        ({"has_partition": False}, "vehicle_has_partition"),
        ({"kits": 0}, "vehicle_has_kit"),
        ({"out_of_service": "送修"}, "vehicle_in_service"),
        ({"last_disinfected_at": None}, "vehicle_is_disinfected"),
        ({"seats": 0}, "vehicle_has_seats"),
    ],
)
def test_an_unfit_vehicle_is_not_assigned(put, make_vehicle, lacking, constraint):
    unfit = make_vehicle("黑A2", **lacking)
    with breaks(constraint):
        put("assigned", on=unfit)


def test_a_vehicle_that_became_unfit_does_not_depart(put, vehicle):
    trip = put("assigned")
    Vehicle.objects.update(kits=0)
    with breaks("vehicle_has_kit"):
        become(trip, "departed")


def test_a_passenger_aboard_is_brought_home_whatever_the_vehicle_lacks(put):
    trip = put("assigned")
    become(trip, "picked_up")
    Vehicle.objects.update(kits=0, out_of_service="爆胎", last_disinfected_at=None)
    for state in ("at_hospital", "leaving", "home"):
        become(trip, state)


def test_no_departure_without_disinfection_since_the_last_passenger(put, vehicle):
    first, second = put("assigned"), put("assigned", hours=(2, 4))
    become(first, "departed")
    become(first, "home")
    TripStep.objects.create(trip_id=first, name="home", happened_at=timezone.now(), recorded_at=timezone.now())
    become(first, "disinfected")
    with breaks("vehicle_is_disinfected"):
        become(second, "departed")
    Vehicle.objects.update(last_disinfected_at=timezone.now())
    become(second, "departed")


# in words


def test_a_dispatcher_reads_what_is_wrong(assigned, wait, vehicle, second_at_wheel, dispatcher):
    with pytest.raises(Impossible) as refused:
        assign_vehicle(wait(), vehicle=vehicle, driver=second_at_wheel, by=dispatcher)
    assert refused.value.constraint == "trip_vehicle_once"
    assert str(refused.value.message)
    assert Trip.objects.get(vehicle=vehicle) == assigned


def test_an_unfit_vehicle_names_all_that_it_lacks(wait, make_vehicle, at_wheel, dispatcher):
    unfit = make_vehicle("黑A2", has_partition=False, kits=0)
    with pytest.raises(InvalidInput) as refused:
        assign_vehicle(wait(mobility="wheelchair", needs_oxygen=True), vehicle=unfit, by=dispatcher)
    assert len(refused.value.fields["vehicle"]) == 4


def test_a_home_vehicle_is_free_again_once_disinfected(assigned, go, wait, vehicle, dispatcher):
    home = go(assigned, *ROUND)
    with pytest.raises(Impossible):
        assign_vehicle(wait(), vehicle=vehicle, driver=Driver.objects.get(), by=dispatcher)
    go(home, "disinfect")
    assert assign_vehicle(wait(), vehicle=vehicle, by=dispatcher).state == "assigned"


def test_sharing_a_ride(wait, vehicle, at_wheel, dispatcher, go):
    first = assign_vehicle(wait(may_pool=True), vehicle=vehicle, by=dispatcher)
    second = assign_vehicle(wait(may_pool=True), vehicle=vehicle, share_with=first, by=dispatcher)
    assert (second.pool, second.driver, second.during) == (first.pool, first.driver, first.during)
    first, second = go(first, *ROUND), go(second, *ROUND)
    go(first, "disinfect")
    second.refresh_from_db()
    assert second.state == "disinfected"
