"""The matrix over HTTP: listed, added, changed, ended; errors name the field; holes as data."""

import pytest
from rest_framework.test import APIClient

from hospitals.models import Designation

pytestmark = pytest.mark.django_db

LINES = "/api/v1/designations/"


@pytest.fixture
def call():
    def as_(user):
        client = APIClient()
        client.force_authenticate(user)
        return client

    return as_


def test_a_line_is_added_changed_and_ended(call, admin, hospital):
    said = {
        "hospital": hospital.pk, "needs": ["emergency"], "specialties": ["obstetrics"], "controls": ["sealed"],
        "serves": ["230110"], "hours_from": "20:00", "hours_to": "08:00", "cite": "H2",
    }  # fmt: skip
    made = call(admin).post(LINES, said, format="json")
    assert made.status_code == 201, made.json()
    line = made.json()
    assert (line["groups"], line["specialties"]) == (["pregnant", "postpartum"], ["obstetrics"])
    path = f"{LINES}{line['id']}/"
    changed = call(admin).patch(path, {"age_to": 45, "seen": line["changed_at"]}, format="json").json()
    assert (changed["age_to"], changed["serves"], changed["hours_to"]) == (45, ["230110"], "08:00:00")
    late = call(admin).patch(path, {"age_to": 50, "seen": line["changed_at"]}, format="json")
    assert late.status_code == 409
    ended = call(admin).post(f"{path}end/", {}, format="json").json()
    assert ended["ended_at"]
    assert call(admin).patch(path, {"age_to": 50}, format="json").status_code == 409
    assert call(admin).delete(path).status_code == 405
    assert call(admin).get(LINES).json()["results"] == []
    assert [row["id"] for row in call(admin).get(f"{LINES}?state=over").json()["results"]] == [line["id"]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hospital": 0}, "hospital"),
        ({"needs": ["surgery"]}, "needs.0"),
        ({"specialties": ["magic"]}, "specialties.0"),
        ({"serves": []}, "serves"),
        ({"serves": ["999"]}, "serves"),
        ({"age_from": 30, "age_to": 20}, "age_to"),
        ({"hours_from": "20:00"}, "hours_to"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "until"),
    ],
)
def test_errors_name_the_field(call, admin, hospital, wrong, field):
    answer = call(admin).post(LINES, {"hospital": hospital.pk, "serves": ["230110"], **wrong}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert not Designation.objects.exists()


def test_the_same_key_adds_one_line(call, admin, hospital):
    said = {"hospital": hospital.pk, "serves": ["230110"]}
    first, second = (
        call(admin).post(LINES, said, format="json", headers={"Idempotency-Key": "one"}).json() for _ in range(2)
    )
    assert first == second
    assert Designation.objects.count() == 1


@pytest.mark.parametrize("user", ["operator", "medic", "supervisor", "auditor"])
def test_who_arranges_reads_and_does_not_write(call, line, user, request):
    somebody = call(request.getfixturevalue(user))
    assert [row["id"] for row in somebody.get(LINES).json()["results"]] == [line.pk]
    assert somebody.get(f"{LINES}{line.pk}/").status_code == 200
    assert somebody.patch(f"{LINES}{line.pk}/", {"age_to": 3}, format="json").status_code == 403


def test_another_districts_line_does_not_exist(call, other_admin, neighbour, line):
    assert call(neighbour).get(f"{LINES}{line.pk}/").status_code == 404
    assert call(other_admin).patch(f"{LINES}{line.pk}/", {"age_to": 3}, format="json").status_code == 404
    assert call(other_admin).post(f"{LINES}{line.pk}/end/", {}, format="json").status_code == 404


def test_it_is_not_for_strangers(call, grid, line):
    assert APIClient().get(LINES).status_code == 401
    assert call(grid).get(LINES).status_code == 403


@pytest.mark.parametrize(
    ("query", "there"),
    [("need=emergency", 1), ("group=child", 0), ("area=230103", 0), ("q=香坊", 1), ("control=sealed", 1)],
)
def test_lines_are_narrowed(call, admin, line, query, there):
    assert len(call(admin).get(f"{LINES}?{query}").json()["results"]) == there


def test_holes_as_data(call, operator, line, areas):
    asked = {"area": "230110", "need": "outpatient", "group": "oncology", "control": "sealed"}
    (hole,) = call(operator).get("/api/v1/hospitals/holes/", asked).json()
    assert hole | {"text": ""} == {
        "needs": ["outpatient"], "groups": ["oncology"], "controls": ["sealed"], "parts": ["day"],
        "areas": ["230110003"], "partly_served": [], "text": "",
    }  # fmt: skip
    assert call(operator).get("/api/v1/hospitals/holes/", {"area": "230103"}).status_code == 404
    assert call(operator).get("/api/v1/hospitals/holes/", {**asked, "need": "magic"}).status_code == 400
