"""How many of which age and sex: residents drawn by the shares that the census of 2020 found in a district."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from random import Random

CENSUS = Path(__file__).parent / "data" / "areas" / "census2020.csv"


@dataclass(frozen=True, slots=True)
class Shares:
    """One district of the census. Shares are parts of the whole population."""

    code: str
    population: int
    children: float  # 0 to 14
    old: float  # 65 and over
    women_15_49: float
    from_80_to_84: float
    from_85: float


@dataclass(frozen=True, slots=True)
class Band:
    """Ages `low` to `high`, both included, of one sex, and how many of them there are."""

    sex: str
    low: int
    high: int
    count: int


def read_census() -> dict[str, Shares]:
    with CENSUS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _shares(row) for row in csv.DictReader(file)}


def bands(shares: Shares, total: int) -> list[Band]:
    """The census in `total` people. Sexes are even where the census table does not say; women outlive men."""
    from_85 = round(total * shares.from_85)
    from_80 = round(total * shares.from_80_to_84)
    from_65 = round(total * shares.old) - from_80 - from_85
    children = round(total * shares.children)
    women = round(total * shares.women_15_49)
    men = round(women * 1.01)
    from_50 = total - children - women - men - from_65 - from_80 - from_85
    return [
        *_both(0, 14, children, women=0.48),
        Band("female", 15, 49, women),
        Band("male", 15, 49, men),
        *_both(50, 64, from_50, women=0.5),
        *_both(65, 79, from_65, women=0.54),
        *_both(80, 84, from_80, women=0.56),
        *_both(85, 96, from_85, women=0.6),
    ]


def draw(rng: Random, shares: Shares, total: int) -> list[tuple[str, int]]:
    """Sex and age of each of `total` people, by the shares."""
    return [(band.sex, rng.randint(band.low, band.high)) for band in bands(shares, total) for _ in range(band.count)]


def _both(low: int, high: int, count: int, *, women: float) -> list[Band]:
    female = round(count * women)
    return [Band("female", low, high, female), Band("male", low, high, count - female)]


def _shares(row: dict[str, str]) -> Shares:
    return Shares(
        code=row["code"],
        population=int(row["population"]),
        children=float(row["share_0_14"]),
        old=float(row["share_65p"]),
        women_15_49=float(row["share_women_15_49"]),
        from_80_to_84=float(row["share_80_84"]),
        from_85=float(row["share_85p"]),
    )
