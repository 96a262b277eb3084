"""T1: a closed institution is asked no more, nobody bound there is lost, and 48 hours run until it reopens."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from hospitals.lifecycle import BOOKING, CLOSURE
from hospitals.matching import Query, match
from hospitals.models import Booking, Closure, Violation
from hospitals.services import close_hospital
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import Impossible
from portal.lifecycle.move import move
from tests.cast import COMMUNITY

pytestmark = pytest.mark.django_db


def test_closing_starts_48_hours(hospital, desk):
    closure = close_hospital(hospital, reason="infection", by=desk)
    promise = Commitment.objects.get(kind="hospital.reopen", subject_id=closure.pk)
    assert promise.due_at - promise.started_at == timedelta(hours=48)
    assert promise.started_at == closure.closed_at
    assert promise.number == hospital.name


def test_whoever_was_bound_there_is_placed_anew(ask, hospital, desk):
    asked, expected, inside = ask(), ask(), ask()
    move(BOOKING, expected, "accept", by=desk)
    move(BOOKING, move(BOOKING, inside, "accept", by=desk), "receive", by=desk)
    close_hospital(hospital, reason="infection", by=desk)
    states = dict(Booking.objects.values_list("pk", "state"))
    assert [states[b.pk] for b in (asked, expected, inside)] == ["refused", "refused", "received"]
    assert not Violation.objects.exists()


def test_a_closed_institution_is_neither_asked_nor_chosen(ask, hospital, desk):
    close_hospital(hospital, reason="infection", by=desk)
    with pytest.raises(MoveRefused):
        ask()
    candidate = match(Query(area_id=COMMUNITY, need="outpatient"))[0]
    assert candidate.excluded
    assert candidate.why_not.clause == "T1"


def test_it_is_closed_once(hospital, desk):
    close_hospital(hospital, reason="infection", by=desk)
    with pytest.raises(Impossible):
        close_hospital(hospital, reason="staff", by=desk)
    assert Closure.objects.count() == 1


def test_reopening_keeps_the_promise(ask, hospital, desk):
    closure = close_hospital(hospital, reason="infection", by=desk)
    move(CLOSURE, closure, "reopen", by=desk)
    hospital.refresh_from_db()
    assert hospital.is_open
    assert Commitment.objects.get(kind="hospital.reopen").kept_at
    assert ask().state == "asked"


@pytest.mark.django_db(transaction=True)
def test_a_question_never_slips_in_between(ask, hospital, desk, at_once):
    ask_result, closure = at_once(ask, lambda: close_hospital(hospital, reason="infection", by=desk))
    assert isinstance(closure, Closure)
    if isinstance(ask_result, Booking):
        ask_result.refresh_from_db()
        assert ask_result.state == "refused"
    else:
        assert isinstance(ask_result, MoveRefused)


# the pages and the calls


@pytest.fixture
def http():
    def as_(user):
        call = APIClient()
        call.force_authenticate(user)
        return call

    return as_


def test_whoever_closes_sees_beforehand_who_is_bound_there(ask, hospital, desk, client, slot):
    asked, expected, inside = ask(), ask(), ask()
    move(BOOKING, expected, "accept", by=desk)
    move(BOOKING, move(BOOKING, inside, "accept", by=desk), "receive", by=desk)
    client.force_login(desk)
    page = client.get(f"/desk/{hospital.pk}/close/")
    bound = page.context["bound"]
    assert (bound.asked, bound.accepted, bound.inside, bound.slots) == ([asked], [expected], [inside], 1)
    assert bound.rerouted == 2
    for booking in (asked, expected, inside):
        assert booking.number in page.content.decode()


def test_the_page_of_a_closing_accounts_for_everybody(ask, hospital, desk, client):
    inside = ask()
    move(BOOKING, move(BOOKING, inside, "accept", by=desk), "receive", by=desk)
    asked = ask()
    client.force_login(desk)
    answer = client.post(f"/desk/{hospital.pk}/close/", {"reason": "infection", "note": "急诊一例"})
    page = client.get(answer["Location"])
    assert {line.booking.number for line in page.context["lines"]} == {inside.number, asked.number}
    assert page.context["total"] == 2
    assert "data-print" in page.content.decode()


def test_what_was_typed_comes_back_with_the_error(hospital, desk, client):
    client.force_login(desk)
    answer = client.post(f"/desk/{hospital.pk}/close/", {"reason": "other", "note": ""})
    assert answer.status_code == 422
    assert "note" in answer.context["form"].errors
    assert 'value="other"' in answer.content.decode()


def test_the_list_has_those_that_run_with_their_clocks(hospital, desk, supervisor, client):
    closure = close_hospital(hospital, reason="infection", by=desk)
    client.force_login(supervisor)
    page = client.get("/closures/")
    (row,) = page.context["running"]
    assert (row["closure"], row["clock"].kind) == (closure, "hospital.reopen")
    move(CLOSURE, closure, "reopen", by=supervisor)
    page = client.get("/closures/")
    assert (page.context["running"], page.context["past"]) == ([], [closure])


def test_a_supervisor_closes_from_the_page_of_the_institution(hospital, supervisor, neighbour, client):
    address = f"/institutions/{hospital.pk}/"
    client.force_login(neighbour)
    assert f"/desk/{hospital.pk}/close/" not in client.get(address).content.decode()
    client.force_login(supervisor)
    assert f"/desk/{hospital.pk}/close/" in client.get(address).content.decode()
    answer = client.post(f"/desk/{hospital.pk}/close/", {"reason": "infection"})
    assert answer["Location"] in client.get(address).content.decode()


def test_48_hours_that_pass_are_told_to_district_and_city(hospital, desk):
    closure = close_hospital(hospital, reason="infection", by=desk, closed_at=timezone.now() - timedelta(hours=49))
    sweep()
    told = Escalation.objects.filter(commitment__subject_id=closure.pk).values_list("to_role", "at_level")
    assert set(told) == {("supervisor", "district"), ("supervisor", "city")}


def test_over_http(ask, hospital, desk, http, neighbour, supervisor):
    booking = ask()
    bound = http(desk).get(f"/api/v1/hospitals/{hospital.pk}/bound/").json()
    assert (bound["rerouted"], [one["number"] for one in bound["asked"]]) == (1, [booking.number])
    wrong = http(desk).post(f"/api/v1/hospitals/{hospital.pk}/close/", {"reason": "tired"}, format="json")
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["reason"])
    made = http(desk).post(f"/api/v1/hospitals/{hospital.pk}/close/", {"reason": "infection"}, format="json")
    assert (made.status_code, made.json()["people"], made.json()["allowed"]) == (201, 1, ["reopen"])
    again = http(desk).post(f"/api/v1/hospitals/{hospital.pk}/close/", {"reason": "staff"}, format="json")
    assert again.status_code == 409
    address = f"/api/v1/closures/{made.json()['id']}/"
    whole = http(supervisor).get(address).json()
    assert [(line["number"], line["stood"]) for line in whole["lines"]] == [(booking.number, "asked")]
    assert http(neighbour).get(address).status_code == 404
    assert http(neighbour).post(f"/api/v1/hospitals/{hospital.pk}/close/", {"reason": "staff"}).status_code in (
        403,
        404,
    )
    assert len(http(desk).get("/api/v1/closures/", {"state": "closed"}).json()["results"]) == 1
    assert http(desk).post(f"{address}reopen/").json()["state"] == "reopened"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_it_one_wins(hospital, desk, supervisor, at_once):
    results = at_once(
        lambda: close_hospital(hospital, reason="infection", by=desk),
        lambda: close_hospital(hospital, reason="staff", by=supervisor),
    )
    assert sorted(type(one).__name__ for one in results) == ["Closure", "Impossible"]
