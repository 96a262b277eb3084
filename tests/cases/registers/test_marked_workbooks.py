"""The sender's own workbook back: bad cells red and commented, everything else byte for byte theirs."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from cases.registers.marking import marked_workbook
from portal.sheets.problems import FileRefused, Problem
from tests.cases.registers.conftest import good, workbook

RED = "FFFFC7CE"


def marked(file, *problems):
    return load_workbook(BytesIO(marked_workbook(file, [Problem(*told) for told in problems]))).worksheets[0]


def fill(sheet, cell) -> str:
    return sheet[cell].fill.fgColor.rgb if sheet[cell].fill.fill_type == "solid" else ""


@pytest.fixture
def their_own() -> BytesIO:
    """With a format, a note and a second sheet of their own."""
    book, file = Workbook(), BytesIO()
    sheet = book.active
    for line in (["姓名", "班次", "电话"], ["李秀兰", None, "139"], ["王建国", "九", None]):
        sheet.append(line)
    sheet["B3"].font, sheet["B3"].comment = Font(bold=True), Comment("问过家属", "赵六")
    sheet["A1"].comment = Comment("全名", "赵六")
    book.create_sheet("说明")["A1"] = "不动"
    book.save(file)
    return file


def test_bad_cells_are_red_and_say_why(their_own):
    sheet = marked(their_own, (3, "班次", "B3", "Write a whole number."), (2, "电话", "C2", "Too short & <wrong>."))
    assert [fill(sheet, cell) for cell in ("B3", "C2", "A2")] == [RED, RED, ""]
    assert sheet["C2"].comment.text == "Too short & <wrong>."
    assert sheet["C2"].value == "139"


def test_what_was_theirs_stays(their_own):
    sheet = marked(their_own, (3, "班次", "B3", "Write a whole number."))
    assert (sheet["B3"].font.bold, sheet["A1"].comment.text) == (True, "全名")
    assert sheet["B3"].comment.text == "问过家属\nWrite a whole number."
    assert sheet.parent["说明"]["A1"].value == "不动"


def test_an_empty_cell_is_marked_where_it_would_stand(their_own):
    sheet = marked(
        their_own, (2, "班次", "B2", "This must be filled in."), (3, "电话", "C3", "This must be filled in.")
    )
    assert [fill(sheet, cell) for cell in ("B2", "C3")] == [RED, RED]
    assert [[cell.value for cell in row] for row in sheet["A2:C3"]] == [["李秀兰", None, "139"], ["王建国", "九", None]]


def test_two_reasons_for_one_cell(their_own):
    sheet = marked(their_own, (2, "电话", "C2", "One."), (2, "电话", "C2", "Two."))
    assert sheet["C2"].comment.text == "One.\nTwo."


def test_a_reason_without_a_cell_stands_at_the_head_of_its_row():
    sheet = marked(workbook(good()), (1, "住址", "", "This column is missing."))
    assert (fill(sheet, "A1"), sheet["A1"].comment.text) == (RED, "This column is missing.")


def test_only_the_parts_that_must_change_do(their_own):
    before = ZipFile(their_own)
    after = ZipFile(BytesIO(marked_workbook(their_own, [Problem(3, "班次", "B3", "no")])))
    same = {name for name in before.namelist() if before.read(name) == after.read(name)}
    assert {"xl/worksheets/sheet2.xml", "xl/workbook.xml", "docProps/core.xml"} <= same
    assert set(before.namelist()) == set(after.namelist())


@pytest.mark.parametrize("prefix", ["x"])
def test_a_workbook_whose_tags_have_a_prefix(their_own, prefix):
    """As the libraries of another vendor write it."""
    changed, file = ZipFile(workbook(good())), BytesIO()
    with ZipFile(file, "w") as made:
        for name in changed.namelist():
            text = changed.read(name).decode()
            if name.startswith(("xl/worksheets/sheet", "xl/styles")):
                text = (
                    text.replace("</", f"</{prefix}:")
                    .replace("<", f"<{prefix}:")
                    .replace(f"<{prefix}:/{prefix}:", f"</{prefix}:")
                )
                text = text.replace("xmlns=", f"xmlns:{prefix}=")
            made.writestr(name, text)
    sheet = marked(file, (2, "班次", "H2", "no"))
    assert (fill(sheet, "H2"), sheet["H2"].comment.text) == (RED, "no")


def test_what_cannot_be_taken_apart_is_refused(their_own):
    with pytest.raises(FileRefused):
        marked_workbook(BytesIO(their_own.getvalue()[:300]), [Problem(1, "姓名", "A1", "no")])
