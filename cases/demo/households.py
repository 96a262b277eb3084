"""Who lives behind one door: the people whom the census gives, joined to families."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from cases.demo.identities import given_name, surname

FIRST_CHILD, LAST_CHILD = 21, 41  # a mother's age at a birth
YEARS_APART = 6  # between husband and wife
MARRIED = 0.78  # of those who are asked for a spouse
AT_HOME = 0.75  # of couples between 40 and 64 with nobody younger, those whose child still lives with them
OLD_WITH_A_CHILD = 0.25  # of the old, those who live with a grown-up child
OLD = 65


@dataclass(slots=True)
class Member:
    """Somebody of a household. `relation` is what they are in it."""

    sex: str
    age: int
    surname: str = ""
    given: str = ""
    relation: str = "self"

    @property
    def name(self) -> str:
        return self.surname + self.given


@dataclass(slots=True)
class Household:
    members: list[Member] = field(default_factory=list)

    def of(self, relation: str) -> Member | None:
        return next((member for member in self.members if member.relation == relation), None)


class People:
    """Those not yet in a household, by sex and age."""

    def __init__(self, rng: Random, drawn: list[tuple[str, int]]) -> None:
        self.rng = rng
        self.ages = {sex: sorted(age for of, age in drawn if of == sex) for sex in ("female", "male")}

    def take(self, sex: str, low: int, high: int) -> Member | None:
        """Somebody of this sex between these ages, both included; None when nobody is left."""
        ages = self.ages[sex]
        start, end = bisect_left(ages, low), bisect_left(ages, high + 1)
        return Member(sex, ages.pop(self.rng.randrange(start, end))) if start < end else None

    def take_any(self, low: int, high: int) -> Member | None:
        first = self.rng.choice(("female", "male"))
        other = "male" if first == "female" else "female"
        return self.take(first, low, high) or self.take(other, low, high)


def households(rng: Random, drawn: list[tuple[str, int]], *, year: int) -> list[Household]:
    """Everybody drawn, each in one household: families with children first, then the old, then the rest."""
    people = People(rng, drawn)
    made = [*_families(rng, people), *_old(rng, people), *_grown_ups(rng, people)]
    for household in made:
        _name(rng, household, year)
    rng.shuffle(made)
    return made


def _families(rng: Random, people: People) -> Iterator[Household]:
    while child := people.take_any(0, 14):
        child.relation = "child"
        members = [child]
        mother = people.take("female", child.age + FIRST_CHILD, child.age + LAST_CHILD)
        if mother:
            mother.relation = "mother"
            members.append(mother)
            father = people.take("male", mother.age - 2, mother.age + YEARS_APART)
        else:
            father = people.take("male", child.age + FIRST_CHILD, child.age + LAST_CHILD + YEARS_APART)
        if father:
            father.relation = "father"
            members.append(father)
        if rng.random() < 0.3 and (sibling := people.take_any(max(0, child.age - 6), max(0, child.age - 2))):
            sibling.relation = "child"
            members.append(sibling)
        if rng.random() < 0.15 and (grandmother := people.take("female", child.age + 50, child.age + 70)):
            grandmother.relation = "grandmother"
            members.append(grandmother)
        yield Household(members)


def _old(rng: Random, people: People) -> Iterator[Household]:
    while elder := people.take_any(OLD, 120):
        members = [elder]
        if rng.random() < OLD_WITH_A_CHILD and (
            grown := people.take_any(elder.age - LAST_CHILD, elder.age - FIRST_CHILD)
        ):
            grown.relation = "grown child"
            members.append(grown)
        elif spouse := _spouse(rng, people, elder):
            members.append(spouse)
        yield Household(members)


def _grown_ups(rng: Random, people: People) -> Iterator[Household]:
    while one := people.take_any(40, 64) or people.take_any(0, 120):
        members = [one]
        if one.age >= 23 and (spouse := _spouse(rng, people, one)):
            members.append(spouse)
        if 40 <= one.age <= 64 and rng.random() < AT_HOME and (grown := people.take_any(15, one.age - FIRST_CHILD)):
            grown.relation = "grown child"
            members.append(grown)
        yield Household(members)


def _spouse(rng: Random, people: People, one: Member) -> Member | None:
    if rng.random() > MARRIED:
        return None
    other = "male" if one.sex == "female" else "female"
    spouse = people.take(other, one.age - YEARS_APART, one.age + YEARS_APART)
    if spouse:
        spouse.relation = "spouse"
    return spouse


def _name(rng: Random, household: Household, year: int) -> None:
    """Children have the family's surname, husband and wife each their own; no two of a household are called alike."""
    family = surname(rng)
    taken: set[str] = set()
    for member in household.members:
        is_of_family = member.relation in ("self", "child", "father", "grown child")
        member.surname = family if is_of_family else surname(rng)
        while not member.given or member.name in taken:
            member.given = given_name(rng, sex=member.sex, born=year - member.age)
        taken.add(member.name)
