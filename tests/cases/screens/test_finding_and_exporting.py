"""The search of the top bar, and the queue as a file: masked, harmless, journalled."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from portal.audit.models import Entry
from portal.privacy.exports import harmless
from tests.cases.screens.conftest import PHONE
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db
EXPORT = "/queue/export/"


@pytest.fixture
def case(policy, operator):
    return request_of(operator, phone=PHONE, id_number="11010519491231002X", address="安埠街12号")


def found(client, text):
    return [case.number for case in client.post("/search/", {"q": text}).context["cases"]]


def test_a_whole_ticket_number_opens_the_request(case, operator, at_screen):
    assert at_screen(operator).post("/search/", {"q": case.number}).url == f"/cases/{case.number}/"


@pytest.mark.parametrize("text", [PHONE, "139 0000 0001", "李秀兰", "11010519491231002x"])
def test_everything_somebody_may_have_in_hand_finds_it(case, operator, at_screen, text):
    assert found(at_screen(operator), text) == [case.number]


def test_the_end_of_a_ticket_is_enough(case, operator, at_screen):
    assert found(at_screen(operator), case.number[-4:]) == [case.number]


def test_nothing_is_found_in_another_district(case, neighbour, at_screen):
    assert found(at_screen(neighbour), PHONE) == []
    assert at_screen(neighbour).post("/search/", {"q": case.number}).status_code == 200


def test_an_address_with_a_question_searches_nothing(case, operator, at_screen):
    assert at_screen(operator).get(f"/search/?q={PHONE}").context["cases"] == []


def test_the_file_holds_the_filtered_queue_masked(case, operator, at_screen):
    request_of(operator, name="王建国", phone="13900000009", need="consultation")
    answer = at_screen(operator).post(EXPORT, {"format": "csv", "need": "medicine"})
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(rows) == 2
    assert rows[1][0] == case.number
    words = answer.content.decode()
    assert "李**" in words
    for plain in ("李秀兰", PHONE, "12号", "11010519491231002X"):
        assert plain not in words


def test_the_workbook_holds_the_same(case, operator, at_screen):
    answer = at_screen(operator).post(EXPORT, {"format": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet.cell(2, 1).value == case.number


def test_a_format_that_does_not_exist_is_csv(case, operator, at_screen):
    assert at_screen(operator).post(EXPORT, {"format": "exe"}).headers["Content-Type"].startswith("text/csv")


def test_who_exported_what_is_in_the_journal_without_what_was_searched_for(case, operator, at_screen):
    at_screen(operator).post(EXPORT, {"format": "csv", "need": "medicine", "text": PHONE})
    entry = Entry.objects.get(action="case.export")
    assert (entry.by, entry.detail["rows"], entry.detail["need"]) == (operator, 1, "medicine")
    assert PHONE not in str(entry.detail)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text):
    assert harmless(text) == f"'{text}"


def test_who_may_not_export_gets_no_file(case, grid, at_screen):
    assert at_screen(grid).post(EXPORT).status_code == 403
    assert EXPORT not in at_screen(grid).get("/queue/").content.decode()
