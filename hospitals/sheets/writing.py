"""The workbook itself: every cell text, drop-downs in Chinese, the first row in its place, nothing that runs."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from hospitals.models import Designation
from hospitals.sheets.columns import COLUMNS
from hospitals.sheets.known import Known
from hospitals.sheets.telling import CHOICES, told
from hospitals.vocabulary import Specialty
from portal.sheets.guarding import guarded

SHEET, LISTS = "定点矩阵", "选项"
FILLABLE = 2_000  # rows with formats and drop-downs; more may follow
OFFERED = 500  # institutions and places in a drop-down
HEAD = PatternFill("solid", fgColor="DDE6F0")
REQUIRED = ("hospital", "serves")
NOTES = {
    "pk": "已有行的编号，不要改动；新增行留空。",
    "groups": "可写多项，用“、”隔开；也可写专科，如产科、儿科、肿瘤科。空白表示不限。",
    "needs": "可写多项，用“、”隔开。空白表示不限。",
    "controls": "可写多项，用“、”隔开。空白表示不限。",
    "serves": "区划代码或名称，可写多项，用“、”隔开。",
    "hours_from": "如 20:00；夜间写 20:00 到 08:00。两格都空白表示全天。",
    "end": "写“结束”则立即停用此行；删除整行不会停用。",
    "seen": "下载时的版本，不要改动：之后有人改过此行时，上传会提示。",
}


def workbook_of(lines: Iterable[Designation], *, user: Any) -> bytes:
    """The bytes of an .xlsx with these lines."""
    known = Known(user)
    book = Workbook()
    sheet, lists = book.active, book.create_sheet(LISTS)
    assert sheet is not None
    sheet.title, sheet.freeze_panes, lists.sheet_state = SHEET, "C2", "hidden"
    for number, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, f"{column.header}*" if column.name in REQUIRED else column.header)
        head.font, head.fill = Font(bold=True), HEAD
        if column.name in NOTES:
            head.comment = Comment(NOTES[column.name], SHEET)
        # Text for all: what Excel takes for a number or a date of its own it changes.
        sheet.column_dimensions[letter].width, sheet.column_dimensions[letter].number_format = column.width, "@"
        if offers := _offers(column.name, known):
            _offer(sheet, lists, number, offers, is_only=column.name in ("hospital", "end"))
    rows = list(lines)
    for row, line in enumerate(rows, 2):
        for number, column in enumerate(COLUMNS, 1):
            sheet.cell(row, number, guarded(told(line, column.name, known))).number_format = "@"
    for row in range(len(rows) + 2, len(rows) + 102):  # some programs look at the cell's own format only
        for number in range(1, len(COLUMNS) + 1):
            sheet.cell(row, number).number_format = "@"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _offers(name: str, known: Known) -> list[str]:
    if name in CHOICES:
        with translation.override("zh-hans"):
            specialties = [str(label) for label in Specialty.labels] if name == "groups" else []
            return [*(str(label) for label in CHOICES[name].labels), *specialties]
    if name == "hospital":
        return sorted(known.hospital_names.values())[:OFFERED]
    if name == "serves":
        return [f"{code} {place}" for code, place in sorted(known.names.items()) if len(code) <= 6][:OFFERED]
    return ["结束"] if name == "end" else []


def _offer(sheet: Any, lists: Any, number: int, offers: list[str], *, is_only: bool) -> None:
    """A drop-down. Where several values may stand in one cell, others than those offered are allowed."""
    letter = get_column_letter(number)
    for row, offer in enumerate(offers, 1):
        lists.cell(row, number, guarded(offer)).number_format = "@"
    rule = DataValidation("list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(offers)}", allow_blank=True)
    rule.showErrorMessage = is_only
    rule.error, rule.errorTitle = "请从下拉列表中选择", SHEET
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{FILLABLE}")
