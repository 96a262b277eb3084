"""The treatment list over HTTP: read by day, submitted and confirmed in one call, refused to the neighbour."""

import uuid

import pytest
from rest_framework.test import APIClient

from cases.models import Case

SESSIONS = "/api/v1/sessions/"


@pytest.fixture
def call():
    def as_user(user):
        client = APIClient()
        client.force_authenticate(user)
        return client

    return as_user


def test_a_day_is_read_masked(planned, grid, call, tomorrow):
    planned(name="李秀兰")
    found = call(grid).get(SESSIONS, {"on": tomorrow.isoformat()}).json()["results"]
    assert [(one["on"], one["patient"]["name"], one["state"]) for one in found] == [
        (tomorrow.isoformat(), "李**", "planned")
    ]
    assert found[0]["allowed"] == ["submit", "change", "skip"]
    assert call(grid).get(SESSIONS, {"on": "2020-01-01"}).json()["results"] == []


def test_the_list_is_submitted_with_exceptions_and_confirmed(planned, grid, operator, call, tomorrow):
    first, second = planned(), planned()
    body = {"on": tomorrow.isoformat(), "except": [{"session": str(second.pk), "reason": "in_hospital"}]}
    told = call(grid).post(f"{SESSIONS}submit/", body, format="json").json()
    assert [one["id"] for one in told["done"]] == [str(first.pk)]
    assert [one["id"] for one in told["left_out"]] == [str(second.pk)]
    assert told["done"][0]["case"] == Case.objects.get().number
    again = call(grid).post(f"{SESSIONS}submit/", {"on": tomorrow.isoformat()}, format="json").json()
    assert (again["done"], again["refused"]) == ([], [])
    confirmed = call(operator).post(f"{SESSIONS}confirm/", {"on": tomorrow.isoformat()}, format="json").json()
    assert [one["state"] for one in confirmed["done"]] == ["confirmed"]


def test_bad_input_names_its_field(planned, grid, call, tomorrow):
    planned()
    answer = call(grid).post(f"{SESSIONS}submit/", {"on": "tomorrow"}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["on"])
    body = {"on": tomorrow.isoformat(), "sessions": [str(uuid.uuid4())]}
    answer = call(grid).post(f"{SESSIONS}submit/", body, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["sessions"])


def test_the_neighbour_sees_and_submits_nothing(planned, neighbour, call, tomorrow):
    session = planned()
    assert call(neighbour).get(SESSIONS).json()["results"] == []
    assert call(neighbour).get(f"{SESSIONS}{session.pk}/").status_code == 404
    assert call(neighbour).post(f"{SESSIONS}{session.pk}/submit/").status_code == 404
    told = call(neighbour).post(f"{SESSIONS}submit/", {"on": tomorrow.isoformat()}, format="json")
    assert told.json()["done"] == []


def test_a_grid_worker_may_not_confirm(planned, grid, call, tomorrow):
    planned()
    assert call(grid).post(f"{SESSIONS}confirm/", {"on": tomorrow.isoformat()}, format="json").status_code == 403


def test_a_single_session_is_moved_and_what_follows_is_no_call(planned, grid, call):
    session = planned()
    answer = call(grid).post(f"{SESSIONS}{session.pk}/change/", {"to_shift": 4}, format="json")
    assert (answer.status_code, answer.json()["shift"]) == (200, 4)
    assert call(grid).post(f"{SESSIONS}{session.pk}/miss/").status_code == 404
