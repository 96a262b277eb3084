"""What people and programs are told when something goes wrong."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.console import errors
from portal.console.middleware import RefusedMoveMiddleware, ToastMiddleware
from portal.lifecycle.errors import Denied, InvalidInput, WrongState


def request_for(path="/cases/1/", *, htmx=False, user=None):
    request = RequestFactory().get(path)
    request.htmx, request.user = htmx, user
    return request


def refuse(request, error):
    return RefusedMoveMiddleware(lambda _request: HttpResponse()).process_exception(request, error)


def lost_race():
    return WrongState("Wang was quicker", state="answered", allowed=["judge"], last=None)


def test_a_missing_page_says_so_in_words(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert str(errors.NOT_FOUND.title) in response.content.decode()


def test_a_missing_address_of_the_api_answers_json(client, db):
    response = client.get("/api/nowhere/")
    assert response.status_code == 404
    assert response.json() == {"code": "not_found", "message": str(errors.NOT_FOUND.title), "fields": {}}


def test_a_lost_race_is_a_conflict_that_says_what_happened(operator):
    response = refuse(request_for(user=operator), lost_race())
    assert response.status_code == 409
    assert "Wang was quicker" in response.content.decode()


def test_programs_learn_state_and_ways_on():
    body = json.loads(refuse(request_for("/api/v1/cases/1/answer/"), lost_race()).content)
    assert body == {
        "code": "conflict",
        "message": "Wang was quicker",
        "fields": {},
        "state": "answered",
        "allowed": ["judge"],
    }


def test_programs_learn_which_inputs_are_wrong():
    error = InvalidInput("check the inputs", fields={"channel": ["required"]})
    response = refuse(request_for("/api/v1/cases/1/answer/"), error)
    assert response.status_code == 400
    assert json.loads(response.content)["fields"] == {"channel": ["required"]}


def test_htmx_shows_a_toast_and_reads_again():
    response = refuse(request_for(htmx=True), lost_race())
    assert response.status_code == 409
    assert json.loads(response["HX-Trigger"]) == {"toast": {"text": "Wang was quicker", "tone": "late"}, "reread": True}


def test_not_allowed_is_forbidden(operator):
    assert refuse(request_for(user=operator), Denied("not yours")).status_code == 403


def test_other_exceptions_pass():
    assert refuse(request_for(), ValueError()) is None


def test_a_stale_page_says_that_nothing_typed_is_lost(client, db):
    client.handler.enforce_csrf_checks = True
    response = client.post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert str(errors.STALE_PAGE.title) in response.content.decode()


@pytest.mark.django_db(databases=[])
def test_the_page_of_a_broken_server_asks_nothing_of_the_database():
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert str(errors.SERVER_ERROR.title) in response.content.decode()


def test_messages_reach_htmx_as_toasts(rf, monkeypatch):
    monkeypatch.setattr(
        "portal.console.middleware.messages.get_messages", lambda request: [Message("saved", "success")]
    )
    request = request_for(htmx=True)
    answer = ToastMiddleware(lambda _request: HttpResponse(headers={"HX-Trigger": "reread"}))(request)
    expected = {"reread": True, "toast": [{"text": "saved", "tone": "success"}]}
    assert json.loads(answer["HX-Trigger"]) == expected


class Message:
    def __init__(self, text, level_tag):
        self.text, self.level_tag = text, level_tag

    def __str__(self):
        return self.text
