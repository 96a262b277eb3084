"""What each special group needs to be known of a resident: the one declaration of its fields.

The form, the API, the page of an entry and the columns of its spreadsheet are all made from these rows.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import Language
from cases.registers import cells
from cases.registers.declaring import ENTRY, PERSON, PLAN, YES_NO, Column
from cases.registers.medicines import medicines
from transport.models import Trip

MOBILITY_WORDS = (("步行", "walks"), ("自行行走", "walks"), ("轮椅", "wheelchair"), ("担架", "stretcher"))
CHILDREN = ("child", "newborn")


class Access(TextChoices):
    FISTULA = "fistula", _("fistula")
    GRAFT = "graft", _("graft")
    CATHETER = "catheter", _("catheter")


class Therapy(TextChoices):
    CHEMOTHERAPY = "chemotherapy", _("chemotherapy")
    RADIOTHERAPY = "radiotherapy", _("radiotherapy")


class Device(TextChoices):
    VENTILATOR = "ventilator", _("ventilator")
    TRACHEOSTOMY = "tracheostomy", _("tracheostomy")
    GASTROSTOMY = "gastrostomy", _("gastrostomy")
    OXYGEN = "oxygen", _("oxygen")
    NONE = "none", _("no device")


def _picked(
    name: str, header: str, label: object, choices: type[TextChoices], words: tuple[tuple[str, str], ...],
    *, belongs: str = PLAN, also: tuple[str, ...] = (), groups: tuple[str, ...] = (), example: str = "",
    needed: bool = False,
) -> Column:  # fmt: skip
    """A field with a list of codes: one Chinese word of each stands in the drop-down of its spreadsheet."""
    first = {code: word for word, code in reversed(words)}
    lists = tuple(first[code] for code in choices.values)
    return Column(
        name, header, cells.one_of(choices, words), belongs, also, groups, lists, example,
        label=label, shape="choice", choices=choices, needed=needed,
    )  # fmt: skip


# How somebody is moved and spoken with: whoever drives or calls asks for it, whatever the group.
OF_EVERYBODY = (
    _picked(
        "mobility", "行动能力", _("Mobility"), Trip.Mobility, MOBILITY_WORDS,
        belongs=PERSON, also=("行动", "mobility"), example="步行",
    ),
    Column(
        "needs_companion", "需要陪护", cells.yes_or_no, PERSON, ("陪护", "companion", "needs companion"),
        lists=YES_NO, example="否", label=_("Needs a companion"), shape="yes_no",
    ),
    Column(
        "needs_oxygen", "途中吸氧", cells.yes_or_no, PERSON, ("需要吸氧", "oxygen on the way", "needs oxygen"),
        lists=YES_NO, example="否", label=_("Needs oxygen on the way"), shape="yes_no",
    ),
    _picked(
        "language", "沟通语言", _("Speaks"), Language,
        (
            ("普通话", "mandarin"), ("汉语", "mandarin"), ("仅方言", "dialect"), ("方言", "dialect"),
            ("朝鲜语", "korean"), ("蒙古语", "mongolian"), ("俄语", "russian"), ("英语", "english"),
            ("手语或书写", "signs"), ("手语", "signs"), ("其他", "other"),
        ),
        belongs=PERSON, also=("语言", "language", "speaks"), example="普通话",
    ),
    Column(
        "treating_hospital_id", "就诊医院", cells.hospital, ENTRY,
        ("医院", "定点医院", "建档医院", "分娩医院", "treating hospital", "hospital", "treating_hospital"),
        label=_("Treating hospital"), shape="hospital", labels={"pregnant": _("Hospital of delivery")},
    ),
)  # fmt: skip

OF_GROUPS = (
    Column(
        "guardian_name", "监护人", cells.name, PERSON, ("监护人姓名", "guardian", "guardian name"), CHILDREN,
        example="示例王秀英", mask="name", label=_("Guardian"), shape="name", needed=True,
    ),
    Column(
        "guardian_phone", "监护人电话", cells.phone, PERSON, ("guardian telephone", "guardian phone"), CHILDREN,
        example="19900000002", mask="phone", label=_("Guardian's telephone"), shape="phone", needed=True,
    ),
    Column(
        "days", "透析日", cells.weekdays, PLAN, ("透析时间", "dialysis days", "days"), ("dialysis",), example="一三五",
        label=_("Dialysis days"), shape="weekdays", needed=True,
    ),
    Column(
        "shift", "班次", cells.whole(1, 5), PLAN, ("透析班次", "shift"), ("dialysis",), ("1", "2", "3", "4"), "2",
        label=_("Shift"), shape="whole", needed=True,
    ),
    _picked(
        "access", "血管通路", _("Vascular access"), Access,
        (
            ("内瘘", "fistula"), ("动静脉内瘘", "fistula"), ("人工血管", "graft"), ("导管", "catheter"),
            ("中心静脉导管", "catheter"),
        ),
        also=("通路", "access", "vascular access"), groups=("dialysis",), example="内瘘",
    ),
    _picked(
        "kind", "治疗方式", _("Treatment"), Therapy, (("化疗", "chemotherapy"), ("放疗", "radiotherapy")),
        also=("treatment",), groups=("oncology",), example="化疗", needed=True,
    ),
    Column(
        "regimen", "治疗方案", cells.code, PLAN, ("方案", "化疗方案", "regimen"), ("oncology",), example="FOLFOX6",
        label=_("Regimen"), shape="code", help=_("Its usual abbreviation, such as FOLFOX6 or AC-T."),
    ),
    Column(
        "regimen_days", "疗程间隔天数", cells.whole(1, 180), PLAN, ("间隔天数", "regimen days"), ("oncology",),
        example="21", label=_("Days from session to session"), shape="whole",
    ),
    Column(
        "next", "下次治疗日期", cells.day, PLAN, ("下次治疗", "next session", "next"), ("oncology",),
        example="2026-12-01", label=_("Next session"), shape="day", needed=True,
    ),
    Column(
        "due", "预产期", cells.day, PLAN, ("due date", "expected date", "due"), ("pregnant",), example="2027-03-01",
        label=_("Expected date of delivery"), shape="day", needed=True,
    ),
    Column(
        "high_risk", "高危妊娠", cells.yes_or_no, PLAN, ("高危", "high risk"), ("pregnant",), YES_NO, "否",
        label=_("High-risk pregnancy"), shape="yes_no",
    ),
    Column(
        "delivered", "分娩日期", cells.day, PLAN, ("delivered", "delivery date"), ("pregnant", "postpartum"),
        example="2026-11-01", label=_("Delivered on"), shape="day",
        help=_("Moves a pregnant woman to the register of women lying in."),
    ),
    Column(
        "lives_alone", "独居", cells.yes_or_no, PLAN, ("lives alone",), ("elderly",), YES_NO, "是",
        label=_("Lives alone"), shape="yes_no", needed=True,
    ),
    Column(
        "medicines", "用药及余量", medicines, ENTRY, ("药品", "用药", "medicines"), ("chronic", "elderly"),
        example="阿司匹林 14天；二甲双胍 30天", mask="text", label=_("Medicines and days left"), shape="medicines",
    ),
    Column(
        "medicine_until", "药品用至", cells.day, PLAN, ("用药至", "medicine until"), ("chronic",), example="2026-12-15",
        label=_("Medicines last until"), shape="day", help=_("Counted by itself where days left are given."),
    ),
    _picked(
        "device", "使用设备", _("Device"), Device,
        (
            ("呼吸机", "ventilator"), ("气管切开", "tracheostomy"), ("胃造瘘", "gastrostomy"), ("吸氧", "oxygen"),
            ("无", "none"),
        ),
        also=("device",), groups=("critical",), example="吸氧", needed=True,
    ),
)  # fmt: skip

NOTE = Column(
    "note", "备注", cells.sentence, ENTRY, ("说明", "note", "remarks"), mask="text", label=_("Note"), shape="text"
)  # fmt: skip

NEEDS = (*OF_EVERYBODY, *OF_GROUPS, NOTE)


def needs_only_of(group: str) -> list[Column]:
    """What this group needs and others do not."""
    return [need for need in OF_GROUPS if group in need.groups]


def needs_of(group: str) -> list[Column]:
    """What is asked of somebody in this group: its own fields first, then what is asked of everybody."""
    return [*needs_only_of(group), *OF_EVERYBODY, NOTE]
