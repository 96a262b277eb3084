"""A spreadsheet into the register: whole, compared field by field, journalled; or not at all."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from cases.models import Person, RegisterEntry
from cases.services.importing import import_register
from portal.audit.models import Entry
from tests.cases.registers.conftest import HEADERS, good, workbook, written

pytestmark = pytest.mark.django_db
ANOTHER = {
    "姓名": "王建国",
    "身份证号": None,
    "联系电话": "13900000002",
    "人群类别": "老年人",
    "透析日": None,
    "班次": None,
}


def test_a_good_file_is_written_and_journalled(take_in, hospital, grid):
    report = take_in(good(就诊医院="香坊区人民医院", 备注="儿子陪同"), good(**ANOTHER))
    assert report.is_written
    assert report.counts == {"new": 2, "changed": 0, "unchanged": 0}
    entry = RegisterEntry.objects.get(group="dialysis")
    assert (entry.plan, entry.treating_hospital, entry.note) == ({"days": [1, 3, 5], "shift": 2}, hospital, "儿子陪同")
    assert (entry.verified_by, entry.area_id) == (grid, "230110003001")
    person = Person.objects.get(pk=entry.person_id)
    assert (person.name, person.phone, person.id_number) == ("李秀兰", "13900000001", "11010519491231002X")
    assert (person.birth_date, person.birth_year, person.sex) == ("1949-12-31", 1949, "female")
    assert person.groups == ["dialysis"]
    told = Entry.objects.get(action="register.import")
    assert (told.by, told.detail["new"]) == (grid, 2)


def test_the_same_file_again_changes_nothing(take_in):
    take_in(good())
    before = RegisterEntry.objects.get().verified_at
    assert take_in(good()).counts == {"new": 0, "changed": 0, "unchanged": 1}
    assert RegisterEntry.objects.get().verified_at == before


def test_what_differs_is_changed_and_what_is_not_said_stays(take_in):
    take_in(good(备注="要轮椅"))
    report = take_in(good(班次="3", 透析日=None, 住址="安埠街9号"))
    assert report.counts == {"new": 0, "changed": 1, "unchanged": 0}
    entry = RegisterEntry.objects.select_related("person").get()
    assert (entry.plan, entry.note) == ({"days": [1, 3, 5], "shift": 3}, "要轮椅")
    assert (entry.person.address, entry.person.phone) == ("安埠街9号", "13900000001")


def test_one_resident_may_stand_in_several_groups(take_in):
    assert take_in(good(), good(人群类别="老年人", 透析日=None, 班次=None)).counts["new"] == 2
    assert written() == (1, 2)
    assert Person.objects.get().groups == ["dialysis", "elderly"]


def test_a_known_newborn_has_a_name_and_a_door(take_in, grid, areas):
    """Entered on a screen, with no number of any kind; a file may say more of them, but not bring one."""
    person = Person.objects.create(area=areas["230110003001"], name="李小宝", address="安埠街1号1单元101")
    row = good(姓名="李小宝", 身份证号=None, 联系电话=None, 透析日=None, 班次=None, 人群类别="新生儿")
    assert take_in(row | {"住址": "安埠街 1号1单元101"}).counts["new"] == 1
    assert RegisterEntry.objects.get().person == person
    assert take_in(row | {"住址": "安埠街2号"}).problems[0].column == "身份证号"
    Person.objects.create(area=areas["230110003001"], name="李小宝", address="安埠街1号1单元101")
    assert take_in(row | {"住址": "安埠街1号1单元101"}).problems[0].column == "身份证号"


def test_a_dry_run_writes_nothing(take_in):
    report = take_in(good(), dry_run=True)
    assert report.counts["new"] == 1
    assert not report.is_written
    assert written() == (0, 0)
    assert not Entry.objects.filter(action="register.import").exists()


def test_one_bad_cell_and_nothing_is_written(take_in):
    report = take_in(good(), good(**ANOTHER | {"联系电话": "12"}))
    assert [(problem.cell, problem.column) for problem in report.problems] == [("E3", "联系电话")]
    assert written() == (0, 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"联系电话": "１３９ 0000-0001"}, "13900000001"),
        ({"联系电话": 13900000001}, "13900000001"),
        ({"身份证号": " １１０１０５１９４９１２３１００２ｘ "}, "13900000001"),
        ({"出生日期": date(1949, 12, 31)}, "13900000001"),
        ({"出生日期": "1949年12月31日"}, "13900000001"),
        ({"出生日期": "1949/12/31"}, "13900000001"),
        ({"透析日": "周一、周三、周五"}, "13900000001"),
        ({"透析日": 135, "班次": 2.0}, "13900000001"),
        ({"社区": 230110003001}, "13900000001"),
        ({"人群类别": "dialysis"}, "13900000001"),
        ({"人群类别": " 血液透析 "}, "13900000001"),
    ],
)
def test_what_was_typed_otherwise_means_the_same(take_in, typed, kept):
    assert take_in(good(**typed)).problems == []
    entry = RegisterEntry.objects.select_related("person").get()
    assert (entry.person.phone, entry.person.id_number) == (kept, "11010519491231002X")
    assert entry.plan == {"days": [1, 3, 5], "shift": 2}
    assert entry.person.birth_date == "1949-12-31"


def test_english_headers_and_columns_of_the_house_own(take_in):
    headers = ("Community", "Group", "Name", "ID number", "Telephone", "Dialysis days", "楼长")
    told = ("安埠社区", "dialysis", "李秀兰", "11010519491231002X", "13900000001", "Mon Wed Fri", "赵六")
    row = dict(zip(headers, told, strict=True))
    report = take_in(row, headers=headers)
    assert report.is_written
    assert report.extra == ["楼长"]
    assert RegisterEntry.objects.get().plan == {"days": [1, 3, 5]}


def test_a_title_above_the_headers_and_blank_rows_are_passed_over(grid):
    book = Workbook()
    for line in (["安埠社区特殊人群台账"], HEADERS, [], [good().get(header) for header in HEADERS]):
        book.active.append(list(line))
    file = BytesIO()
    book.save(file)
    assert import_register(file, by=grid, dry_run=False).is_written


def test_many_rows_cost_a_handful_of_questions(django_assert_max_num_queries, grid):
    rows = [good(姓名=f"居民{n}", 身份证号=None, 联系电话=f"139{n:08d}") for n in range(300)]
    file = workbook(*rows)
    with django_assert_max_num_queries(45):
        assert import_register(file, by=grid, dry_run=False).counts["new"] == 300
    with django_assert_max_num_queries(20):
        assert import_register(file, by=grid, dry_run=False).counts["unchanged"] == 300
