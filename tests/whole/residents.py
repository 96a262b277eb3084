"""What residents told in confidence: invented, recognisable wherever it might turn up, and no part of any page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import count
from urllib.parse import quote

from cases.id_numbers import check_character

_numbers = count(1)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
RARE = "霁翀骞"  # met in no text of ours


@dataclass(frozen=True)
class Secret:
    """One resident as told: `identity` nobody sees unmasked without a reveal; `words` only those who care for them."""

    name: str
    phone: str
    caller_phone: str
    id_number: str
    birth_date: date
    address: str
    said: str
    written: str

    @property
    def identity(self) -> list[str]:
        return [self.name, self.phone, self.caller_phone, self.id_number, self.birth_date.isoformat(), self.address]

    @property
    def words(self) -> list[str]:
        return [self.said, self.written]


def secret() -> Secret:
    """Another resident each time."""
    number = next(_numbers)
    born = date(1931 + number % 60, 1 + number % 12, 1 + number % 28)
    first = f"239005{born:%Y%m%d}{number % 1000:03d}"
    return Secret(
        name=f"{SURNAMES[number % len(SURNAMES)]}{RARE[number % 3]}{RARE[number // 3 % 3]}",
        phone=f"1990713{number:04d}",
        caller_phone=f"1990726{number:04d}",
        id_number=first + check_character(first),
        birth_date=born,
        address=f"霁翀路{number}号骞园{number % 9 + 1}栋{100 + number}室",
        said=f"口述第{number}件霁骞",
        written=f"手记第{number}件翀霁",
    )


def spellings(text: str) -> set[str]:
    """The text as a page, a JSON string and an address would spell it."""
    return {text, json.dumps(text)[1:-1], quote(text)}
