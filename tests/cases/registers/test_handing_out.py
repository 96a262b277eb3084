"""导出台账: what the filter shows, masked unless a reason is given, harmless, journalled; and who may."""

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cases.registers.columns import columns_of
from cases.services.importing import import_register
from portal.audit.models import Entry
from portal.sheets.guarding import guarded, unguarded
from tests.cases.registers.conftest import HEADERS, good, workbook

pytestmark = pytest.mark.django_db
URL = "/register/export/"
PLAIN = ("李秀兰", "13900000001", "11010519491231002X", "安埠街1号", "1949-12-31")


@pytest.fixture
def entries(grid):
    rows = [good(), good(人群类别="老年人", 透析日=None, 班次=None)]
    import_register(workbook(*rows, headers=(*HEADERS, "楼长")), by=grid, dry_run=False)
    import_register(workbook(good(备注="'-1", 楼长="赵六"), headers=(*HEADERS, "楼长")), by=grid, dry_run=False)


def sheet(answer) -> list[list]:
    assert answer.status_code == 200, answer.content.decode()
    book = load_workbook(BytesIO(answer.content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_masked_unless_a_reason_is_given(entries, grid, at_screen):
    told = sheet(at_screen(grid).post(URL, {"format": "xlsx"}))
    flat = {str(cell) for row in told for cell in row}
    assert not flat & set(PLAIN)
    assert {"李**", "139****0001", "透析", "一三五"} <= flat
    assert "楼长" not in told[0]
    entry = Entry.objects.get(action="register.export")
    assert (entry.by, entry.detail["rows"], entry.detail["whole"], entry.reason) == (grid, 2, False, None)


def test_whole_for_a_reason_that_the_journal_keeps(entries, grid, at_screen):
    client = at_screen(grid)
    assert client.post(URL, {"format": "xlsx", "whole": "on"}).status_code == 422
    told = sheet(client.post(URL, {"format": "xlsx", "whole": "on", "reason": "交街道办"}))
    assert set(PLAIN) <= {str(cell) for row in told for cell in row}
    assert "赵六" in {cell for row in told for cell in row}
    entry = Entry.objects.get(action="register.export")
    assert (entry.detail["whole"], entry.reason) == (True, "交街道办")


def test_the_columns_are_those_of_the_template(entries, grid, at_screen):
    headers = sheet(at_screen(grid).post(URL, {"format": "xlsx", "group": "dialysis"}))[0]
    assert [header.rstrip("*") for header in headers] == [column.header for column in columns_of("dialysis")]


def test_only_what_the_filter_shows(entries, grid, at_screen):
    client = at_screen(grid)
    assert len(sheet(client.post(URL, {"format": "xlsx", "group": "elderly"}))) == 2
    assert len(sheet(client.post(URL, {"format": "xlsx", "q": "13900000001"}))) == 3
    assert len(sheet(client.post(URL, {"format": "xlsx", "q": "没有这个人"}))) == 1


def test_nothing_runs_in_a_spreadsheet(entries, grid, at_screen):
    answer = at_screen(grid).post(URL, {"format": "csv", "whole": "on", "reason": "核对"})
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert "'-1" in {cell for row in rows for cell in row}
    for row in rows:
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", ["", "王", "=1+1", "'=1", "''=1", "'王", "＝1", "-", "'"])
def test_guarding_is_undone_by_reading(text):
    assert unguarded(guarded(text)) == text


def test_who_may(entries, auditor, neighbour, nobody, at_screen):
    client = at_screen(auditor)
    assert len(sheet(client.post(URL, {"format": "xlsx"}))) == 3
    told = sheet(client.post(URL, {"format": "xlsx", "whole": "on", "reason": "好奇"}))
    assert not {str(cell) for row in told for cell in row} & set(PLAIN)
    assert len(sheet(at_screen(neighbour).post(URL, {"format": "xlsx", "whole": "on", "reason": "好奇"}))) == 1
    assert at_screen(nobody).post(URL, {"format": "xlsx"}).status_code == 403


def test_the_list_asks_how_it_shall_leave(entries, grid, at_screen):
    client = at_screen(grid)
    shown = client.get("/register/?group=elderly").content.decode()
    assert URL in shown
    asked = client.post(URL, {"group": "elderly"}).content.decode()
    assert 'name="group" value="elderly"' in asked
    assert not Entry.objects.filter(action="register.export").exists()


def test_more_rows_cost_no_more_questions(entries, grid, at_screen):
    client = at_screen(grid)
    client.post(URL, {"format": "csv"})
    with CaptureQueriesContext(connection) as few:
        client.post(URL, {"format": "csv"})
    rows = [good(姓名=f"居民{n}", 身份证号=None, 联系电话=f"139000001{n:02d}") for n in range(30)]
    import_register(workbook(*rows), by=grid, dry_run=False)
    with CaptureQueriesContext(connection) as many:
        client.post(URL, {"format": "csv"})
    assert len(many) == len(few)
