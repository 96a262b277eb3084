"""The columns of a register as a spreadsheet: headers, what a cell may hold, and where its value belongs."""

from __future__ import annotations

from functools import cache
from typing import Any

from cases.models.vocabulary import Control, Group, Sex
from cases.registers import cells
from cases.registers.declaring import ENTRY, PERSON, PLAN, Column
from cases.registers.needs import NEEDS, NOTE
from portal.sheets.values import words

__all__ = ["BY_NAME", "COLUMNS", "ENTRY", "GROUP_NAMES", "PERSON", "PLAN", "Column", "column_of", "columns_of"]

# What spreadsheets call the groups, beside the words of our own screens.
GROUP_NAMES = {
    "child": "儿童 婴幼儿",
    "newborn": "新生儿",
    "pregnant": "孕产妇 孕妇",
    "postpartum": "产后 产妇",
    "dialysis": "透析 血透 血液透析 透析患者",
    "oncology": "肿瘤 放化疗 肿瘤患者",
    "critical": "急危重症 重症 危重症",
    "elderly": "老年人 老人",
    "chronic": "慢病 慢性病",
}
GROUP_WORDS = tuple((word, group) for group, words_of in GROUP_NAMES.items() for word in words_of.split())
SEX_WORDS = (("男", "male"), ("女", "female"))

# Who somebody is and where they live; what their group needs to be known stands in cases.registers.needs.
IDENTITY = (
    Column("area", "社区", cells.place, also=("社区编码", "社区代码", "所属社区", "community", "area"), required=True),
    Column(
        "group",
        "人群类别",
        cells.one_of(Group, GROUP_WORDS),
        ENTRY,
        ("类别", "人群", "特殊人群类别", "group"),
        required=True,
        lists=tuple(words_of.split()[0] for words_of in GROUP_NAMES.values()),
        choices=Group,
    ),
    Column("name", "姓名", cells.name, also=("name", "full name"), example="示例王秀兰", mask="name", required=True),
    Column(
        "id_number",
        "身份证号",
        cells.id_number,
        also=("身份证", "身份证号码", "证件号码", "id number", "id", "id_number"),
        example="11010519491231002X",
        mask="id",
    ),
    Column(
        "phone",
        "联系电话",
        cells.phone,
        also=("电话", "手机", "手机号", "联系方式", "phone", "telephone"),
        example="19900000001",
        mask="phone",
    ),
    Column(
        "sex",
        "性别",
        cells.one_of(Sex, SEX_WORDS),
        also=("sex", "gender"),
        lists=("女", "男"),
        example="女",
        choices=Sex,
    ),
    Column(
        "birth_date",
        "出生日期",
        cells.birth_date,
        also=("出生年月日", "生日", "birth date", "date of birth", "birth_date"),
        example="1949-12-31",
        mask="text",
    ),
    Column(
        "address",
        "住址",
        cells.text,
        also=("地址", "家庭住址", "居住地址", "address"),
        example="安埠街1号1单元101",
        mask="address",
    ),
    Column(
        "control",
        "管控状态",
        cells.one_of(Control),
        also=("管控", "control", "control status"),
        choices=Control,
    ),
)

COLUMNS = (*IDENTITY, *(need for need in NEEDS if need is not NOTE), NOTE)
BY_NAME = {column.name: column for column in COLUMNS}


def columns_of(group: str) -> list[Column]:
    """The columns of one group's template."""
    return [column for column in COLUMNS if not column.groups or group in column.groups]


def column_of(header: Any) -> Column | None:
    """The column that a header means, in Chinese or English, however it is spaced; a star or brackets may follow."""
    return _by_header().get(plain_header(header))


def plain_header(header: Any) -> str:
    told = words(header).lower().replace("_", " ").rstrip("*:： ")
    return told.split("(")[0].rstrip("*:： ") or told


@cache
def _by_header() -> dict[str, Column]:
    return {plain_header(word): column for column in COLUMNS for word in (column.header, column.name, *column.also)}
