"""Trips, vehicles and scans over HTTP, as outside programs rely on them."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from hospitals.lifecycle import BOOKING
from portal.lifecycle.move import move
from transport.models import Trip

pytestmark = pytest.mark.django_db


def as_(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def accepted(ask, desk):
    """accepted(): another booking that the hospital has accepted."""
    return lambda: move(BOOKING, ask(), "accept", by=desk)


def post(client, url, body=None, **headers):
    return client.post(url, body or {}, format="json", headers=headers)


def test_a_trip_is_asked_for_and_dispatched_in_one_call(operator, accepted, vehicle, at_wheel):
    booking = accepted()
    made = post(as_(operator), "/api/v1/trips/", {"case": booking.number, "vehicle": vehicle.pk})
    assert made.status_code == 201
    trip = made.json()
    assert (trip["state"], trip["number"], trip["vehicle"]["plate"]) == ("assigned", booking.number, vehicle.plate)
    assert trip["hospital"]["name"] == booking.hospital.name
    assert trip["gate_pass"]["code"]
    assert "cancel" in trip["allowed"]


def test_a_trip_that_waits_already_is_the_one_dispatched(operator, accepted, wait, subject, vehicle, at_wheel):
    booking = accepted()
    waiting = wait(
        subject=subject().__class__("case", booking.subject_id, booking.number, booking.area_id), booking=booking
    )
    made = post(as_(operator), "/api/v1/trips/", {"booking": str(booking.pk), "vehicle": vehicle.plate})
    assert (made.status_code, made.json()["id"]) == (201, str(waiting.pk))


def test_a_vehicle_in_two_trips_at_once_is_409(operator, accepted, vehicle, at_wheel, second_at_wheel):
    call = as_(operator)
    assert post(call, "/api/v1/trips/", {"case": accepted().number, "vehicle": vehicle.pk}).status_code == 201
    second = {"case": accepted().number, "vehicle": vehicle.pk, "driver": second_at_wheel.pk}
    refused = post(call, "/api/v1/trips/", second)
    assert refused.status_code == 409
    assert refused.json()["message"]
    assert Trip.objects.count() == 1


def test_an_unfit_vehicle_is_400_with_what_it_lacks(operator, accepted, make_vehicle, at_wheel):
    unfit = make_vehicle("黑A2", has_partition=False)
    refused = post(as_(operator), "/api/v1/trips/", {"case": accepted().number, "vehicle": unfit.pk})
    assert refused.status_code == 400
    assert "vehicle" in refused.json()["fields"]
    assert not Trip.objects.exists()


def test_own_car_gets_a_pass(operator, accepted):
    made = post(as_(operator), "/api/v1/trips/", {"case": accepted().number, "mode": "self_drive"})
    assert made.json()["state"] == "issued"
    assert made.json()["gate_pass"]["token"].startswith("CY1.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"case": "20990101-0001"}, "case"),
        ({}, "case"),
        ({"booking": str(uuid.uuid4())}, "booking"),
        ({"booking": "abc"}, "booking"),
        ({"case": "x", "vehicle": "nowhere"}, "vehicle"),
        ({"case": "x", "mode": "bus"}, "mode"),
        ({"case": "x", "companions": -1}, "companions"),
        ({"case": "x", "minutes": 1}, "minutes"),
        ({"case": "x", "planned_at": "soon"}, "planned_at"),
    ],
)
def test_wrong_inputs_are_named(operator, vehicle, body, field):
    refused = post(as_(operator), "/api/v1/trips/", body)
    assert refused.status_code == 400
    assert field in refused.json()["fields"]


def test_the_same_key_has_one_effect(operator, accepted):
    body, key = {"case": accepted().number}, {"Idempotency-Key": "k1"}
    first, second = (post(as_(operator), "/api/v1/trips/", body, **key) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert Trip.objects.count() == 1


def test_another_districts_request_is_unknown(neighbour, accepted):
    assert post(as_(neighbour), "/api/v1/trips/", {"case": accepted().number}).status_code == 400


def test_a_desk_cannot_ask_for_trips(desk, accepted):
    assert post(as_(desk), "/api/v1/trips/", {"case": accepted().number}).status_code == 403


def test_steps_over_http_with_their_real_time(driver, assigned):
    call = as_(driver)
    assert post(call, f"/api/v1/trips/{assigned.pk}/accept/").json()["state"] == "accepted"
    when = timezone.now()
    moved = post(call, f"/api/v1/trips/{assigned.pk}/depart/", {"happened_at": when.isoformat()})
    assert moved.json()["state"] == "departed"
    assert moved.json()["steps"][-1]["name"] == "departed"
    again = post(call, f"/api/v1/trips/{assigned.pk}/depart/")
    assert again.status_code == 409
    assert again.json()["state"] == "departed"
    assert "pick_up" in again.json()["allowed"]


def test_out_of_scope_is_404(neighbour, assigned):
    call = as_(neighbour)
    assert call.get(f"/api/v1/trips/{assigned.pk}/").status_code == 404
    assert post(call, f"/api/v1/trips/{assigned.pk}/cancel/", {"reason": "x"}).status_code == 404
    assert call.get("/api/v1/trips/").json()["results"] == []
    assert call.get("/api/v1/vehicles/").json()["results"] == []


def test_a_list_of_trips_costs_the_same_queries(operator, own_car, django_assert_max_num_queries):
    for _ in range(8):
        own_car()
    with django_assert_max_num_queries(8):
        assert len(as_(operator).get("/api/v1/trips/").json()["results"]) == 8


def test_vehicles_say_what_they_do_and_lack(dispatcher, assigned, make_vehicle):
    make_vehicle("黑A2", kits=0)
    make_vehicle("黑A3")
    rows = {row["plate"]: row for row in as_(dispatcher).get("/api/v1/vehicles/").json()["results"]}
    assert [rows[plate]["state"] for plate in (assigned.vehicle.plate, "黑A2", "黑A3")] == ["held", "unfit", "free"]
    assert rows[assigned.vehicle.plate]["free_at"]
    assert len(rows["黑A2"]["lacks"]) == 1


# the gate


def test_green_and_red_are_answers(gate, checkpoint, own_car):
    url, code = f"/api/v1/checkpoints/{checkpoint.pk}/scan/", own_car().passes.get().code
    green = post(as_(gate), url, {"token": code, "direction": "out"})
    assert (green.status_code, green.json()["green"], green.json()["result"]) == (200, True, "ok")
    red = post(as_(gate), url, {"token": code, "direction": "out"}).json()
    assert (red["green"], red["result"]) == (False, "already_out")
    assert red["reason"]


def test_an_unknown_pass_is_a_red_answer(gate, checkpoint):
    url = f"/api/v1/checkpoints/{checkpoint.pk}/scan/"
    told = post(as_(gate), url, {"token": "00000000", "direction": "in"}).json()
    assert (told["green"], told["result"], told["trip"]) == (False, "unknown", None)


def test_a_scan_tells_when_it_happened(gate, checkpoint, own_car):
    when = timezone.now() - timedelta(seconds=3)
    url = f"/api/v1/checkpoints/{checkpoint.pk}/scan/"
    trip = own_car(planned_at=when - timedelta(hours=1))
    trip.passes.update(valid_from=when - timedelta(minutes=5))
    body = {"token": trip.passes.get().code, "direction": "out", "happened_at": when.isoformat()}
    assert post(as_(gate), url, body).json()["green"] is True
    assert post(as_(gate), url, body).json()["green"] is True, "sent twice, it is one showing"


@pytest.mark.parametrize("body", [{}, {"token": "x"}, {"token": "x", "direction": "up"}, {"direction": "in"}])
def test_a_wrong_scan_is_400(gate, checkpoint, body):
    assert post(as_(gate), f"/api/v1/checkpoints/{checkpoint.pk}/scan/", body).status_code == 400


def test_only_whoever_stands_there_scans(gate, checkpoint, areas, operator, neighbour):
    other = type(checkpoint).objects.create(name="别处", area=areas["230103"])
    body = {"token": "x", "direction": "in"}
    assert post(as_(gate), f"/api/v1/checkpoints/{other.pk}/scan/", body).status_code == 404
    assert post(as_(operator), f"/api/v1/checkpoints/{checkpoint.pk}/scan/", body).status_code == 403
