"""The page of one request: who may open it, what it shows, what it keeps to itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.lifecycle import CASE
from portal.audit.models import Entry
from portal.lifecycle.move import move
from tests.cases.screens.conftest import HTMX, PHONE
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(policy, operator):
    return request_of(
        operator, phone=PHONE, id_number="11010519491231002X", address="安埠街12号3单元", need="treatment_session",
        groups=["dialysis"], control="central_isolation", severity="urgent", description="妈妈今天该透析了",
    )  # fmt: skip


def page(client, case, **headers):
    return client.get(f"/cases/{case.number}/", headers=headers)


def test_it_says_what_it_is_by_which_clauses_and_what_comes_next(case, operator, at_screen):
    answer = page(at_screen(operator), case)
    words = answer.content.decode()
    assert case.number in words
    assert answer.context["why"][0]["clause"] in words
    assert [row["url"] for row in answer.context["actions"] if row["primary"]] == [
        f"/cases/{case.number}/move/answer/?seen=received"
    ]
    assert "妈妈今天该透析了" in words


def test_who_it_is_about_is_masked(case, operator, at_screen):
    words = page(at_screen(operator), case).content.decode()
    assert "李**" in words
    for plain in ("李秀兰", PHONE, "11010519491231002X", "12号3单元"):
        assert plain not in words


def test_the_panel_is_the_same_fragment(case, operator, at_screen):
    words = page(at_screen(operator), case, **HTMX).content.decode()
    assert 'id="case"' in words
    assert "<html" not in words


@pytest.mark.parametrize("path", ["", "move/answer/", "reveal/name/"])
def test_another_district_s_operator_finds_nothing(case, neighbour, at_screen, path):
    assert at_screen(neighbour).get(f"/cases/{case.number}/{path}").status_code == 404
    if path:
        assert at_screen(neighbour).post(f"/cases/{case.number}/{path}").status_code == 404


def test_who_sees_it_and_may_not_act_is_told_so(case, grid, auditor, at_screen):
    assert page(at_screen(grid), case).status_code == 200
    assert at_screen(grid).get(f"/cases/{case.number}/move/answer/").status_code == 403
    assert at_screen(grid).post(f"/cases/{case.number}/move/answer/", {"channel": "phone"}).status_code == 403
    assert at_screen(auditor).get(f"/cases/{case.number}/reveal/name/").status_code == 403
    assert at_screen(auditor).post(f"/cases/{case.number}/reveal/name/", {"reason": "call_back"}).status_code == 403


def test_an_auditor_reads_no_words_about_a_person(case, auditor, at_screen):
    answer = page(at_screen(auditor), case)
    assert answer.context["actions"] == []
    assert "妈妈今天该透析了" not in answer.content.decode()


def test_a_number_that_does_not_exist_is_not_found(policy, operator, at_screen):
    assert at_screen(operator).get("/cases/20200101-0001/").status_code == 404


def test_a_look_needs_a_reason_is_journalled_and_stays_open_while_the_panel_reads_again(case, operator, at_screen):
    screen, path = at_screen(operator), f"/cases/{case.number}/reveal/phone/"
    assert screen.post(path, {"reason": "other", "note": ""}, headers=HTMX).status_code == 422
    assert not Entry.objects.filter(action="privacy.reveal").exists()
    assert screen.post(path, {"reason": "call_back"}, headers=HTMX).status_code == 204
    entry = Entry.objects.get(action="privacy.reveal")
    assert (entry.by, entry.number, entry.detail["field"]) == (operator, case.number, "phone")
    words = page(screen, case, **HTMX).content.decode()
    assert PHONE in words
    assert "李秀兰" not in words
    assert Entry.objects.filter(action="privacy.reveal").count() == 1


def test_a_look_closes_after_some_minutes_and_is_nobody_else_s(case, operator, supervisor, at_screen, monkeypatch):
    screen = at_screen(operator)
    screen.post(f"/cases/{case.number}/reveal/phone/", {"reason": "call_back"}, headers=HTMX)
    assert PHONE not in page(at_screen(supervisor), case).content.decode()
    monkeypatch.setattr("cases.views.looks.time.time", lambda: 9e9)
    assert PHONE not in page(screen, case).content.decode()


def test_only_sealed_fields_can_be_shown(case, operator, at_screen):
    assert at_screen(operator).get(f"/cases/{case.number}/reveal/state/").status_code == 404


def test_the_page_is_kept_by_no_cache(case, operator, at_screen):
    assert "no-store" in page(at_screen(operator), case).headers["Cache-Control"]


def test_it_takes_the_same_number_of_queries_however_much_has_happened(case, operator, at_screen):
    screen = at_screen(operator)

    def count():
        with CaptureQueriesContext(connection) as asked:
            page(screen, case, **HTMX)
        return len(asked)

    move(CASE, case, "answer", by=operator, data={"channel": "phone", "note": "一"})
    count()
    few = count()
    for _ in range(3):
        move(CASE, case, "pause", by=operator, data={"reason": "waiting_family"})
        move(CASE, case, "resume", by=operator)
    assert count() == few
