"""The buildings that somebody walks through: whose register entry is due to be looked at, and what else waits there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cases.models import Person, RegisterEntry
from cases.selectors.work import Day, Work
from portal.privacy.index import keyed_digest
from portal.privacy.masking import mask_flat

MOST = 200  # entries of one day: nobody knocks at more doors


@dataclass(slots=True)
class Building:
    """What waits under one roof. `label` is the address up to the building; "" where none is known."""

    key: str
    label: str
    work: list[Work] = field(default_factory=list)
    outings: list[Any] = field(default_factory=list)
    due: list[RegisterEntry] = field(default_factory=list)

    @property
    def households(self) -> int:
        return len({entry.person.address_index or entry.person_id for entry in self.due})

    @property
    def groups(self) -> list[tuple[str, int]]:
        """How many are due of each group, in the words and the order of the registers."""
        counts: dict[str, int] = {}
        for entry in self.due:
            counts[entry.get_group_display()] = counts.get(entry.get_group_display(), 0) + 1
        return list(counts.items())


def buildings_of(day: Day, due: Iterable[RegisterEntry]) -> list[Building]:
    """The day in the order of the walk: where something is most pressing first, then where most are due."""
    found: dict[str, Building] = {}
    for work in day.work:
        _at(found, work.job.case.person).work.append(work)
    for outing in day.outings:
        _at(found, outing.case.person).outings.append(outing)
    for entry in due:
        _at(found, entry.person).due.append(entry)
    order = {id(work): place for place, work in enumerate(day.work)}

    def pressing(one: Building) -> tuple[int, bool, int]:
        return min((order[id(work)] for work in one.work), default=len(order)), not one.outings, -len(one.due)

    return sorted(found.values(), key=pressing)


def _at(found: dict[str, Building], person: Person) -> Building:
    key = person.building_index or ""
    if key not in found:
        found[key] = Building(key=key[:12], label=mask_flat(person.address) if key else "")
    return found[key]


def version_of_contact(person: Person) -> str:
    """Says whether telephone or address changed since a screen showed them, and nothing about what they are."""
    return keyed_digest("person.contact", f"{person.phone_index}\n{person.address_index}")[:16]
