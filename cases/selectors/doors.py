"""The buildings that somebody walks through: whose register entry is due to be looked at, and what else waits there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from cases.models import Person, RegisterEntry
from cases.selectors.freshness import VERIFIERS, end_of_today, verifications_due
from cases.selectors.work import RESIDENT, Day, Resident, Ride, Work, not_for_squads
from portal.access.api import sight
from portal.access.selectors import area_codes_of
from portal.privacy.fields import Token
from portal.privacy.index import keyed_digest
from portal.privacy.masking import mask_flat
from portal.standing import StandingBy

MOST = 200  # entries of one day: nobody knocks at more doors


class Door(NamedTuple):
    """A register entry that is due, as a list shows it."""

    pk: UUID
    group: str
    verified_at: datetime | None
    phone_index: str | None
    address_index: str | None
    resident: Resident


def doors_due(user: Any) -> list[Door]:
    """The entries that this person has to look at by the end of today; none for who goes with a squad."""
    key = (*area_codes_of(user, *VERIFIERS), sight(user, "register.edit", RegisterEntry))
    rows = _DUE(key, user)(user=user.pk, until=end_of_today())
    return [Door._make((*row[:5], Resident._make(row[5:]))) for row in rows]


def _due(reader: Any, user: int, until: datetime) -> QuerySet[RegisterEntry, Any]:
    rows = verifications_due(reader, until=until).select_related(None).filter(not_for_squads(user))
    columns = ("pk", "group", "verified_at", "person__phone_index", "person__address_index")
    return rows.values_list(*columns, *(f"person__{name}" for name in RESIDENT))[:MOST]


_DUE: StandingBy[Any] = StandingBy(_due, user=int, until=datetime)


@dataclass(slots=True)
class Building:
    """What waits under one roof. `label` is the address up to the building; "" where none is known."""

    key: str
    label: str
    work: list[Work] = field(default_factory=list)
    outings: list[Ride] = field(default_factory=list)
    due: list[Door] = field(default_factory=list)


def buildings_of(day: Day, due: Iterable[Door]) -> list[Building]:
    """The day in the order of the walk: where something is most pressing first, then where most are due."""
    found: dict[str, Building] = {}
    for work in day.work:
        _at(found, work.job.resident).work.append(work)
    for outing in day.outings:
        _at(found, outing.resident).outings.append(outing)
    for entry in due:
        _at(found, entry.resident).due.append(entry)
    order = {id(work): place for place, work in enumerate(day.work)}

    def pressing(one: Building) -> tuple[int, bool, int]:
        return min((order[id(work)] for work in one.work), default=len(order)), not one.outings, -len(one.due)

    return sorted(found.values(), key=pressing)


def _at(found: dict[str, Building], who: Resident) -> Building:
    key = who.building_index or ""
    if key not in found:
        found[key] = Building(key=key[:12], label=_roof(who.pk, who.address) if key else "")
    return found[key]


@lru_cache(maxsize=4_096)
def _roof(person: UUID, address: Token | None) -> str:
    """The sealed address, opened once: what is kept is what everybody who walks there is shown."""
    return mask_flat(Person._meta.get_field("address").opened(address, person))


def version_of_contact(person: Person | Door) -> str:
    """Says whether telephone or address changed since a screen showed them, and nothing about what they are."""
    return keyed_digest("person.contact", f"{person.phone_index}\n{person.address_index}")[:16]
