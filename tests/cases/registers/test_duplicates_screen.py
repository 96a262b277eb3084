"""The pairs on the screen and over HTTP: masked, in one's own places, revealed for a reason, decided once."""

import pytest
from django.utils import translation

from cases.models import Merge, Person, Suspicion
from cases.selectors.duplicates import reasons_of
from cases.services.suspecting import look_for_duplicates
from portal.audit.models import Entry
from tests.cases.registers.test_merging import ONE, OTHER
from tests.cases.telling import COMMUNITY, request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(policy, operator):
    request_of(operator, **ONE, need="medicine", sex="female")
    request_of(operator, **OTHER, need="consultation", sex="female")
    look_for_duplicates(COMMUNITY)
    return Suspicion.objects.get()


@pytest.fixture
def at(pair):
    return f"/duplicates/{pair.pk}/"


def test_the_list_shows_pairs_masked_with_reasons(pair, grid, at_screen):
    words = at_screen(grid).get("/duplicates/").content.decode()
    assert "李**" in words
    with translation.override("zh-hans"):
        assert " · ".join(reasons_of(pair)) in words
    assert pair.reasons == ["same_sound", "near_phone", "same_door"]
    for plain in (ONE["name"], OTHER["phone"], "502室"):
        assert plain not in words


def test_the_neighbour_sees_nothing(pair, at, neighbour, at_screen):
    screen = at_screen(neighbour)
    assert str(pair.pk) not in screen.get("/duplicates/").content.decode()
    for path in (at, f"{at}reveal/"):
        assert screen.get(path).status_code == 404
    for path in (at, f"{at}apart/", f"{at}reveal/"):
        assert screen.post(path).status_code == 404
    assert Person.objects.count() == 2


def test_a_pair_of_two_communities_is_not_for_a_worker_of_one(pair, at, operator, grid, at_screen):
    Person.objects.filter(pk=pair.second_id).update(area="230110003002")
    assert at_screen(grid).get(at).status_code in (403, 404)
    look_for_duplicates("230110")
    assert str(pair.pk) not in at_screen(grid).get("/duplicates/").content.decode()
    assert at_screen(operator).get(at).status_code == 200


def test_side_by_side_is_masked_until_there_is_a_reason(pair, at, grid, at_screen):
    screen = at_screen(grid)
    assert ONE["phone"] not in screen.get(at).content.decode()
    screen.post(f"{at}reveal/", {"reason": "check_identity"})
    words = screen.get(at).content.decode()
    assert {text in words for text in (ONE["phone"], OTHER["phone"], OTHER["name"])} == {True}
    told = Entry.objects.filter(action="privacy.reveal", by=grid)
    assert {entry.subject_id for entry in told} == {str(pair.first_id), str(pair.second_id)}
    assert all(entry.reason for entry in told)


def test_every_line_that_differs_wants_a_choice(at, grid, at_screen):
    answer = at_screen(grid).post(at, {"name": "kept"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"phone"}
    assert Person.objects.count() == 2


def test_merged_as_chosen_and_undone(at, grid, at_screen):
    screen = at_screen(grid)
    answer = screen.post(at, {"name": "gone", "phone": "kept"})
    person = Person.objects.get()
    assert (person.name, person.phone) == (OTHER["name"], ONE["phone"])
    undo = f'action="{answer.url}undo/"'
    assert undo in screen.get(answer.url).content.decode()
    screen.post(f"{answer.url}undo/")
    assert Person.objects.count() == 2
    assert undo not in screen.get(answer.url).content.decode()


def test_open_twins_are_named_with_the_way_to_merge_them(policy, pair, at, operator, grid, at_screen):
    twins = [request_of(operator, **who, need="outpatient") for who in (ONE, OTHER)]
    words = at_screen(operator).get(at).content.decode()
    assert all(f"/cases/{case.number}/" in words for case in twins)
    answer = at_screen(operator).post(at, {"name": "gone", "phone": "kept"})
    assert answer.status_code == 409
    assert twins[0].number in answer.context["refused"]
    assert answer.context["form"].said()["name"] == "gone", "what was chosen is not lost"
    assert at_screen(operator).get(at).context["may_merge_cases"]
    assert not at_screen(grid).get(at).context["may_merge_cases"], "they are told who can"


def test_not_the_same_is_remembered(at, grid, at_screen):
    screen = at_screen(grid)
    screen.post(f"{at}apart/")
    screen.post("/duplicates/look/")
    assert Suspicion.objects.get().state == "dismissed"
    assert at not in screen.get("/duplicates/").content.decode()


def test_who_only_reads_does_not_merge(at, auditor, medic, at_screen):
    for user in (auditor, medic):
        assert at_screen(user).get("/duplicates/").status_code == 403
        assert at_screen(user).post(at).status_code == 403


def test_the_same_over_http(pair, operator, neighbour, api):
    told = api(operator).get("/api/v1/duplicates/").json()["results"]
    assert [row["id"] for row in told] == [str(pair.pk)]
    assert api(neighbour).get("/api/v1/duplicates/").json()["results"] == []
    both = {"kept": str(pair.first_id), "gone": str(pair.second_id)}
    assert api(neighbour).post("/api/v1/merges/", both, format="json").status_code == 400
    wrong = api(operator).post("/api/v1/merges/", both | {"take": {"groups": "gone"}}, format="json")
    assert "take" in wrong.json()["fields"]
    made = api(operator).post("/api/v1/merges/", both | {"take": {"phone": "gone"}}, format="json")
    assert made.status_code == 201
    path = f"/api/v1/merges/{made.json()['id']}/undo/"
    assert api(neighbour).post(path).status_code == 404
    assert api(operator).post(path).json()["why_not_undo"]
    assert api(operator).post(path).status_code == 409
    assert Person.objects.count() == 2


def test_an_open_twin_is_a_conflict_over_http(pair, operator, api):
    twins = [request_of(operator, **who, need="outpatient") for who in (ONE, OTHER)]
    both = {"kept": str(pair.first_id), "gone": str(pair.second_id)}
    answer = api(operator).post("/api/v1/merges/", both, format="json")
    assert answer.status_code == 409
    assert twins[0].number in answer.json()["message"]
    assert not Merge.objects.exists()


@pytest.fixture
def api():
    from rest_framework.test import APIClient

    def call(user):
        client = APIClient()
        client.force_authenticate(user)
        return client

    return call


def test_the_reason_is_asked_for_in_a_dialog(at, grid, at_screen):
    answer = at_screen(grid).get(f"{at}reveal/", headers={"HX-Request": "true", "HX-Target": "dialog-body"})
    assert answer.status_code == 200
    words = answer.content.decode()
    assert "dialog-form" in words
    assert "<html" not in words
    assert "dialog-form" in at_screen(grid).get(f"{at}reveal/").content.decode()


def test_people_are_searched_over_http_by_post(pair, operator, neighbour, api):
    asked = {"q": "lxl 安埠街"}
    found = api(operator).post("/api/v1/people/search/", asked, format="json").json()
    assert {row["name"] for row in found["results"]} == {"李**"}
    assert [len(row["cases"]) for row in found["results"]] == [1, 1]
    assert not found["is_cut"]
    assert api(neighbour).post("/api/v1/people/search/", asked, format="json").json()["results"] == []
    assert "q" in api(operator).post("/api/v1/people/search/", {}, format="json").json()["fields"]
    assert api(operator).get("/api/v1/people/search/?q=lxl").status_code == 405
