"""The columns of a register as a spreadsheet: headers, what a cell may hold, and where its value belongs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import Control, Group, Sex
from cases.registers import cells
from cases.registers.cells import Kind, words
from transport.models import Trip

PERSON, ENTRY, PLAN = "person", "entry", "plan"

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
MOBILITY_WORDS = (("步行", "walks"), ("自行行走", "walks"), ("轮椅", "wheelchair"), ("担架", "stretcher"))


class Therapy(TextChoices):
    CHEMOTHERAPY = "chemotherapy", _("chemotherapy")
    RADIOTHERAPY = "radiotherapy", _("radiotherapy")


class Device(TextChoices):
    VENTILATOR = "ventilator", _("ventilator")
    TRACHEOSTOMY = "tracheostomy", _("tracheostomy")
    GASTROSTOMY = "gastrostomy", _("gastrostomy")
    OXYGEN = "oxygen", _("oxygen")
    NONE = "none", _("no device")


@dataclass(frozen=True, slots=True)
class Column:
    """`header` is what the template writes. `belongs` says where the value goes: under `name` of the resident, of the
    entry or of its plan. `groups`: the registers that have it, none named: all. `lists`: the words of its drop-down.
    """

    name: str
    header: str
    kind: Kind
    belongs: str = PERSON
    also: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    example: Any = ""
    mask: str = "none"
    required: bool = False


YES_NO = ("是", "否")
COLUMNS = (
    Column("area", "社区", cells.place, also=("社区编码", "社区代码", "所属社区", "community", "area"), required=True),
    Column(
        "group",
        "人群类别",
        cells.one_of(Group, GROUP_WORDS),
        ENTRY,
        ("类别", "人群", "特殊人群类别", "group"),
        required=True,
        lists=tuple(words_of.split()[0] for words_of in GROUP_NAMES.values()),
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
    Column("sex", "性别", cells.one_of(Sex, SEX_WORDS), also=("sex", "gender"), lists=("女", "男"), example="女"),
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
    ),
    Column(
        "mobility",
        "行动能力",
        cells.one_of(Trip.Mobility, MOBILITY_WORDS),
        also=("行动", "mobility"),
        lists=("步行", "轮椅", "担架"),
        example="步行",
    ),
    Column(
        "needs_companion",
        "需要陪护",
        cells.yes_or_no,
        also=("陪护", "companion", "needs companion", "needs_companion"),
        lists=YES_NO,
        example="否",
    ),
    Column(
        "treating_hospital_id",
        "就诊医院",
        cells.hospital,
        ENTRY,
        ("医院", "定点医院", "建档医院", "treating hospital", "hospital", "treating_hospital"),
    ),
    Column(
        "days", "透析日", cells.weekdays, PLAN, ("透析时间", "dialysis days", "days"), ("dialysis",), example="一三五"
    ),
    Column("shift", "班次", cells.whole(1, 5), PLAN, ("透析班次", "shift"), ("dialysis",), ("1", "2", "3", "4"), "2"),
    Column(
        "kind",
        "治疗方式",
        cells.one_of(Therapy, (("化疗", "chemotherapy"), ("放疗", "radiotherapy"))),
        PLAN,
        ("treatment",),
        ("oncology",),
        ("化疗", "放疗"),
        "化疗",
    ),
    Column(
        "regimen_days",
        "疗程间隔天数",
        cells.whole(1, 180),
        PLAN,
        ("间隔天数", "regimen days"),
        ("oncology",),
        example="21",
    ),
    Column(
        "next",
        "下次治疗日期",
        cells.day,
        PLAN,
        ("下次治疗", "next session", "next"),
        ("oncology",),
        example="2026-12-01",
    ),
    Column("due", "预产期", cells.day, PLAN, ("due date", "expected date", "due"), ("pregnant",), example="2027-03-01"),
    Column("high_risk", "高危妊娠", cells.yes_or_no, PLAN, ("高危", "high risk"), ("pregnant",), YES_NO, "否"),
    Column(
        "delivered", "分娩日期", cells.day, PLAN, ("delivered", "delivery date"), ("postpartum",), example="2026-11-01"
    ),
    Column("lives_alone", "独居", cells.yes_or_no, PLAN, ("lives alone",), ("elderly",), YES_NO, "是"),
    Column(
        "medicine_until", "药品用至", cells.day, PLAN, ("用药至", "medicine until"), ("chronic",), example="2026-12-15"
    ),
    Column(
        "device",
        "使用设备",
        cells.one_of(
            Device,
            (
                ("呼吸机", "ventilator"),
                ("气管切开", "tracheostomy"),
                ("胃造瘘", "gastrostomy"),
                ("吸氧", "oxygen"),
                ("无", "none"),
            ),
        ),
        PLAN,
        ("device",),
        ("critical",),
        ("呼吸机", "气管切开", "胃造瘘", "吸氧", "无"),
        "吸氧",
    ),
    Column("note", "备注", cells.text, ENTRY, ("说明", "note", "remarks"), mask="text"),
)

BY_NAME = {column.name: column for column in COLUMNS}


def columns_of(group: str) -> list[Column]:
    """The columns of one group's template."""
    return [column for column in COLUMNS if not column.groups or group in column.groups]


def column_of(header: Any) -> Column | None:
    """The column that a header means, in Chinese or English, however it is spaced; a star or brackets may follow."""
    return _by_header().get(plain_header(header))


def plain_header(header: Any) -> str:
    told = words(header).lower().replace("_", " ").rstrip("*:： ")
    return told.split("(")[0].strip() or told


@cache
def _by_header() -> dict[str, Column]:
    return {plain_header(word): column for column in COLUMNS for word in (column.header, column.name, *column.also)}
