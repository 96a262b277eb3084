"""What was typed survives a lost session: kept sealed on the server while one types, brought back after log-in."""

import pytest
from django.db import connection

from cases.models import Draft

pytestmark = pytest.mark.django_db
KEEP = "/calls/case-new/draft/"


def test_what_was_typed_comes_back_in_another_session(operator, at_screen, filled):
    at_screen(operator).post(KEEP, filled())
    words = at_screen(operator).get("/calls/new/").content.decode()
    assert 'value="李秀兰"' in words
    assert "隔离点说没有车" in words
    assert 'value="13900000001"' in words


def test_it_lies_sealed(operator, at_screen, filled):
    at_screen(operator).post(KEEP, filled())
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM cases_draft")
        assert "李秀兰".encode() not in bytes(cursor.fetchone()[0])


def test_a_lost_session_is_told_so_and_the_page_goes_to_log_in(client, operator, filled):
    answer = client.post(KEEP, filled(), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["X-Sign-In"]


def test_nobody_else_sees_it(operator, supervisor, at_screen, filled):
    at_screen(operator).post(KEEP, filled())
    assert "李秀兰" not in at_screen(supervisor).get("/calls/new/").content.decode()


def test_each_form_has_its_own(operator, at_screen, filled):
    screen = at_screen(operator)
    screen.post(KEEP, filled())
    assert "李秀兰" not in screen.get("/calls/report/").content.decode()


def test_an_empty_form_keeps_none(operator, at_screen):
    screen = at_screen(operator)
    screen.post(KEEP, {"description": "a"})
    screen.post(KEEP, {"channel": "hotline", "severity": "routine", "control": "none"})
    assert not Draft.objects.exists()


def test_it_can_be_thrown_away(operator, at_screen, filled):
    screen = at_screen(operator)
    screen.post(KEEP, filled())
    assert screen.post(f"{KEEP}drop/").status_code == 302
    assert not Draft.objects.exists()


def test_a_form_that_does_not_exist_has_none(operator, at_screen):
    assert at_screen(operator).post("/calls/other/draft/", {}).status_code == 404
