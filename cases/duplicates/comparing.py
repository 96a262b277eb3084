"""How much speaks for two rows being one resident: reasons with their weights. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cases.models.duplicates import Alike

# What each agreement is worth, and what each contradiction takes away. A name must agree, more or less, in any case:
# telephone and address alone are a family. An agreement in name and date of birth, or in name and telephone, is enough.
WEIGHTS = {
    Alike.SAME_NAME: 40,
    Alike.SAME_SOUND: 32,
    Alike.NEAR_SOUND: 24,
    Alike.NEAR_NAME: 18,
    Alike.SAME_BIRTH: 35,
    Alike.NEAR_BIRTH: 20,
    Alike.SAME_YEAR: 8,
    Alike.SAME_PHONE: 30,
    Alike.NEAR_PHONE: 16,
    Alike.SAME_DOOR: 25,
    Alike.SAME_BUILDING: 12,
    Alike.OTHER_BIRTH: -30,
    Alike.OTHER_SEX: -30,
}
ENOUGH = 55
MOST = 130  # same name, birth, telephone and door
# A name that is another to the ear needs something that is not.
EXACT = {Alike.SAME_BIRTH, Alike.SAME_PHONE, Alike.SAME_DOOR}
# Twins are called 王子轩 and 王子涵, and agree in everything else: never among the surest.
MOST_OF_NEAR_NAME = 70
SHORTEST_NEAR_NAME = 3
MOBILE = 11


@dataclass(frozen=True, slots=True)
class Traits:
    """A resident as far as pairs are compared. Empty: not known."""

    name: str
    sounds: frozenset[str] = frozenset()
    ears: frozenset[str] = frozenset()
    phone: str = ""
    id_number: str = ""
    address: str = ""
    building: str = ""
    born: str = ""  # 1949-12-31
    birth_year: int | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    score: int
    reasons: tuple[Alike, ...]


def compared(one: Traits, other: Traits) -> Likeness | None:
    """None: not worth looking at. Two ID numbers are two residents, whatever else agrees."""
    if one.id_number and other.id_number and one.id_number != other.id_number:
        return None
    name = _name(one, other)
    if name is None:
        return None
    reasons = (name, *_birth(one, other), *_phone(one, other), *_place(one, other), *_sex(one, other))
    score = sum(WEIGHTS[reason] for reason in reasons)
    if name == Alike.NEAR_NAME:
        if not EXACT & set(reasons):
            return None
        score = min(score, MOST_OF_NEAR_NAME)
    return Likeness(score, reasons) if score >= ENOUGH else None


def _name(one: Traits, other: Traits) -> Alike | None:
    if one.name == other.name:
        return Alike.SAME_NAME
    if one.sounds & other.sounds:
        return Alike.SAME_SOUND
    if one.ears & other.ears:
        return Alike.NEAR_SOUND
    return Alike.NEAR_NAME if _is_slip(one.name, other.name) else None


def _is_slip(one: str, other: str) -> bool:
    """One character of a name is another, or is missing. Of two characters one alone would be too little."""
    short, long = sorted((one, other), key=len)
    if len(long) < SHORTEST_NEAR_NAME:
        return False
    if len(short) == len(long):
        return _differences(one, other) == 1
    return len(long) - len(short) == 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _birth(one: Traits, other: Traits) -> Iterator[Alike]:
    if one.born and other.born:
        if one.born == other.born:
            yield Alike.SAME_BIRTH
        elif _differences(one.born, other.born) == 1 or _is_turned(one.born, other.born):
            yield Alike.NEAR_BIRTH
        else:
            yield Alike.OTHER_BIRTH
    elif one.birth_year and other.birth_year:
        yield Alike.SAME_YEAR if one.birth_year == other.birth_year else Alike.OTHER_BIRTH


def _is_turned(one: str, other: str) -> bool:
    """Day and month in the other order."""
    year, month, day = one.split("-")
    return other == f"{year}-{day}-{month}"


def _phone(one: Traits, other: Traits) -> Iterator[Alike]:
    if not (one.phone and other.phone):
        return
    if one.phone == other.phone:
        yield Alike.SAME_PHONE
    elif len(one.phone) == len(other.phone) == MOBILE and _differences(one.phone, other.phone) == 1:
        yield Alike.NEAR_PHONE


def _place(one: Traits, other: Traits) -> Iterator[Alike]:
    if one.address and one.address == other.address:
        yield Alike.SAME_DOOR
    elif one.building and one.building == other.building:
        yield Alike.SAME_BUILDING


def _sex(one: Traits, other: Traits) -> Iterator[Alike]:
    if {one.sex, other.sex} == {"female", "male"}:
        yield Alike.OTHER_SEX


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else max(len(one), len(other))
