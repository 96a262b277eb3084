"""The matrix by spreadsheet: what goes out comes back unchanged; shown first, written whole or not at all."""

import zipfile
from datetime import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from hospitals.models import Designation, MatrixUpload
from portal.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(client, admin):
    client.force_login(admin)
    return client


def download(client, query=""):
    return load_workbook(BytesIO(client.get(f"/hospitals/matrix/matrix.xlsx{query}").content))


def send(client, book, name="矩阵.xlsx"):
    file = BytesIO()
    book.save(file)
    return send_bytes(client, file.getvalue(), name)


def send_bytes(client, content, name="矩阵.xlsx"):
    return client.post("/hospitals/matrix/uploads/", {"file": SimpleUploadedFile(name, content)})


def shown(client, answer):
    return client.get(answer["Location"])


def confirm(client, answer):
    return client.post(f"{answer['Location']}confirm/")


def column(sheet, header):
    return next(cell.column for cell in sheet[1] if cell.value.strip("*") == header)


def put(sheet, row, **values):
    for header, value in values.items():
        sheet.cell(row, column(sheet, header)).value = value


def problems(client, answer):
    return [(problem.row, problem.column) for problem in shown(client, answer).context["problems"]]


def test_what_goes_out_comes_back_unchanged(keep, line, designate, elsewhere):
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(name="南岗医院（东院）")
    designate(elsewhere, serves=["230103", "230110003"], needs=["emergency"], age_from=0, age_to=14, note="=危险()")
    counts = shown(keep, send(keep, download(keep))).context["tiles"]
    assert [tile["number"] for tile in counts] == [0, 0, 0, 2, 0]


def test_cells_are_text_with_lists_in_chinese_and_run_nothing(keep, line):
    Designation.objects.update(note="=HYPERLINK(1)")
    sheet = download(keep).active
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert sheet.cell(2, column(sheet, "备注")).value == "'=HYPERLINK(1)"
    assert sheet.cell(2, column(sheet, "人群或专科")).value == "肿瘤"
    assert sheet.cell(2, column(sheet, "服务区域")).value == "230110 香坊区"
    assert len(sheet.data_validations.dataValidation) == 7


def test_new_changed_and_ended_lines_are_shown_and_then_written(keep, line, hospital, designate):
    other = designate(hospital, needs=["medicine"])
    book = download(keep)
    sheet = book.active
    by_id = {sheet.cell(row, 1).value: row for row in (2, 3)}
    put(sheet, by_id[str(line.pk)], 最大年龄="60", 需求="急诊、门诊")
    put(sheet, by_id[str(other.pk)], 操作="结束")
    put(
        sheet, 4, 机构=hospital.name, 人群或专科="obstetrics、肿瘤", 管控状态="sealed", 服务区域="南岗区、230110003",
        起始时刻="20:00", 结束时刻="8:00", 条款="H1",
    )  # fmt: skip
    sent = send(keep, book)
    page = shown(keep, sent)
    assert [tile["number"] for tile in page.context["tiles"]] == [1, 1, 1, 0, 0]
    assert page.context["changed"][0].fields == [("需求", "", "急诊、门诊"), ("最大年龄", "", "60")]
    assert Designation.objects.count() == 2, "nothing is written yet"
    confirm(keep, sent)
    line.refresh_from_db()
    other.refresh_from_db()
    new = Designation.objects.exclude(pk__in=[line.pk, other.pk]).get()
    assert (line.age_to, line.needs, line.controls) == (60, ["emergency", "outpatient"], ["sealed"])
    assert other.is_over
    assert (new.groups, new.hours_to, new.since) == (
        ["pregnant", "postpartum", "oncology"],
        time(8),
        timezone.localdate(),
    )
    assert {area.pk for area in new.serves.all()} == {"230103", "230110003"}
    actions = Entry.objects.filter(action__startswith="designation.").values_list("action", flat=True)
    assert sorted(actions) == ["designation.add", "designation.change", "designation.end", "designation.upload"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"机构": "不存在的医院"}, "机构"),
        ({"机构": None}, "机构"),
        ({"需求": "手术"}, "需求"),
        ({"人群或专科": "=A1"}, "人群或专科"),
        ({"管控状态": "关门"}, "管控状态"),
        ({"最小年龄": "七十"}, "最小年龄"),
        ({"最小年龄": "70", "最大年龄": "60"}, "最大年龄"),
        ({"服务区域": "月球"}, "服务区域"),
        ({"服务区域": None}, "服务区域"),
        ({"开始日期": "后天"}, "开始日期"),
        ({"开始日期": "2026-02-01", "结束日期": "2026-01-01"}, "结束日期"),
        ({"起始时刻": "25:00"}, "起始时刻"),
        ({"起始时刻": "20:00", "结束时刻": None}, "结束时刻"),
        ({"操作": "删除"}, "操作"),
        ({"编号": "999999"}, "编号"),
        ({"版本": "2020"}, "版本"),
        ({"备注": "长" * 201}, "备注"),
    ],
)
def test_errors_name_row_and_column_and_nothing_is_written(keep, line, hospital, wrong, where):
    book = download(keep)
    put(book.active, 2, **wrong)
    put(book.active, 3, 机构=hospital.name, 服务区域="230110")
    sent = send(keep, book)
    assert problems(keep, sent) == [(2, where)]
    confirm(keep, sent)
    assert Designation.objects.count() == 1


def test_the_same_line_twice_is_refused(keep, line, hospital):
    book = download(keep)
    put(
        book.active,
        3,
        机构=hospital.name,
        人群或专科="肿瘤",
        管控状态="封控",
        服务区域="230110",
        起始时刻="20:00",
        结束时刻="08:00",
    )
    put(book.active, 4, 机构=hospital.name, 服务区域="230110")
    put(book.active, 5, 机构=hospital.name, 服务区域="香坊区")
    assert problems(keep, send(keep, book)) == [(3, "机构"), (5, "机构")]


def test_a_row_that_is_not_in_the_file_stays(keep, line):
    book = download(keep)
    book.active.delete_rows(2)
    confirm(keep, send(keep, book))
    line.refresh_from_db()
    assert not line.is_over


def test_a_matrix_that_changed_since_is_shown_anew(keep, line, hospital):
    book = download(keep)
    for header in ("编号", "版本"):
        put(book.active, 2, **{header: None})
    put(book.active, 2, 条款="H1", 最大年龄="50")
    sent = send(keep, book)
    Designation.objects.update(age_to=50)
    confirm(keep, sent)
    assert Designation.objects.count() == 1
    assert MatrixUpload.objects.get().state == "refused"


def test_a_change_since_the_download_is_not_overwritten(keep, line):
    book = download(keep)
    put(book.active, 2, 最大年龄="50")
    Designation.objects.get(pk=line.pk).save()
    assert problems(keep, send(keep, book)) == [(2, "版本")]


def test_confirmed_once(keep, hospital, line):
    book = download(keep)
    put(book.active, 3, 机构=hospital.name, 服务区域="230110")
    sent = send(keep, book)
    confirm(keep, sent)
    confirm(keep, sent)
    assert Designation.objects.count() == 2
    assert MatrixUpload.objects.get().content is None


def bomb():
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (30 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize("content", [b"", b"name,serves\n", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", bomb()])
def test_what_is_no_workbook_is_refused_unread(keep, content):
    assert send_bytes(keep, content).status_code == 422
    assert not MatrixUpload.objects.exists()


def test_a_workbook_of_something_else_says_what_is_missing(keep):
    book = Workbook()
    book.active.append(["姓名", "电话"])
    assert "机构" in send(keep, book).content.decode()
    book.active.append(["机构", "需求"])
    assert "服务区域" in send(keep, book).content.decode()


def test_another_districts_keeper_cannot_touch_it_by_file(client, keep, other_admin, line):
    book = download(keep)
    client.force_login(other_admin)
    assert problems(client, send(client, book)) == [(2, "机构"), (2, "服务区域")]


def test_an_upload_is_its_senders(client, keep, line, district_admin):
    sent = send(keep, download(keep))
    client.force_login(district_admin)
    assert client.get(sent["Location"]).status_code == 404
    assert confirm(client, sent).status_code == 404


def test_a_supervisor_downloads_and_uploads_nothing(client, supervisor, line):
    client.force_login(supervisor)
    assert download(client).active.max_row > 1
    assert client.get("/hospitals/matrix/uploads/").status_code == 403
