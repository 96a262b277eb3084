"""Finding requests and residents by whatever is in hand: a number or its end, a name or its sound, an address."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from cases.id_numbers import is_id_number
from cases.models import Case, Person
from cases.selectors.queue import matches
from cases.selectors.traced import Found, people_found
from portal.access.api import visible
from portal.privacy.index import blind_index

AT_MOST = 50
CASES_EACH = 3


@dataclass(slots=True)
class FoundPerson:
    """A resident, and the latest of their requests that the reader may see."""

    person: Person
    cases: list[Case] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """`is_cut`: more residents fit than are shown. `unread`: so many were written just now and not looked at yet."""

    rows: list[FoundPerson]
    is_cut: bool = False
    unread: int = 0


def found_cases(user: Any, text: str) -> list[Case]:
    """Open and closed ones alike, the latest first."""
    text = text.strip()
    if not text:
        return []
    condition = matches(text, user=user)
    if is_id_number(text):
        condition |= Q(person__id_number_index=blind_index("id", text))
    cases = visible(user, "case.list", Case.objects.filter(condition))
    return list(cases.select_related("person", "area", "owner").order_by("-created_at")[:AT_MOST])


def found_people(user: Any, text: str, *, at_most: int = AT_MOST) -> FoundPeople:
    """Residents of the reader's places, those last written first."""
    found: Found = people_found(user, text, at_most=at_most * 4)
    people = visible(user, "person.view", Person.objects.filter(pk__in=found.people))
    rows = list(people.select_related("area").order_by("-updated_at")[: at_most + 1])
    cases = _cases_of(user, [person.pk for person in rows[:at_most]])
    shown = [FoundPerson(person, cases.get(person.pk, [])) for person in rows[:at_most]]
    return FoundPeople(shown, is_cut=found.is_cut or len(rows) > at_most, unread=found.unread)


def _cases_of(user: Any, people: list[UUID]) -> dict[UUID, list[Case]]:
    cases: dict[UUID, list[Case]] = defaultdict(list)
    for case in visible(user, "case.view", Case.objects.filter(person__in=people)).order_by("-created_at"):
        if len(cases[case.person_id]) < CASES_EACH:
            cases[case.person_id].append(case)
    return cases
