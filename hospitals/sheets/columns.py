"""The columns of the workbook: their headers, and what a cell of each may hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from hospitals.sheets.known import Known
from hospitals.vocabulary import GROUPS_OF, Control, Group, Need, Severity, Specialty
from portal.sheets.guarding import unguarded
from portal.sheets.problems import CellRefused
from portal.sheets.values import date_of, names_of, words

Kind = Callable[[Any, Known], Any]
OLDEST = 130
ANY = {"不限", "全部", "any", "all", "-"}
END = {"结束", "停用", "end"}
BETWEEN = re.compile(r"[、,;\n/]+")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_CODE = re.compile(r"\d{4,20}")


def codes_of(choices: type[TextChoices]) -> Kind:
    """Codes or names, several with 、 between. Of groups also specialties: obstetrics is two groups."""

    def kind(value: Any, known: Known) -> list[str]:
        named = names_of(choices)
        found: set[str] = set()
        for word in (part.strip().lower() for part in BETWEEN.split(words(value))):
            if not word or word in ANY:
                continue
            if word in named:
                found.add(named[word])
            elif choices is Group and word in (specialties := names_of(Specialty)):
                found |= {group.value for group in GROUPS_OF[specialties[word]]}
            else:
                raise CellRefused(_("“%s” is not one of the values of this column.") % word[:40])
        return [code for code in choices.values if code in found]

    return kind


def age(value: Any, known: Known) -> int:
    told = words(value)
    if not told.isascii() or not told.isdigit() or int(told) > OLDEST:
        raise CellRefused(_("Write a whole number from %(least)d to %(most)d.") % {"least": 0, "most": OLDEST})
    return int(told)


def hour(value: Any, known: Known) -> time:
    """Text such as 20:00, or a time of the spreadsheet program's own."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    told = _TIME.fullmatch(words(value))
    try:
        return time(int(told[1]), int(told[2]))  # type: ignore[index]
    except (TypeError, ValueError):
        raise CellRefused(_("This is not a time of day: write it as 20:00.")) from None


def day(value: Any, known: Known) -> Any:
    return date_of(value)


def places(value: Any, known: Known) -> list[str]:
    """Codes, names, or both as the download writes them: 230110 香坊区."""
    found = []
    for word in (part.strip() for part in BETWEEN.split(words(value))):
        if word:
            code = _CODE.match(word)
            found.append(known.place(code[0] if code else word))
    return sorted(set(found))


def hospital(value: Any, known: Known) -> int:
    return known.hospital(unguarded(words(value)))


def text(longest: int) -> Kind:
    def kind(value: Any, known: Known) -> str:
        told = unguarded(" ".join(str(value).split()))
        if len(told) > longest:
            raise CellRefused(_("This is longer than %d characters.") % longest)
        return told

    return kind


def number(value: Any, known: Known) -> int:
    told = words(value)
    if not told.isascii() or not told.isdigit():
        raise CellRefused(_("The number of a line stands here, or nothing for a new line."))
    return int(told)


def ends(value: Any, known: Known) -> bool:
    if words(value).lower() not in END:
        raise CellRefused(_("Write 结束 (end) to end the line, or nothing."))
    return True


@dataclass(frozen=True, slots=True)
class Column:
    """`header` is Chinese, as the offices write; the name of the column is understood too. `empty` says nothing."""

    name: str
    header: str
    kind: Kind
    empty: Any = None
    width: int = 14


COLUMNS = (
    Column("pk", "编号", number, width=8),
    Column("hospital", "机构", hospital, width=34),
    Column("needs", "需求", codes_of(Need), empty=(), width=20),
    Column("groups", "人群或专科", codes_of(Group), empty=(), width=20),
    Column("controls", "管控状态", codes_of(Control), empty=(), width=24),
    Column("severities", "严重程度", codes_of(Severity), empty=(), width=14),
    Column("age_from", "最小年龄", age, width=10),
    Column("age_to", "最大年龄", age, width=10),
    Column("serves", "服务区域", places, empty=(), width=34),
    Column("since", "开始日期", day, width=12),
    Column("until", "结束日期", day, width=12),
    Column("hours_from", "起始时刻", hour, width=10),
    Column("hours_to", "结束时刻", hour, width=10),
    Column("cite", "条款", text(10), empty="", width=8),
    Column("note", "备注", text(200), empty="", width=30),
    Column("end", "操作", ends, empty=False, width=8),
    Column("seen", "版本", text(40), empty="", width=28),
)
BY_NAME = {column.name: column for column in COLUMNS}
BY_HEADER = {word: column for column in COLUMNS for word in (column.header, column.name)}
