"""Invented identities: names, telephone numbers, resident IDs and addresses that look right and belong to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from cases.id_numbers import check_character

# Surnames by how often they are met in Heilongjiang, most frequent first; the weight falls with the rank.
SURNAMES = "王李张刘赵孙于杨姜陈徐高马宋周郭韩吴朱曲丛崔冯董林吕孟尹关梁付田邢谭佟苗隋范任卢谢夏石贾秦邹白宫栾牟迟"
# Given names by the fashion of their generation: (born from, women's, men's).
GENERATIONS = (
    (
        0,
        "桂兰 秀英 淑珍 玉芝 凤琴 淑芬 桂荣 玉兰 素云 秀珍 淑华 桂芝",
        "德山 福生 国忠 玉林 振江 殿发 守义 文财 长海 凤山 庆和 广田",
    ),
    (
        1950,
        "丽华 亚芬 淑琴 桂香 玉梅 艳华 丽君 凤霞 亚杰 春荣 立新 敏",
        "国强 建国 志强 树森 宝成 玉柱 长林 永贵 立军 春生 铁成 连生",
    ),
    (
        1970,
        "丽娟 艳萍 海燕 晓红 冬梅 秀丽 晶 春艳 立红 雪梅 红 玉华",
        "海涛 志刚 洪波 大伟 立新 宏伟 晓东 占军 春雷 永刚 忠 建军",
    ),
    (
        1985,
        "婷婷 雪 丽娜 思佳 莹莹 佳琪 楠 晓雪 璐 欣 冰 雅楠",
        "鹏 磊 浩 天宇 明阳 博 帅 鑫 宇航 龙 家明 旭",
    ),
    (
        2005,
        "雨桐 诗涵 梓萱 一诺 语晨 欣怡 佳宁 可馨 沐瑶 若汐",
        "浩然 子轩 宇泽 俊熙 一鸣 梓睿 博文 奕辰 嘉树 昊天",
    ),
)

# No operator in China has been given 164: a number that begins so rings nowhere.
UNASSIGNED_PREFIX = "164"
# A birth county that has never existed; the check digit is right all the same.
IMPOSSIBLE_COUNTY = "999999"


def surname(rng: Random) -> str:
    weights = [1 / (rank + 3) for rank in range(len(SURNAMES))]
    return rng.choices(SURNAMES, weights)[0]


def given_name(rng: Random, *, sex: str, born: int) -> str:
    _, women, men = next(row for row in reversed(GENERATIONS) if born >= row[0])
    return rng.choice((women if sex == "female" else men).split())


def phones(rng: Random) -> Iterator[str]:
    """Mobile numbers that no operator issues, never the same twice."""
    for tail in rng.sample(range(10**8), 10_000):
        yield f"{UNASSIGNED_PREFIX}{tail:08d}"


def office_phone(number: int) -> str:
    """An office's invented line: Harbin's area code, and a local number as no subscriber has (it begins with 0)."""
    return f"0451-0{number:07d}"


def id_number(born: date, *, sex: str, serial: int) -> str:
    """A resident ID of an impossible county; `serial` (0 to 499) tells apart who were born on one day."""
    order = serial * 2 + (1 if sex == "male" else 0)
    body = f"{IMPOSSIBLE_COUNTY}{born:%Y%m%d}{order:03d}"
    return body + check_character(body)


def address(rng: Random, *, street: str, community: str) -> str:
    """A door in a community: a numbered house in a village, a flat in a town (安乐街12号3单元502室)."""
    if community.endswith("村村委会"):
        return f"{community.removesuffix('村委会')}{rng.randint(1, 9)}组{rng.randint(1, 60)}号"
    road = road_of(street, community)
    storey, flat = rng.randint(1, 7), rng.randint(1, 4)
    return f"{road}{rng.randint(1, 180)}号{rng.randint(1, 6)}单元{storey}0{flat}室"


def road_of(street: str, community: str) -> str:
    """The road a flat lies on, from the name of its street office; in a township its community's name must do."""
    if not street.endswith("街道"):
        return community.removesuffix("居委会").removesuffix("社区") + "小区"
    name = street.removesuffix("街道")
    return name if name.endswith(("路", "街", "大街")) else name + "街"
