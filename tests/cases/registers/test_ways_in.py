"""The same import by command, over HTTP and on screen; and who may not."""

import json
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook
from rest_framework.test import APIClient

from cases.models import ImportBatch, RegisterEntry
from cases.models.vocabulary import Group
from cases.registers.known import Known
from cases.registers.template import template_for
from cases.services.importing import import_register
from portal.audit.models import Entry
from tests.cases.registers.conftest import good, workbook, written

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/register/imports/"


def upload(*rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("台账.xlsx", workbook(*rows).getvalue())


def command(tmp_path, *rows, by="grid", **options) -> dict:
    (tmp_path / "f.xlsx").write_bytes(workbook(*rows).getvalue())
    out = StringIO()
    try:
        call_command("import_register", str(tmp_path / "f.xlsx"), "--as", by, "--json", stdout=out, **options)
    except CommandError as failed:
        return {"failed": str(failed), **json.loads(out.getvalue() or "{}")}
    return json.loads(out.getvalue())


def caller(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_the_command(tmp_path, grid):
    assert command(tmp_path, good(), dry_run=True)["written"] is False
    assert written() == (0, 0)
    assert command(tmp_path, good())["new"] == 1
    assert written() == (1, 1)
    failed = command(tmp_path, good(班次="九"))
    assert (failed["failed"], failed["errors"][0]["cell"]) == ("1 errors. Nothing was written.", "H2")


def test_the_command_asks_who(tmp_path, grid, auditor):
    assert "nobody called" in command(tmp_path, good(), by="somebody")["failed"]
    assert "keeps no register" in command(tmp_path, good(), by="auditor")["failed"]


def test_over_http(grid):
    call = caller(grid)
    dry = call.post(IMPORTS, {"file": upload(good()), "dry_run": "true"}, format="multipart")
    assert (dry.status_code, dry.json()["new"], written()) == (200, 1, (0, 0))
    done = call.post(IMPORTS, {"file": upload(good())}, format="multipart")
    assert (done.status_code, done.json()["written"], written()) == (201, True, (1, 1))
    bad = call.post(IMPORTS, {"file": upload(good(班次="九"))}, format="multipart")
    assert bad.status_code == 422
    assert {"row", "column", "cell", "message"} == bad.json()["errors"][0].keys()
    none = call.post(IMPORTS, {"file": SimpleUploadedFile("a.xlsx", b"text")}, format="multipart")
    assert (none.status_code, "file" in none.json()["fields"]) == (400, True)


def test_over_http_the_same_key_imports_once(grid):
    call, content = caller(grid), workbook(good()).getvalue()
    sent = [
        call.post(
            IMPORTS,
            {"file": SimpleUploadedFile("台账.xlsx", content)},
            format="multipart",
            HTTP_IDEMPOTENCY_KEY="k",
        ).json()
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert Entry.objects.filter(action="register.import").count() == 1


def test_who_keeps_no_register_sends_none(auditor, at_screen):
    assert caller(auditor).post(IMPORTS, {"file": upload(good())}, format="multipart").status_code == 403
    assert at_screen(auditor).get("/register/import/").status_code == 403


def staged(client, *rows):
    answer = client.post("/register/import/", {"file": upload(*rows)})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def test_on_screen_it_is_shown_then_confirmed_once(grid, at_screen):
    client = at_screen(grid)
    page = staged(client, good())
    shown = client.get(page).content.decode()
    assert written() == (0, 0)
    assert client.get(page).context["tiles"][0]["number"] == 1
    assert "confirm" in shown
    client.post(f"{page}confirm/")
    client.post(f"{page}confirm/")
    assert written() == (1, 1)
    batch = ImportBatch.objects.get()
    assert (batch.state, json.loads(batch.body)) == ("done", {"extra": []})
    assert {portion.kind for portion in batch.portions.all()} == {"before"}
    assert Entry.objects.filter(action="register.import").count() == 1


def test_on_screen_differences_are_masked(grid, at_screen):
    client = at_screen(grid)
    import_register(workbook(good()), by=grid, dry_run=False)
    shown = client.get(staged(client, good(住址="安埠街9号", 班次="3"))).content.decode()
    assert "班次: 2 → 3" in shown
    for plain in ("李秀兰", "安埠街9号", "13900000001"):
        assert plain not in shown


def test_on_screen_errors_stand_by_cell_and_cannot_be_confirmed(grid, at_screen):
    client = at_screen(grid)
    page = staged(client, good(班次="九"))
    assert "<b>H2</b>" in client.get(page).content.decode()
    client.post(f"{page}confirm/")
    assert written() == (0, 0)


def test_a_day_later_it_is_too_late(grid, at_screen):
    client = at_screen(grid)
    page = staged(client, good())
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(hours=25))
    client.post(f"{page}confirm/")
    assert written() == (0, 0)
    staged(client, good())
    assert list(ImportBatch.objects.order_by("created_at").values_list("state", flat=True)) == ["dropped", "staged"]


def test_given_up_it_is_gone(grid, at_screen):
    client = at_screen(grid)
    page = staged(client, good())
    client.post(f"{page}drop/")
    client.post(f"{page}confirm/")
    assert written() == (0, 0)
    assert ImportBatch.objects.get().body is None


def test_nobody_else_opens_or_confirms_it(grid, operator, neighbour, at_screen):
    page = staged(at_screen(grid), good())
    for user in (operator, neighbour):
        assert at_screen(user).get(page).status_code == 404
        assert at_screen(user).post(f"{page}confirm/").status_code == 404


def test_a_file_that_is_none_is_refused_on_screen(grid, at_screen):
    answer = at_screen(grid).post("/register/import/", {"file": SimpleUploadedFile("a.xlsx", b"text")})
    assert answer.status_code == 422
    assert "xlsx" in answer.content.decode()


@pytest.mark.parametrize("group", Group.values)
def test_a_template_left_as_it_is_imports_nothing(grid, group):
    report = import_register(BytesIO(template_for(group, known=Known(grid))), by=grid, dry_run=True)
    assert (report.problems, report.extra, report.counts["new"]) == ([], [], 0)


@pytest.mark.parametrize("group", Group.values)
def test_a_template_whose_example_is_made_real_imports(grid, group):
    book = load_workbook(BytesIO(template_for(group, known=Known(grid))))
    sheet = book.worksheets[0]
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    name = next(cell for cell in sheet[1] if cell.value.startswith("姓名"))
    sheet.cell(2, name.column).value = "王秀兰"
    file = BytesIO()
    book.save(file)
    report = import_register(file, by=grid, dry_run=False)
    assert report.problems == []
    assert RegisterEntry.objects.get().group == group


def test_a_template_is_downloaded(grid, at_screen):
    answer = at_screen(grid).get("/register/template/?group=dialysis")
    assert "attachment" in answer["Content-Disposition"]
    assert load_workbook(BytesIO(answer.content)).sheetnames == ["台账", "选项"]
    assert at_screen(grid).get("/register/template/?group=nonsense").status_code == 404
