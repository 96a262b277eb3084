"""The empty workbook of one group: Chinese headers, text where numbers would lose digits, drop-downs, one example."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cases.registers.columns import GROUP_NAMES, Column, columns_of
from cases.registers.known import Known
from cases.registers.telling import words_of
from portal.privacy.exports import harmless

SHEET, LISTS = "台账", "选项"
FILLABLE = 5000  # rows with formats and drop-downs; more may follow
OFFERED = 2000  # communities and hospitals in a drop-down
HEAD, EXAMPLE = PatternFill("solid", fgColor="DDE6F0"), Font(italic=True, color="808080")


def template_for(group: str, *, known: Known) -> bytes:
    """The bytes of an .xlsx. Its example row stays unread wherever it is left."""
    book = Workbook()
    sheet, lists = book.active, book.create_sheet(LISTS)
    assert sheet is not None
    sheet.title, sheet.freeze_panes, lists.sheet_state = SHEET, "A2", "hidden"
    offers = {
        "area": sorted(set(known.places.values()))[:OFFERED],
        "treating_hospital_id": sorted(known.hospitals.values())[:OFFERED],
        "group": [GROUP_NAMES[group].split()[0]],
    }
    for number, column in enumerate(columns_of(group), 1):
        choices = list(offers.get(column.name) or column.lists or words_of(column.name).values())
        _write(sheet, number, column, _example(column, choices))
        if choices:
            _offer(sheet, lists, number, choices)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _example(column: Column, choices: list[str]) -> Any:
    return column.example or (choices[0] if choices and column.name in ("area", "group") else "")


def _write(sheet: Any, number: int, column: Column, example: Any) -> None:
    letter = get_column_letter(number)
    sheet.column_dimensions[letter].width = 22 if column.mask in ("id", "address", "text") else 14
    # Text for all: what Excel takes for a number or a date of its own it changes.
    sheet.column_dimensions[letter].number_format = "@"
    head = sheet.cell(1, number, f"{column.header}*" if column.required else column.header)
    head.font, head.fill, head.alignment = Font(bold=True), HEAD, Alignment(horizontal="center")
    if column.name == "id_number":
        head.comment = Comment("文本格式，18 位，末位可为 X；身份证号与联系电话至少填一项。", "台账")
    shown = sheet.cell(2, number, harmless(example))
    shown.font, shown.number_format = EXAMPLE, "@"
    for row in range(3, 203):  # some programs look at the cell's own format only
        sheet.cell(row, number).number_format = "@"


def _offer(sheet: Any, lists: Any, number: int, choices: list[str]) -> None:
    letter = get_column_letter(number)
    for row, choice in enumerate(choices, 1):
        lists.cell(row, number, harmless(choice))
    rule = DataValidation("list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(choices)}", allow_blank=True)
    rule.error, rule.errorTitle = "请从下拉列表中选择", "台账"
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{FILLABLE}")
