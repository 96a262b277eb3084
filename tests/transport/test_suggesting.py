"""Which vehicle for whom: by reach, kind, closed loop and fairness, each with its reasons; the others with why not."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tests.transport.fit import fit_driver
from transport.models import Driver, Trip, Vehicle
from transport.selectors.suggesting import suggestions
from transport.services import assign_vehicle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def crew(fleet):
    return [Driver.objects.create(**fit_driver(fleet=fleet, name=name)) for name in ("甲", "乙", "丙")]


@pytest.fixture
def plates(dispatcher):
    """plates(trip): those that can go, the best first."""
    return lambda trip: [one.vehicle.plate for one in suggestions(dispatcher, trip) if not one.against]


@pytest.fixture
def told(dispatcher):
    """told(trip): what is said of each vehicle, by plate."""
    return lambda trip: {one.vehicle.plate: one for one in suggestions(dispatcher, trip)}


def risk(trip, control):
    Trip.objects.filter(pk=trip.pk).update(control=control)
    trip.refresh_from_db()
    return trip


def test_the_nearer_vehicle_comes_first(areas, plates, wait, make_vehicle, crew):
    community = areas["230110003001"]
    community.latitude, community.longitude = 45.70, 126.70
    community.save()
    make_vehicle("1", base_latitude=45.80, base_longitude=126.70)
    make_vehicle("2", base_latitude=45.71, base_longitude=126.70)
    assert plates(wait()) == ["2", "1"]


def test_an_ambulance_is_kept_for_whoever_cannot_go_without(plates, wait, make_vehicle, crew):
    oxygen = {"has_oxygen": True, "oxygen_percent": 90, "oxygen_until": timezone.localdate() + timedelta(days=9)}
    make_vehicle("1", kind=Vehicle.Kind.AMBULANCE, stretcher=1, **oxygen)
    make_vehicle("2")
    assert plates(wait()) == ["2", "1"]
    assert plates(wait(mobility="stretcher", needs_oxygen=True)) == ["1"]


def test_negative_pressure_goes_to_high_risk_first_and_to_others_last(plates, told, wait, make_vehicle, crew):
    make_vehicle("1", kind=Vehicle.Kind.NEGATIVE_PRESSURE)
    make_vehicle("2")
    assert plates(wait()) == ["2", "1"]
    risky = risk(wait(), "high_risk")
    assert plates(risky) == ["1", "2"]
    assert "negative pressure" in " ".join(map(str, told(risky)["1"].reasons)).lower()


def test_whoever_has_driven_less_today_goes(dispatcher, wait, make_vehicle, crew, told, plates):
    tired = make_vehicle("1")
    make_vehicle("2")
    done = assign_vehicle(wait(), vehicle=tired, driver=crew[0], by=dispatcher)
    now, midnight = timezone.now(), timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    begin = max(midnight, now - timedelta(hours=2))
    driven = (now - begin) / 2
    Trip.objects.filter(pk=done.pk).update(state="disinfected", during=(begin, begin + driven))
    trip = wait()
    assert plates(trip) == ["2", "1"]
    found = told(trip)
    assert (found["1"].driver, found["1"].rides) == (crew[0], 1)
    assert found["1"].hours == pytest.approx(driven / timedelta(hours=1))
    assert found["2"].rides == 0


def _hours_ago(begin, end):
    now = timezone.now()
    return (now - timedelta(hours=begin), now - timedelta(hours=end))


def test_each_excluded_vehicle_says_why(told, dispatcher, wait, make_vehicle, crew):
    make_vehicle("1", has_partition=False)
    make_vehicle("2", kits=0)
    make_vehicle("3", last_disinfected_at=None)
    make_vehicle("4", seats=1)
    held = assign_vehicle(wait(), vehicle=make_vehicle("5"), by=dispatcher)
    found = told(wait(companions=1))
    assert all(found[plate].against for plate in "12345")
    assert held.number in str(found["5"].against)


def test_a_vehicle_whose_passenger_is_overdue_is_not_offered(told, assigned, go, wait, crew):
    go(assigned, "accept", "depart")
    Trip.objects.filter(pk=assigned.pk).update(during=_hours_ago(5, 1))
    (one,) = told(wait()).values()
    assert assigned.number in str(one.against)


def test_no_driver_is_a_reason(told, wait, make_vehicle):
    make_vehicle("1")
    (one,) = told(wait()).values()
    assert len(one.against) == 1


def test_what_is_suggested_can_be_assigned(dispatcher, wait, make_vehicle, crew):
    for number in range(3):
        make_vehicle(f"v{number}")
        trip = wait()
        best = suggestions(dispatcher, trip)[0]
        assert assign_vehicle(trip, vehicle=best.vehicle, driver=best.driver, by=dispatcher).driver == best.driver


def test_the_same_queries_however_many_vehicles(dispatcher, wait, make_vehicle, fleet):
    def queries(user):
        with CaptureQueriesContext(connection) as captured:
            suggestions(user, trip)
        return len(captured)

    Driver.objects.create(**fit_driver(fleet=fleet, name="甲"))
    make_vehicle("0")
    trip = wait()
    fresh = get_user_model().objects.get
    queries(fresh(pk=dispatcher.pk))
    before = queries(fresh(pk=dispatcher.pk))
    for number in range(1, 9):
        Driver.objects.create(**fit_driver(fleet=fleet, name=str(number)))
        assign_vehicle(wait(), vehicle=make_vehicle(str(number)), by=dispatcher)
    assert queries(fresh(pk=dispatcher.pk)) == before
    assert before <= 10
