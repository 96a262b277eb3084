"""Registers that are kept: promises to look again at every entry, guardians, and how many people a community has."""

from __future__ import annotations

from collections import Counter
from random import Random

from cases.demo.residents import Resident
from cases.models import RegisterEntry
from cases.services.ageing import move_by_age
from cases.services.freshness import promise_verification
from portal.areas.models import Area

# Of the people of a community so many are in the demo's world: some live there whom no register has met.
MET = 0.85
LANGUAGES = ("", "", "", "", "", "", "", "mandarin", "dialect", "korean", "signs")


def count_people(residents: list[Resident]) -> int:
    """The demo's communities are as large as the demo: coverage by the real census would be a thousandth."""
    living = Counter(resident.area.pk for resident in residents)
    rows = [Area(pk=code, population=round(count / MET)) for code, count in living.items()]
    Area.objects.bulk_update(rows, ["population"])
    return len(rows)


def tell_more(rng: Random, residents: list[Resident]) -> None:
    """Who answers for a child, and how somebody is spoken with. Before they are saved."""
    for resident in residents:
        resident.person.language = rng.choice(LANGUAGES)
        resident.person.needs_oxygen = "critical" in resident.plans and rng.random() < 0.5
        parent = next((one for one in resident.family if one.age >= 18), None)
        if {"child", "newborn"} & set(resident.plans) and parent:
            resident.person.guardian_name, resident.person.guardian_phone = parent.name, parent.phone


def promise_looks() -> int:
    """And the first night: who has outgrown a group leaves it."""
    promised = promise_verification(RegisterEntry.objects.current())
    move_by_age()
    return promised
