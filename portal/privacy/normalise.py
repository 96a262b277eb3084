"""Normal forms: how one telephone number, id number, name or address is written however it was typed."""

import re
import unicodedata
from collections.abc import Callable

Normaliser = Callable[[str], str]

_NOT_DIGIT = re.compile(r"\D+")
_NOT_ID = re.compile(r"[^0-9A-Z]+")
_SPACE = re.compile(r"\s+")

_NUMERAL = "0-9a-z一二三四五六七八九十百"
# Some write where the street lies, 哈尔滨市香坊区安埠街道, and some do not. 小区, 社区 and 一区 are no district.
_LIES_IN = re.compile(
    r"^(?:[^\d省]{2,3}省)?(?:[^\d市]{2,4}市(?!场))?"
    rf"(?:[^\d区县]{{1,5}}(?:(?<![小社园院{_NUMERAL}])区|县))?"
    r"(?:[^\d街]{1,6}街道(?:办事处)?)?(?=.)"
)
_NUMBER = f"[{_NUMERAL}]+"
_UNIT = r"(?:单元|门洞|门(?![牌市]))"
# Where a door begins: unit, floor or room. 3楼 is a floor unless a unit follows it, then it is a building.
_DOOR = re.compile(rf"{_NUMBER}(?:{_UNIT}|层|室|户|号房|楼(?!{_NUMBER}{_UNIT}))(?<!号楼)")
_HOUSE = re.compile(rf"{_NUMBER}(?:号楼|号院|栋|幢|座|楼|号)")
_BARE_HOUSE = re.compile(r"^\D+\d+(?=$|[-–—])")


def normalise_phone(value: str) -> str:
    """Digits only, without the country code of China: +86 138-0000-0452 and 13800000452 are one number."""
    digits = _NOT_DIGIT.sub("", _half_width(value))
    for prefix in ("0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and len(rest) == 11 and rest.startswith("1"):
            return rest
    return digits


def is_whole_mobile(value: str) -> bool:
    """A complete number of a mobile telephone in China, however it was typed; nothing else is written like one."""
    digits = normalise_phone(value)
    return len(digits) == 11 and digits.startswith("1") and not re.search(r"[^\d\s+()\-]", _half_width(value))


def normalise_id_number(value: str) -> str:
    return _NOT_ID.sub("", _half_width(value).upper())


def normalise_name(value: str) -> str:
    return _SPACE.sub("", _half_width(value)).casefold()


def normalise_address(value: str) -> str:
    return _SPACE.sub("", _half_width(value)).casefold()


def normalise_building(value: str) -> str:
    """The address up to the building, without its doors: 安埠街1号1单元101 → 安埠街1号. Empty when it names none."""
    address = _LIES_IN.sub("", normalise_address(value))
    outside = _DOOR.split(address, maxsplit=1)[0]
    if houses := list(_HOUSE.finditer(outside)):
        return outside[: houses[-1].end()]
    bare = _BARE_HOUSE.match(outside)
    return f"{bare.group()}号" if bare else ""


def _half_width(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()
