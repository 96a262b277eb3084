"""Whatever is wrong with a cell is said at its cell, and nothing of the file is written."""

import pytest

from tests.cases.registers.conftest import HEADERS, good, written

pytestmark = pytest.mark.django_db

BAD = [
    ("身份证号", 1.1010519491231e17, "number"),
    ("身份证号", 110105194912310020, "number"),
    ("身份证号", "1.10105E+17", "number"),
    ("身份证号", "110105194912310021", "check digit"),
    ("身份证号", "110105194902300024", "date of birth"),
    ("身份证号", "1101051949123100", "18 digits"),
    ("联系电话", 4511234567, "zeros"),
    ("联系电话", "没有", "telephone"),
    ("出生日期", "去年", "date"),
    ("出生日期", "2099-01-01", "future"),
    ("出生日期", "1950-01-01", "another date"),
    ("透析日", "每天八点", "week"),
    ("班次", "二", "whole number"),
    ("班次", 9, "whole number"),
    ("人群类别", "路人", "values of this column"),
    ("社区", "天宫社区", "no community"),
    ("社区", "花园社区", "no community"),  # another district's: the same words
    ("社区", "230103001001", "no community"),
    ("就诊医院", "没有这家医院", "No hospital"),
    ("姓名", 42, "not a name"),
    ("姓名", "=A1", "formula"),
    ("备注", "=HYPERLINK(\"http://x\")", "formula"),
    ("姓名", None, "filled in"),
    ("社区", None, "filled in"),
    ("备注", "长" * 201, "longer"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "value", "reason"), BAD)
def test_a_bad_cell_is_named(take_in, header, value, reason):
    report = take_in(good(姓名="王建国", 身份证号=None, 联系电话="13900000009"), good(**{header: value}))
    cell = f"{'ABCDEFGHIJK'[HEADERS.index(header)]}3"
    assert [(problem.row, problem.column, problem.cell) for problem in report.problems] == [(3, header, cell)]
    assert reason in report.problems[0].message
    assert written() == (0, 0)


def test_neither_id_nor_telephone(take_in):
    (problem,) = take_in(good(身份证号=None, 联系电话=None)).problems
    assert (problem.cell, problem.column) == ("D2", "身份证号")


def test_the_same_resident_twice(take_in):
    (problem,) = take_in(good(), good(住址=None)).problems
    assert problem.row == 3
    assert "row 2" in problem.message


def test_two_rows_of_one_resident_that_disagree(take_in):
    (problem,) = take_in(good(), good(人群类别="老年人", 透析日=None, 班次=None, 住址="别处")).problems
    assert problem.cell == "F3"


def test_two_id_numbers_for_one_name_and_telephone(take_in):
    take_in(good())
    (problem,) = take_in(good(身份证号="230103196505120038")).problems
    assert problem.cell == "D2"


def test_a_column_of_another_group(take_in):
    report = take_in(good(人群类别="老年人"))
    assert [problem.cell for problem in report.problems] == ["G2", "H2"]


def test_a_missing_column(take_in):
    (problem,) = take_in(good(), headers=("社区", "姓名", "联系电话")).problems
    assert (problem.column, problem.message) == ("人群类别", "This column is missing.")


def test_a_column_that_stands_twice(take_in):
    (problem,) = take_in(good(), headers=(*HEADERS, "电话")).problems
    assert problem.cell == "L1"


def test_a_resident_of_another_district_stays_theirs(take_in, neighbour, person, areas):
    take_in(good(社区="花园社区"), by=neighbour)
    (problem,) = take_in(good(姓名="李秀兰", 住址="安埠街9号")).problems
    assert "another place" in problem.message
    assert written() == (1, 1)
