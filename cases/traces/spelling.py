"""How a name sounds: in pinyin without tones, in initials, and in one spelling for what is often mistaken by ear."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product

from portal.privacy.masking import COMPOUND_SURNAMES

# Characters that are read otherwise when they are somebody's surname; the first reading is the usual one.
SURNAMES = {
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "单于": "chan yu",
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge,gai",
    "缪": "miao", "翟": "zhai", "种": "chong", "繁": "po", "员": "yun", "乐": "yue,le", "召": "shao", "洗": "xian",
    "覃": "qin,tan", "黑": "he,hei", "祭": "zhai", "秘": "bi", "薄": "bo", "卜": "bu", "折": "she", "句": "gou",
    "隗": "wei,kui", "谌": "chen,shen", "阚": "kan", "柏": "bai,bo", "牟": "mu,mou", "都": "du", "郇": "xun,huan",
    "藏": "zang", "尉": "wei,yu",
}  # fmt: skip
# Characters of given names that families read differently. All others are read as the dictionary does first.
GIVEN = {
    "乐": "le,yue", "长": "chang,zhang", "行": "xing,hang", "茜": "qian,xi", "晟": "sheng,cheng", "莘": "xin,shen",
    "重": "zhong,chong", "朝": "chao,zhao", "传": "chuan,zhuan", "盛": "sheng,cheng", "娜": "na,nuo", "柏": "bai,bo",
    "尉": "wei,yu", "炅": "jiong,gui", "奇": "qi,ji", "澄": "cheng,deng", "强": "qiang,jiang", "曾": "zeng,ceng",
    "单": "dan,shan", "蔓": "man,wan", "了": "liao,le", "藏": "cang,zang", "参": "can,shen", "还": "huan",
    "琢": "zhuo", "卜": "bu", "省": "xing,sheng", "佛": "fo",
}  # fmt: skip
SPELLINGS = 4  # of one name at most
_UNIT = re.compile(r"[a-z]+|[^\W\d_a-z]")
_MARKS = re.compile("[\u0300-\u036f]")
_U_WITH_DOTS = "u\u0308"
# Heard alike in much of the country, and so written: zh and z, -ng and -n, n and l.
_EAR = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"ng$"), "n"),
    (re.compile(r"^n"), "l"),
    (re.compile(r"^hu"), "fu"),
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to read a name, syllable by syllable: ("wang", "xiu", "lan")."""

    syllables: tuple[str, ...]

    @property
    def sound(self) -> str:
        return "".join(self.syllables)

    @property
    def initials(self) -> str:
        return "".join(syllable[0] for syllable in self.syllables)

    @property
    def ear(self) -> str:
        """The same for names that sound alike: 张晓虹 and 臧小红."""
        return "".join(as_heard(syllable) for syllable in self.syllables)


def spellings(name: str) -> tuple[Spelling, ...]:
    """Every way to read a name that is common, the usual one first; none when nothing of it can be read."""
    units = _UNIT.findall(plain_letters(name))
    ways = [choice for choice in _readings(units) if choice]
    return tuple(Spelling(way) for way in islice(product(*ways), SPELLINGS)) if ways else ()


def plain_letters(text: str) -> str:
    """Lower case, half width, without the marks of tones; ü is written v, as it is typed."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    letters = unicodedata.normalize("NFC", _MARKS.sub("", apart.replace(_U_WITH_DOTS, "v")))
    return letters.replace("lyu", "lv").replace("nyu", "nv")


@lru_cache(maxsize=4096)
def as_heard(syllable: str) -> str:
    for pattern, heard in _EAR:
        syllable = pattern.sub(heard, syllable)
    return syllable


def _readings(units: list[str]) -> list[tuple[str, ...]]:
    """The readings of each unit: of a surname first, of one of two characters together."""
    if not units:
        return []
    compound = "".join(units[:2])
    if len(units) > 2 and compound in COMPOUND_SURNAMES | SURNAMES.keys():
        whole = SURNAMES.get(compound)
        first = [(part,) for part in whole.split()] if whole else [_of_character(unit) for unit in units[:2]]
        return [*first, *map(_of_given, units[2:])]
    surname = SURNAMES.get(units[0])
    return [tuple(surname.split(",")) if surname else _of_character(units[0]), *map(_of_given, units[1:])]


def _of_given(unit: str) -> tuple[str, ...]:
    return tuple(GIVEN[unit].split(",")) if unit in GIVEN else _of_character(unit)


@lru_cache(maxsize=16_384)
def _of_character(unit: str) -> tuple[str, ...]:
    if unit.isascii():
        return (unit,)
    marked = _dictionary().get(ord(unit), "").split(",")[0]
    return (plain_letters(marked),) if marked else ()


@cache
def _dictionary() -> dict[int, str]:
    """Read when the first name is spelled. Without its phrases, which names are not made of, it is a third as large."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict

    return pinyin_dict
