"""Programs hand over and give back as the page does."""

import pytest
from rest_framework.test import APIClient

from cases.models import Absence
from portal.access.roles import Role

pytestmark = pytest.mark.django_db
ABSENCES = "/api/v1/absences/"


@pytest.fixture
def next_grid(areas, person):
    return person("next_grid", Role.GRID, on=areas["230110003002"])


def call(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_it_is_handed_over_listed_and_given_back(supervisor, grid, next_grid, neighbour):
    said = {"worker": grid.pk, "substitute": next_grid.pk, "reason": "ill"}
    answer = call(supervisor).post(ABSENCES, said, format="json")
    assert (answer.status_code, answer.json()["posts"]) == (201, ["230110003001"])
    assert call(supervisor).get(ABSENCES).json()["results"][0]["id"] == answer.json()["id"]
    end = f"{ABSENCES}{answer.json()['id']}/end/"
    assert call(neighbour).post(end).status_code == 403
    assert call(supervisor).post(end).json()["ended_at"]
    assert call(supervisor).post(end).status_code == 409
    assert Absence.objects.get().ended_by == supervisor


def test_bad_input_is_named(supervisor, grid):
    answer = call(supervisor).post(ABSENCES, {"worker": grid.pk, "substitute": 0, "reason": "bored"}, format="json")
    assert answer.status_code == 400
    assert "reason" in answer.json()["fields"]
    answer = call(supervisor).post(ABSENCES, {"worker": grid.pk, "substitute": grid.pk, "reason": "ill"}, format="json")
    assert list(answer.json()["fields"]) == ["substitute"]
