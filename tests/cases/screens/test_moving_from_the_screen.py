"""Moves from the screen: the dialog of each transition, errors beside their fields, and who was quicker."""

import json

import pytest

from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models import Case, Job
from portal.lifecycle.move import move
from tests.cases.screens.conftest import DIALOG
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(policy, operator):
    return request_of(operator)


def path(case, name):
    return f"/cases/{case.number}/move/{name}/"


def test_the_dialog_asks_what_the_transition_asks(case, operator, at_screen):
    answer = at_screen(operator).get(path(case, "answer") + "?seen=received", headers=DIALOG)
    words = answer.content.decode()
    assert 'name="channel"' in words
    assert 'name="seen_state" value="received"' in words
    assert f'hx-post="{path(case, "answer")}"' in words


@pytest.mark.parametrize("name", [row.name for row in CASE.transitions if row.name != "place"])
def test_every_transition_has_a_dialog_that_opens(case, supervisor, at_screen, name):
    assert at_screen(supervisor).get(path(case, name), headers=DIALOG).status_code == 200


def test_a_move_closes_the_dialog_and_lets_the_screen_read_again(case, operator, at_screen):
    sent = {"channel": "phone", "note": "已联系家属", "seen_state": "received"}
    answer = at_screen(operator).post(path(case, "answer"), sent, headers=DIALOG)
    told = json.loads(answer.headers["HX-Trigger"])
    assert answer.status_code == 204
    assert {"dialog:close", "reread", "toast"} <= told.keys()
    assert Case.objects.get().state == "answered"
    assert "已联系家属" in at_screen(operator).get(f"/cases/{case.number}/").content.decode()


def test_without_script_it_leads_back_to_the_request(case, operator, at_screen):
    answer = at_screen(operator).post(path(case, "answer"), {"channel": "phone"})
    assert answer.url == f"/cases/{case.number}/"


def test_what_is_wrong_stays_on_the_form_with_what_was_typed(case, operator, at_screen):
    answer = at_screen(operator).post(path(case, "answer"), {"channel": "pigeon", "note": "放飞了"}, headers=DIALOG)
    assert answer.status_code == 422
    assert "channel" in answer.context["form"].errors
    assert "放飞了" in answer.content.decode()
    assert Case.objects.get().state == "received"


def test_a_refusal_of_the_lifecycle_says_why_and_what_happened_last(case, operator, at_screen):
    move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    move(CASE, case, "pause", by=operator, data={"reason": "waiting_family"})
    answer = at_screen(operator).post(path(case, "judge"), {"reason": "已问清"}, headers=DIALOG)
    race = answer.context["race"]
    assert answer.status_code == 409
    assert (race["by"], race["may_still"]) == (operator, False)
    assert "已问清" in answer.content.decode()


def test_who_comes_second_reads_what_happened_and_by_whom_and_loses_no_word(case, operator, supervisor, at_screen):
    move(CASE, case, "answer", by=supervisor, data={"channel": "phone"})
    sent = {"channel": "phone", "note": "我也联系了", "seen_state": "received"}
    answer = at_screen(operator).post(path(case, "answer"), sent, headers=DIALOG)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert answer.context["race"]["by"] == supervisor
    assert answer.context["race"]["may_still"] is False
    assert "supervisor" in words
    assert "我也联系了" in words
    assert "reread" in answer.headers["HX-Trigger"]


def test_who_comes_second_may_go_on_where_it_is_still_possible(case, operator, supervisor, at_screen):
    move(CASE, case, "answer", by=supervisor, data={"channel": "phone"})
    sent = {"reason": "no_longer_needed", "seen_state": "received"}
    answer = at_screen(operator).post(path(case, "cancel"), sent, headers=DIALOG)
    assert answer.status_code == 409
    assert answer.context["race"]["may_still"] is True
    assert 'name="seen_state" value="answered"' in answer.content.decode()
    again = at_screen(operator).post(path(case, "cancel"), {**sent, "seen_state": "answered"}, headers=DIALOG)
    assert again.status_code == 204


def test_a_move_that_does_not_exist_is_not_found(case, operator, at_screen):
    assert at_screen(operator).get(path(case, "teleport")).status_code == 404


def test_a_job_s_steps_stand_on_its_request_and_move_from_there(policy, operator, at_screen):
    case = request_of(operator, need="emergency", severity="critical")
    job = Job.objects.get(case=case)
    screen = at_screen(operator)
    words = screen.get(f"/cases/{case.number}/").content.decode()
    assert f"/jobs/{job.pk}/move/call/?seen=assigned" in words
    assert screen.post(f"/jobs/{job.pk}/move/call/", {"reference": "120-7"}, headers=DIALOG).status_code == 204
    assert screen.post(f"/jobs/{job.pk}/move/confirm/", {"result": ""}, headers=DIALOG).status_code == 422
    job.refresh_from_db()
    assert job.state == "called"


def test_a_tap_that_comes_too_late_is_told_in_passing(policy, operator, at_screen):
    job = Job.objects.get(case=request_of(operator, need="emergency", severity="critical"))
    move(JOB, job, "call", by=operator)
    answer = at_screen(operator).post(f"/jobs/{job.pk}/move/call/?seen=assigned", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert {"toast", "reread"} <= json.loads(answer.headers["HX-Trigger"]).keys()


def test_a_job_of_another_district_is_not_found(policy, operator, neighbour, at_screen):
    job = Job.objects.get(case=request_of(operator, need="emergency", severity="critical"))
    assert at_screen(neighbour).post(f"/jobs/{job.pk}/move/call/").status_code == 404


def test_arranging_an_outing_shows_the_hospitals_in_policy_s_order(policy, operator, hospital, at_screen):
    case = request_of(operator, need="treatment_session", control="central_isolation", groups=["dialysis"])
    for name, data in (("answer", {"channel": "phone"}), ("judge", {})):
        move(CASE, case, name, by=operator, data=data)
    answer = at_screen(operator).get(path(case, "arrange"), headers=DIALOG)
    assert hospital.name in answer.content.decode()
    asked = [row["one"] for row in answer.context["candidates"]] + answer.context["left_out"]
    assert asked[0].hospital == hospital


def test_of_whoever_cannot_be_asked_it_is_shown_why(policy, operator, hospital, at_screen):
    case = request_of(operator, need="treatment_session", control="central_isolation", groups=["dialysis"])
    for name, data in (("answer", {"channel": "phone"}), ("judge", {})):
        move(CASE, case, name, by=operator, data=data)
    type(hospital).objects.filter(pk=hospital.pk).update(is_open=False)
    answer = at_screen(operator).get(path(case, "arrange"), headers=DIALOG)
    (left_out,) = [one for one in answer.context["left_out"] if one.hospital == hospital]
    assert str(left_out.why_not) in answer.content.decode()
