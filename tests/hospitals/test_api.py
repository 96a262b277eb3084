"""Institutions and bookings over HTTP."""

import pytest
from rest_framework.test import APIClient

from hospitals.models import Designation, Hospital

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    def as_(user):
        client = APIClient()
        client.force_authenticate(user)
        return client

    return as_


def test_the_directory(call, operator, hospital, areas, buffer):
    line = Designation.objects.create(hospital=hospital, controls=["sealed"], cite="H2")
    line.serves.set(["230110"])
    found = call(operator).get("/api/v1/hospitals/").json()
    assert set(found) == {"next", "previous", "results"}
    (one,) = found["results"]
    assert (one["name"], one["area"], one["is_open"]) == (hospital.name, "230110", True)
    assert one["designations"][0] | {"since": None} == {
        "cite": "H2", "needs": [], "groups": [], "controls": ["sealed"], "severities": [], "age_from": None,
        "age_to": None, "serves": ["230110"], "since": None, "until": None, "hours_from": None, "hours_to": None,
    }  # fmt: skip
    assert one["places"][0]["free"] == 1


def test_the_directory_is_filtered(call, neighbour, hospital, areas):
    Hospital.objects.create(name="五院", area=areas["230103"], kind="fever", is_open=False)
    get = call(neighbour).get
    names = lambda **query: [row["name"] for row in get("/api/v1/hospitals/", query).json()["results"]]  # noqa: E731
    assert names(kind="fever") == names(area="230103") == names(open="false") == names(q="五") == ["五院"]
    assert get("/api/v1/hospitals/", {"kind": "circus"}).status_code == 400


def test_the_directory_costs_the_same_queries(call, operator, areas, django_assert_max_num_queries):
    for number in range(12):
        line = Designation.objects.create(hospital=Hospital.objects.create(name=f"院{number}", area=areas["2301"]))
        line.serves.set(["2301"])
    with django_assert_max_num_queries(9):
        call(operator).get("/api/v1/hospitals/")


def test_it_is_not_for_strangers(call, nobody, hospital):
    assert APIClient().get("/api/v1/hospitals/").status_code == 401
    assert call(nobody).get("/api/v1/hospitals/").status_code == 403


def test_a_desk_answers_over_http(call, ask, desk):
    booking = ask()
    answered = call(desk).post(f"/api/v1/bookings/{booking.pk}/refuse/", {"code": "no_test"}, format="json")
    assert answered.status_code == 200
    assert (answered.json()["state"], answered.json()["is_violation"]) == ("refused", True)


def test_an_impossible_move_says_what_is_possible(call, ask, desk):
    booking = ask()
    refused = call(desk).post(f"/api/v1/bookings/{booking.pk}/leave/", {}, format="json")
    assert refused.status_code == 409
    assert refused.json()["state"] == "asked"
    assert set(refused.json()["allowed"]) == {"accept", "refuse"}


def test_wrong_inputs_are_named(call, ask, desk):
    refused = call(desk).post(f"/api/v1/bookings/{ask().pk}/refuse/", {"code": "because"}, format="json")
    assert refused.status_code == 400
    assert list(refused.json()["fields"]) == ["code"]


def test_another_districts_booking_does_not_exist(call, ask, neighbour):
    booking = ask()
    assert call(neighbour).get(f"/api/v1/bookings/{booking.pk}/").status_code == 404
    assert call(neighbour).post(f"/api/v1/bookings/{booking.pk}/withdraw/", {}).status_code == 404
    assert call(neighbour).get("/api/v1/bookings/").json()["results"] == []
