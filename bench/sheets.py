"""A register as a spreadsheet for the benches: residents who exist nowhere, in a file such as a community sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from cases.id_numbers import check_character
from cases.registers.filing import as_xlsx

GROUPS = ("透析", "肿瘤", "老年人", "慢病")
FAMILY, DIGITS = "王李张刘陈杨赵黄周吴", "零一二三四五六七八九"
HEADERS = [
    "社区", "人群类别", "姓名", "身份证号", "联系电话", "出生日期", "住址", "行动能力", "需要陪护", "透析日", "班次",
    "独居", "药品用至", "备注",
]  # fmt: skip


def write_sheet(path: Path, *, rows: int, place: str) -> None:
    path.write_bytes(as_xlsx(_lines(rows, place)))


def _lines(rows: int, place: str) -> Iterator[list[str]]:
    yield HEADERS
    for number in range(rows):
        told = _resident(number, place)
        yield [told.get(header, "") for header in HEADERS]


def _resident(number: int, place: str) -> dict[str, str]:
    born = date(1930, 1, 1) + timedelta(days=number * 37 % 30_000)
    head = f"230110{born:%Y%m%d}{number % 899 + 100}"
    group = GROUPS[number % len(GROUPS)]
    told = {
        "社区": place,
        "人群类别": group,
        "姓名": FAMILY[number % 10] + "".join(DIGITS[int(digit)] for digit in str(number)),
        "身份证号": head + check_character(head),
        "联系电话": f"139{number:08}",
        "出生日期": born.isoformat(),
        "住址": f"安埠街{number % 300 + 1}号{number % 6 + 1}单元{number % 900 + 101}",
        "行动能力": ("步行", "轮椅", "担架")[number % 3],
        "需要陪护": "否" if number % 5 else "是",
        "备注": "" if number % 7 else "儿子陪同",
    }
    own = {
        "透析": {"透析日": "一三五", "班次": str(number % 4 + 1)},
        "老年人": {"独居": "是"},
        "慢病": {"药品用至": "2027-01-15"},
    }
    return told | own.get(group, {})
