"""Register entries for programs: entered, edited field by field, verified, ended; refused by field, in one's places."""

import pytest
from rest_framework.test import APIClient

from cases.models import RegisterEntry
from tests.cases.registers.entries import COMMUNITY, day, entered

pytestmark = pytest.mark.django_db
URL = "/api/v1/register/"


@pytest.fixture
def program():
    def by(user):
        client = APIClient()
        client.force_authenticate(user)
        return client

    return by


def told(**more):
    return {"area": COMMUNITY, "group": "dialysis", "person": {"name": "王秀英", "phone": "13900004321"}, **more}


def test_an_entry_is_made_with_its_fields(grid, program):
    answer = program(grid).post(
        URL, told(days=[1, 3, 5], shift=2, language="korean", plan={"access": "graft"}), format="json"
    )
    assert answer.status_code == 201, answer.json()
    assert answer.json()["plan"] == {"days": [1, 3, 5], "shift": 2, "access": "graft"}
    assert answer.json()["person"]["language"] == "korean"
    assert answer.json()["due_at"] > answer.json()["verified_at"]


def test_errors_name_the_field(grid, program):
    answer = program(grid).post(URL, told(shift=9, due=day(10)), format="json")
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"shift", "due"}
    assert not RegisterEntry.objects.exists()


def test_one_field_is_changed_and_another_emptied(grid, program, hospital):
    entry = entered(grid, days=[1, 3, 5], shift=2)
    answer = program(grid).patch(
        f"{URL}{entry.pk}/", {"shift": 3, "days": None, "treating_hospital": hospital.pk}, format="json"
    )
    assert answer.status_code == 200, answer.json()
    assert (answer.json()["plan"], answer.json()["treating_hospital"]) == ({"shift": 3}, hospital.name)
    assert answer.json()["last_look_changed_it"] is True


def test_medicines_are_objects(grid, program):
    entry = entered(grid, "chronic")
    medicines = [{"name": "阿司匹林", "days": 14, "on": day(-1)}, {"name": "维生素B12"}]
    program(grid).patch(f"{URL}{entry.pk}/", {"medicines": medicines}, format="json")
    entry.refresh_from_db()
    assert entry.medicines == f"阿司匹林 14天 {day(-1)}；维生素B12"
    assert entry.plan["medicine_until"] == day(13)


def test_it_is_verified_and_ended(grid, program):
    entry = entered(grid)
    client = program(grid)
    assert client.post(f"{URL}{entry.pk}/verify/").json()["last_look_changed_it"] is False
    assert client.post(f"{URL}{entry.pk}/end/", {"reason": "outgrown"}, format="json").status_code == 400
    assert (
        client.post(f"{URL}{entry.pk}/end/", {"reason": "moved_away"}, format="json").json()["end_reason"]
        == "moved_away"
    )
    assert client.get(URL).json()["results"] == []
    assert len(client.get(URL, {"fresh": "ended"}).json()["results"]) == 1
    assert client.patch(f"{URL}{entry.pk}/", {"shift": 1}, format="json").status_code == 400


def test_places_of_others_do_not_exist(grid, neighbour, supervisor, program):
    entry = entered(grid)
    for call, body in (("", {"shift": 1}), ("verify/", {}), ("end/", {"reason": "died"})):
        ask = program(neighbour).post if call else program(neighbour).patch
        assert ask(f"{URL}{entry.pk}/{call}", body, format="json").status_code == 404
    assert program(supervisor).get(f"{URL}{entry.pk}/").status_code == 200
    assert program(supervisor).patch(f"{URL}{entry.pk}/", {"shift": 1}, format="json").status_code == 403


def test_a_resident_of_another_place_is_not_written_to(grid, neighbour, areas, program):
    entry = entered(grid)
    who = {"name": "李秀兰", "phone": entry.person.phone, "address": "花园街9号"}
    answer = program(neighbour).post(URL, told(area="230103001001", person=who), format="json")
    assert set(answer.json()["fields"]) == {"person"}
    entry.person.refresh_from_db()
    assert entry.person.address == "安埠街1号1单元101"
