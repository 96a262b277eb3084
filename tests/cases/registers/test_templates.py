"""A template for every group: text columns, lists to choose from, one example row; and headers in two languages."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from cases.models.vocabulary import Group
from cases.registers.columns import COLUMNS, column_of, columns_of
from cases.registers.known import Known
from cases.registers.template import template_for

pytestmark = pytest.mark.django_db


@pytest.fixture(params=Group.values)
def group(request) -> str:
    return request.param


@pytest.fixture
def sheet(group, grid, hospital):
    return load_workbook(BytesIO(template_for(group, known=Known(grid)))).worksheets[0]


def test_it_has_the_columns_of_its_group(sheet, group):
    headers = [cell.value.rstrip("*") for cell in sheet[1]]
    assert headers == [column.header for column in columns_of(group)]


def test_number_columns_are_text(sheet):
    for column in sheet.column_dimensions.values():
        assert column.number_format == "@"
    assert {cell.number_format for row in sheet["A3:D50"] for cell in row} == {"@"}


def test_the_example_row_shows_every_column_that_has_one(sheet, group):
    shown = {column.name: cell.value for column, cell in zip(columns_of(group), sheet[2], strict=True)}
    assert shown["name"].startswith("示例")
    assert [column.name for column in columns_of(group) if column.example and not shown[column.name]] == []


def test_lists_to_choose_from(sheet, group):
    ruled = {str(rule.sqref).split("2:")[0] for rule in sheet.data_validations.dataValidation}
    wanted = {
        cell.column_letter
        for column, cell in zip(columns_of(group), sheet[1], strict=True)
        if column.lists or column.choices or column.name in ("area", "treating_hospital_id")
    }
    assert ruled == wanted
    lists = sheet.parent["选项"]
    assert lists.sheet_state == "hidden"
    assert {"安埠社区", "香坊区人民医院"} <= {cell.value for row in lists.iter_rows() for cell in row}


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_headers_in_both_languages(column):
    english = [word for word in (*column.also, column.name) if word.isascii()]
    assert column_of(column.header) is column
    assert english
    assert all(column_of(word.upper()) is column for word in english)
    assert column_of(f" {column.header}*（必填）") is column
