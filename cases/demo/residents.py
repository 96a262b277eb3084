"""The invented residents of Xiangfang: of ages and sexes as the census finds them, in families, in registers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from cases.demo.census import draw, read_census
from cases.demo.conditions import Standing, postpartum, standing
from cases.demo.households import Household, Member, households
from cases.demo.identities import address, id_number, phones
from cases.demo.places import DISTRICT
from cases.models import Person, RegisterEntry
from cases.models.vocabulary import Control
from hospitals.models import Hospital
from portal.areas.models import Area, Level
from transport.models import Trip

HOW_MANY = 3000
TREATING = {
    "dialysis": (
        "哈尔滨市香坊区人民医院",
        "黑龙江省医院",
        "香坊血液透析中心（演示）",
        "哈尔滨医科大学附属第四医院松北分院",
    ),
    "oncology": ("哈尔滨医科大学附属第三医院", "哈尔滨医科大学附属第三医院", "哈尔滨医科大学附属第二医院"),
    "pregnant": ("香坊妇幼保健院（演示）",),
    "newborn": ("香坊妇幼保健院（演示）",),
    "postpartum": ("香坊妇幼保健院（演示）",),
    "chronic": ("哈尔滨市香坊区人民医院", "黑龙江省医院", "哈尔滨医科大学附属第四医院松北分院"),
}
# How communities are controlled, and the few people whose own status differs from their door's.
OF_COMMUNITY = ((Control.HIGH_RISK, 10), (Control.SEALED, 55), (Control.CONTROLLED, 55), (Control.NONE, 54))
OF_PERSON = (
    (Control.HOME_ISOLATION, 0.020),
    (Control.HOME_MONITORING, 0.025),
    (Control.CENTRAL_ISOLATION, 0.020),
    (Control.ABNORMAL_CODE, 0.012),
)


@dataclass(slots=True)
class Resident:
    """One resident in plain words, kept in memory for the story of the day; the rows are sealed."""

    person: Person
    name: str
    phone: str
    id_number: str
    address: str
    born: date
    age: int
    sex: str
    control: str
    groups: frozenset[str]
    area: Area
    treating: Hospital | None
    plans: dict[str, dict[str, Any]]
    family: list[Resident] = field(default_factory=list, repr=False)


class Registry:
    """Makes residents household by household. `homes` are communities with the weight by which people live there."""

    def __init__(self, rng: Random, *, today: date, homes: dict[str, float]) -> None:
        self.rng, self.today = rng, today
        self.communities = list(
            Area.objects.filter(pk__startswith=DISTRICT, level=Level.COMMUNITY).select_related("parent")
        )
        self.weights = [homes.get(area.pk, 1.0) for area in self.communities]
        self.hospitals = {hospital.name: hospital for hospital in Hospital.objects.all()}
        self.phones = phones(rng)
        self.serials: dict[tuple[date, str], int] = {}
        self.control = self._controls(homes)

    def residents(self, how_many: int = HOW_MANY) -> Iterator[Resident]:
        drawn = draw(self.rng, read_census()[DISTRICT], how_many)
        for household in households(self.rng, drawn, year=self.today.year):
            yield from self._household(household)

    def _controls(self, homes: dict[str, float]) -> dict[str, str]:
        """The control status of every community; the demo's own one, where most of the story happens, is sealed."""
        statuses = [status.value for status, count in OF_COMMUNITY for _ in range(count)]
        self.rng.shuffle(statuses)
        control = {area.pk: statuses[order % len(statuses)] for order, area in enumerate(self.communities)}
        if homes:
            control[max(homes, key=lambda code: homes[code])] = Control.SEALED.value
        return control

    def _household(self, household: Household) -> list[Resident]:
        community = self.rng.choices(self.communities, self.weights)[0]
        door = address(self.rng, street=community.parent.name, community=community.name)
        line = next(self.phones)
        family = [self._resident(member, community, door, line) for member in household.members]
        self._let_mothers_recover(household, family)
        for one in family:
            one.family = family
        return family

    def _resident(self, member: Member, community: Area, door: str, line: str) -> Resident:
        known = standing(self.rng, sex=member.sex, age=member.age, relation=member.relation, today=self.today)
        born = known.born or self.today
        treating = self._treating(known)
        person = Person(
            id=uuid.UUID(int=self.rng.getrandbits(128), version=4),
            area=community,
            name=member.name,
            phone=next(self.phones) if member.age > 14 and self.rng.random() < 0.85 else line,
            id_number=self._id_number(born, member.sex),
            address=door,
            birth_date=born.isoformat(),
            birth_year=born.year,
            sex=member.sex,
            groups=known.groups,
            control=self._own_control(community),
            mobility=self._mobility(member.age, known),
            needs_companion=member.age <= 14 or member.age >= 82,
            treating_hospital=treating,
        )
        return Resident(
            person=person, name=person.name, phone=person.phone, id_number=person.id_number, address=door, born=born,
            age=self.today.year - born.year, sex=member.sex, control=person.control, groups=frozenset(known.groups),
            area=community, treating=treating, plans=known.plans,
        )  # fmt: skip

    def _let_mothers_recover(self, household: Household, family: list[Resident]) -> None:
        """A newborn's mother stands in the register of women lying in."""
        newborn = next((one for one in family if "newborn" in one.groups), None)
        mother = household.of("mother")
        if newborn and mother:
            hers = family[household.members.index(mother)]
            hers.plans = {**hers.plans, "postpartum": postpartum(newborn.born)}
            hers.plans.pop("pregnant", None)
            hers.groups = frozenset(hers.plans)
            hers.person.groups = sorted(hers.groups)
            hers.treating = hers.person.treating_hospital = self.hospitals[TREATING["postpartum"][0]]

    def _treating(self, known: Standing) -> Hospital | None:
        for group, names in TREATING.items():
            if group in known.plans:
                return self.hospitals[self.rng.choice(names)]
        return None

    def _own_control(self, community: Area) -> str:
        dice = self.rng.random()
        for status, share in OF_PERSON:
            if dice < share:
                return status.value
            dice -= share
        return self.control[community.pk]

    def _mobility(self, age: int, known: Standing) -> str:
        if "critical" in known.plans:
            return Trip.Mobility.STRETCHER.value
        is_frail = age >= 75 and self.rng.random() < 0.2
        return (Trip.Mobility.WHEELCHAIR if is_frail else Trip.Mobility.WALKS).value

    def _id_number(self, born: date, sex: str) -> str:
        serial = self.serials[born, sex] = self.serials.get((born, sex), -1) + 1
        return id_number(born, sex=sex, serial=serial)


def save(residents: list[Resident], *, verified_by: Any, now: datetime, rng: Random) -> int:
    """Writes residents and their register entries; returns how many entries. A few were last verified long ago."""
    Person.objects.bulk_create([resident.person for resident in residents], batch_size=1000)
    entries = [
        RegisterEntry(
            id=uuid.UUID(int=rng.getrandbits(128), version=4),
            person=resident.person,
            group=group,
            area=resident.area,
            plan=plan,
            treating_hospital=resident.treating,
            verified_at=now - timedelta(days=rng.choice((1, 2, 3, 4, 5, 6, 9, 16)), minutes=rng.randint(0, 600)),
            verified_by=verified_by,
        )
        for resident in residents
        for group, plan in resident.plans.items()
    ]
    RegisterEntry.objects.bulk_create(entries, batch_size=1000)
    return len(entries)
