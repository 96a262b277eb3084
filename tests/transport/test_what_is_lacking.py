"""What a vehicle or a driver lacks is said beforehand, and refused by the database whoever tries."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from portal.lifecycle.errors import InvalidInput, MoveRefused
from tests.transport.fit import fit_driver, fit_vehicle
from transport.models import Driver, DriverShift, Vehicle
from transport.services import assign_vehicle

pytestmark = pytest.mark.django_db
ROUND = ("accept", "depart", "pick_up", "arrive", "leave", "come_home", "disinfect")


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def written(trip, vehicle, driver, *, hours=2, starts=None):
    """Past every service: the columns of an assigned trip."""
    starts = starts or timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE transport_trip SET state = 'assigned', vehicle_id = %s, driver_id = %s, during = tstzrange(%s, %s) "
            "WHERE id = %s",
            [vehicle.pk, driver.pk, starts, starts + timedelta(hours=hours), trip.pk],
        )


LACKING_VEHICLES = [
    ({"kits": 1, "kits_a_trip": 2}, "vehicle_has_kit"),
    ({"inspected_until": None}, "vehicle_is_inspected"),
    ({"inspected_until": yesterday()}, "vehicle_is_inspected"),
    ({"insured_until": yesterday()}, "vehicle_is_insured"),
    ({"kind": "social", "enlisted_until": None}, "vehicle_is_enlisted"),
    ({"kind": "social", "enlisted_until": yesterday()}, "vehicle_is_enlisted"),
]
LACKING_DRIVERS = [
    ({"is_active": False}, "driver_is_on_duty"),
    ({"licence_until": None}, "driver_has_licence"),
    ({"licence_until": yesterday()}, "driver_has_licence"),
    ({"protection": 0}, "driver_is_protected"),
    ({"tested_until": None}, "driver_is_tested"),
    ({"tested_until": timezone.now() - timedelta(hours=1)}, "driver_is_tested"),
]


@pytest.mark.parametrize(("lacking", "constraint"), LACKING_VEHICLES)
def test_a_vehicle_says_what_it_lacks_and_is_refused(lacking, constraint, wait, make_vehicle, at_wheel, dispatcher):
    vehicle, trip = make_vehicle("黑A2", **lacking), wait()
    assert len(vehicle.lacks()) == 1
    with pytest.raises(InvalidInput) as refused:
        assign_vehicle(trip, vehicle=vehicle, by=dispatcher)
    assert refused.value.fields["vehicle"] == [str(vehicle.lacks()[0])]
    with pytest.raises(IntegrityError, match=constraint):
        written(trip, vehicle, at_wheel)


@pytest.mark.parametrize(("lacking", "constraint"), LACKING_DRIVERS)
def test_a_driver_says_what_they_lack_and_is_refused(lacking, constraint, wait, vehicle, fleet, dispatcher):
    driver, trip = Driver.objects.create(**fit_driver(fleet=fleet, name="李师傅", **lacking)), wait()
    assert len(driver.lacks()) == 1
    with pytest.raises(MoveRefused) as refused:
        assign_vehicle(trip, vehicle=vehicle, by=dispatcher)
    assert str(driver.lacks()[0]) in str(refused.value.message)
    with pytest.raises(IntegrityError, match=constraint):
        written(trip, vehicle, driver)


def test_papers_must_outlast_the_trip(wait, make_vehicle, at_wheel):
    vehicle = make_vehicle("黑A2", insured_until=timezone.localdate())
    with pytest.raises(IntegrityError, match="vehicle_is_insured"):
        written(wait(), vehicle, at_wheel, starts=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize(
    ("need", "has", "constraint"),
    [
        ({"mobility": "wheelchair"}, {}, "vehicle_has_wheelchair_place"),
        ({"mobility": "stretcher"}, {}, "vehicle_has_stretcher"),
        ({"needs_oxygen": True}, {"has_oxygen": True, "oxygen_percent": 10}, "vehicle_has_oxygen"),
        ({"needs_oxygen": True}, {"has_oxygen": True, "oxygen_until": yesterday()}, "vehicle_has_oxygen"),
    ],
)
def test_what_this_person_needs_is_aboard(need, has, constraint, wait, make_vehicle, at_wheel):
    with pytest.raises(IntegrityError, match=constraint):
        written(wait(**need), make_vehicle("黑A2", **has), at_wheel)


def test_a_vehicle_off_its_hours_is_not_given(wait, make_vehicle, at_wheel, dispatcher):
    at = timezone.localtime() + timedelta(days=1)
    late = (at + timedelta(hours=2)).time(), (at + timedelta(hours=3)).time()
    vehicle, trip = make_vehicle("黑A2", shift_from=late[0], shift_until=late[1]), wait(planned_at=at)
    with pytest.raises(InvalidInput):
        assign_vehicle(trip, vehicle=vehicle, by=dispatcher)
    with pytest.raises(IntegrityError, match="vehicle_is_at_work"):
        written(trip, vehicle, at_wheel, starts=at)


def test_on_a_day_with_shifts_only_who_has_one_drives(wait, vehicle, at_wheel, second_at_wheel, dispatcher):
    at = timezone.localtime().replace(hour=9, minute=0) + timedelta(days=1)
    DriverShift.objects.create(driver=second_at_wheel, during=DateTimeTZRange(at, at + timedelta(hours=8)))
    trip = wait(planned_at=at + timedelta(hours=1))
    assert assign_vehicle(trip, vehicle=vehicle, by=dispatcher).driver == second_at_wheel
    with pytest.raises(IntegrityError, match="driver_is_at_work"):
        written(wait(), vehicle, at_wheel, starts=at + timedelta(hours=10))
    free = wait(planned_at=at + timedelta(days=1))
    assert assign_vehicle(free, vehicle=vehicle, driver=at_wheel, by=dispatcher).driver == at_wheel


def test_a_driver_has_one_shift_at_a_time(at_wheel):
    now = timezone.now()
    DriverShift.objects.create(driver=at_wheel, during=DateTimeTZRange(now, now + timedelta(hours=8)))
    with pytest.raises(IntegrityError, match="driver_shifts_apart"):
        DriverShift.objects.create(
            driver=at_wheel, during=DateTimeTZRange(now + timedelta(hours=7), now + timedelta(hours=9))
        )


def test_setting_out_uses_kit_and_the_last_set_is_the_end(wait, make_vehicle, at_wheel, dispatcher, go):
    vehicle = make_vehicle("黑A2", kits=2)
    trip = go(assign_vehicle(wait(), vehicle=vehicle, by=dispatcher), "accept", "depart")
    vehicle.refresh_from_db()
    assert vehicle.kits == 1
    go(trip, "undo_depart")
    vehicle.refresh_from_db()
    assert vehicle.kits == 2
    go(trip, "depart", *ROUND[2:])
    go(assign_vehicle(wait(), vehicle=vehicle, by=dispatcher), *ROUND)
    vehicle.refresh_from_db()
    assert (vehicle.kits, len(vehicle.lacks())) == (0, 1)


def test_a_fit_vehicle_lacks_nothing(fleet):
    assert Vehicle(**fit_vehicle(fleet=fleet, plate="黑A2", kind="social")).lacks() == []
