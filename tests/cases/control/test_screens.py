"""Sealing from the screen and over HTTP: preview, confirm, undo; and what a grid worker and a neighbour get."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from cases.models import ControlAct, Person

DRAFT = {"reach": "building", "area": "安埠社区 230110003001", "address": "安埠街12号", "control": "sealed"}


@pytest.fixture
def at_screen():
    def sit(user):
        client = Client()
        client.force_login(user)
        return client

    return sit


@pytest.fixture
def resident(areas):
    return Person.objects.create(
        area_id="230110003001", name="李秀兰", phone="19900000001", address="安埠街12号1单元101"
    )


def test_preview_confirm_undo(resident, operator, at_screen):
    screen = at_screen(operator)
    page = screen.get(screen.post("/control/new/", DRAFT)["Location"]).content.decode()
    assert "李**" in page
    assert "李秀兰" not in page
    act = ControlAct.objects.get()
    screen.post(f"/control/{act.pk}/move/confirm/")
    resident.refresh_from_db()
    assert resident.control == "sealed"
    assert act.number in screen.get("/control/").content.decode()
    assert act.number in screen.get(f"/register/people/{resident.pk}/").content.decode()
    screen.post(f"/control/{act.pk}/move/undo/")
    resident.refresh_from_db()
    assert resident.control == "none"


def test_what_is_missing_is_named_and_nothing_typed_is_lost(operator, at_screen):
    answer = at_screen(operator).post("/control/new/", {**DRAFT, "address": "安埠街", "basis": "17号令"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "17号令" in page
    assert "安埠街12号" in page  # how a building is written
    assert not ControlAct.objects.exists()


def test_from_a_resident_the_household_needs_no_typing(resident, operator, at_screen):
    screen = at_screen(operator)
    address = f"/control/new/?person={resident.pk}&reach=household"
    assert "李**" in screen.get(address).content.decode()
    screen.post(address, {"person": str(resident.pk), "reach": "household", "control": "home_isolation"})
    act = ControlAct.objects.get()
    assert (act.area_id, act.address_index) == ("230110003001", resident.address_index)


def test_a_grid_worker_reads_and_does_not_set(resident, operator, grid, neighbour, at_screen):
    at_screen(operator).post("/control/new/", DRAFT)
    act = ControlAct.objects.get()
    assert at_screen(grid).get(f"/control/{act.pk}/").status_code == 200
    assert at_screen(grid).get("/control/new/").status_code == 403
    assert at_screen(grid).post(f"/control/{act.pk}/move/confirm/").status_code == 403
    assert at_screen(neighbour).get(f"/control/{act.pk}/").status_code == 404
    assert at_screen(neighbour).post("/control/new/", DRAFT).status_code == 422


def test_over_http(resident, operator, neighbour):
    call = APIClient()
    call.force_authenticate(operator)
    body = {**DRAFT, "area": "230110003001"}
    drafted = call.post("/api/v1/control-acts/", body, format="json").json()
    assert (drafted["state"], drafted["preview"]) == ("drafted", {"total": 1, "changed": 1, "without_address": 0})
    address = f"/api/v1/control-acts/{drafted['id']}/"
    confirmed = call.post(f"{address}confirm/").json()
    assert (confirmed["state"], confirmed["changed"], confirmed["held"]) == ("in_force", 1, 1)
    assert call.post(f"{address}confirm/").status_code == 409
    assert call.post(f"{address}undo/").json()["state"] == "undone"
    bad = call.post("/api/v1/control-acts/", {**body, "address": ""}, format="json")
    assert (bad.status_code, list(bad.json()["fields"])) == (400, ["address"])
    call.force_authenticate(neighbour)
    assert call.get(address).status_code == 404
    assert call.get("/api/v1/control-acts/").json()["results"] == []
