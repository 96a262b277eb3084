"""What is exported whole comes back as it left; what is masked, or bad, is never written: whatever anybody typed."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cases.id_numbers import check_character
from cases.models import Person, RegisterEntry
from cases.models.vocabulary import Group
from cases.registers.columns import GROUP_NAMES, columns_of
from cases.registers.known import Known
from cases.selectors.registers import Narrowing
from cases.services.handing_out import export_register
from cases.services.importing import import_register
from portal.sheets.problems import FileRefused
from tests.cases.registers.conftest import workbook, written

pytestmark = pytest.mark.django_db
QUICK = settings(max_examples=12)

# Whatever may stand in a cell of XML, beginning with what a spreadsheet would run.
printable = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="*")
words = st.builds(str.__add__, st.sampled_from(["", "=", "'=", "''+", "@", "＝", "-"]), st.text(printable, max_size=30))
names = st.text(st.sampled_from("王李张欧阳秀兰建国一二三"), min_size=2, max_size=6)
OF_COLUMN = {
    "address": words, "note": words, "regimen": st.sampled_from(["FOLFOX6", "AC-T"]),
    "days": st.sampled_from(["一三五", "2,4,6", "周日"]), "shift": st.integers(1, 5).map(str),
    "regimen_days": st.integers(1, 180).map(str), "guardian_name": names,
    "guardian_phone": st.integers(0, 10**8 - 1).map("139{:08d}".format),
    "medicines": st.sampled_from(["阿司匹林 14天；二甲双胍 30天 2026-11-01", "胰岛素"]),
}  # fmt: skip


@st.composite
def rows(draw, number):
    """A resident in one group, with some of its columns filled in."""
    group = draw(st.sampled_from(Group.values))
    head = f"2301101949{draw(st.integers(1, 12)):02}{draw(st.integers(1, 28)):02}{number:03}"
    row = {
        "社区": "安埠社区",
        "人群类别": GROUP_NAMES[group].split()[0],
        "姓名": draw(names),
        "身份证号": head + check_character(head),
        "联系电话": f"1380000{number:04}",
    }
    for column in columns_of(group):
        if column.header in row or column.name in ("birth_date", "sex", "treating_hospital_id", "control"):
            continue
        if draw(st.booleans()):
            row[column.header] = draw(OF_COLUMN.get(column.name, st.sampled_from(column.lists or ["2026-02-28"])))
    if draw(st.booleans()):
        row["楼长"] = draw(words)
    return row


files = st.integers(1, 3).flatmap(lambda count: st.tuples(*[rows(number) for number in range(count)]))


def sheet_of(told) -> BytesIO:
    headers = list(dict.fromkeys(header for row in told for header in row))
    return text_workbook(headers, told)


def text_workbook(headers, told) -> BytesIO:
    """Cells that begin with a sign of equality are text, as when somebody typed them with an apostrophe."""
    file = workbook(*told, headers=headers)
    book = load_workbook(file)
    for line in book.active.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                cell.data_type = "s"
    file = BytesIO()
    book.save(file)
    return file


def exported(user, *, reason="交街道") -> BytesIO:
    return BytesIO(export_register(user, Narrowing(), file_format="xlsx", reason=reason))


def everything() -> list:
    """What the register says, opened: seals differ at every write, what they hold must not."""
    entries = RegisterEntry.objects.select_related("person").order_by("pk")
    of_entry = ("group", "area_id", "plan", "treating_hospital_id", "medicines", "note", "aside", "verified_at")
    of_person = ("name", "phone", "id_number", "address", "birth_date", "sex", "mobility", "groups", "guardian_name")
    return [
        [getattr(entry, name) for name in of_entry] + [getattr(entry.person, name) for name in of_person]
        for entry in entries
    ]


def empty_the_register() -> None:
    RegisterEntry.objects.all().delete()
    Person.objects.all().delete()


@QUICK
@given(told=files)
def test_export_then_import_changes_nothing(told, grid):
    empty_the_register()
    report = import_register(sheet_of(told), by=grid, dry_run=False)
    assert report.problems == []
    before = everything()
    again = import_register(exported(grid), by=grid, dry_run=False)
    assert (again.problems, again.counts) == ([], {"new": 0, "changed": 0, "unchanged": len(told)})
    assert everything() == before


BAD_VALUES = {
    "身份证号": ["230110194901010001", "1.1E+17", 1.1e17, "12"],
    "联系电话": ["没有", 4511234567.0],
    "人群类别": ["路人"],
    "社区": ["别处"],
    "姓名": ["李**", "=A1", 42],
    "备注": ["长" * 201, "****"],
}


@QUICK
@given(data=st.data())
def test_any_corrupted_cell_is_reported_at_its_cell_and_nothing_is_written(data, grid):
    told = [dict(row) for row in data.draw(files)]
    headers = list(dict.fromkeys(["备注", *(header for row in told for header in row)]))
    number = data.draw(st.integers(0, len(told) - 1))
    header = data.draw(st.sampled_from(sorted(BAD_VALUES)))
    told[number][header] = data.draw(st.sampled_from(BAD_VALUES[header]))
    report = import_register(workbook_with_formula(headers, told, told[number][header]), by=grid, dry_run=False)
    place = f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[headers.index(header)]}{number + 2}"
    assert place in {problem.cell for problem in report.problems}
    assert {problem.row for problem in report.problems} == {number + 2}
    assert written() == (0, 0)


def workbook_with_formula(headers, told, bad) -> BytesIO:
    return workbook(*told, headers=headers) if bad == "=A1" else text_workbook(headers, told)


def test_what_leaves_masked_does_not_come_back(grid):
    import_register(workbook({"社区": "安埠社区", "人群类别": "老年人", "姓名": "王建国", "联系电话": "13800000001"},
                             headers=["社区", "人群类别", "姓名", "联系电话"]), by=grid, dry_run=False)  # fmt: skip
    report = import_register(exported(grid, reason=""), by=grid, dry_run=False)
    assert {problem.column for problem in report.problems} == {"姓名*", "联系电话"}
    assert {"masked" in problem.message for problem in report.problems} == {True}


def test_a_file_cut_short_is_refused_whole(grid):
    whole = workbook({"社区": "安埠社区", "人群类别": "老年人", "姓名": "王建国", "联系电话": "13800000001"},
                     headers=["社区", "人群类别", "姓名", "联系电话"]).getvalue()  # fmt: skip
    with pytest.raises(FileRefused):
        import_register(BytesIO(whole[:-200]), by=grid, dry_run=False)
    assert written() == (0, 0)
    assert Known(grid).places == {"230110003001": "安埠社区"}
