"""Who is calling: residents behind a telephone number, what is open for them, what their household asked of late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cases.models import Case, Person
from cases.selectors.traced import people_found
from portal.access.api import visible
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.privacy.index import blind_index

RECENT = timedelta(hours=24)
AT_MOST = 8  # people on one number: a ward's telephone or a shop's may stand on many


@dataclass(frozen=True, slots=True)
class OpenRequest:
    case: Case
    clock: Commitment | None


@dataclass(slots=True)
class Known:
    """One resident behind the number, with the requests that are still somebody's duty."""

    person: Person
    open: list[OpenRequest] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Caller:
    """`known` are the residents of this number; `household` what others behind the same door asked in 24 hours."""

    known: list[Known]
    household: list[Case]
    by_name: bool = False


def caller_behind(user: Any, phone: str) -> Caller:
    """Everything the operator should know before writing a word. Five queries, whoever is behind the number."""
    index = blind_index("phone", phone)
    if index is None:
        return Caller([], [])
    people = list(_people_of(user, index)[:AT_MOST])
    open_cases = _open_cases(user, [person.pk for person in people])
    known = [Known(person, open_cases.get(person.pk, [])) for person in people]
    return Caller(known, _household(user, people))


def residents_named(user: Any, name: str) -> Caller:
    """Who may be meant by what was typed of a name so far, in Chinese or as it sounds: people call from any number."""
    found = people_found(user, name, at_most=AT_MOST * 4).people
    people = visible(user, "person.view", Person.objects.filter(pk__in=found)).select_related("area")
    chosen = list(people.order_by("-updated_at")[:AT_MOST])
    open_cases = _open_cases(user, [person.pk for person in chosen]) if chosen else {}
    return Caller([Known(person, open_cases.get(person.pk, [])) for person in chosen], [], by_name=True)


def _people_of(user: Any, index: str) -> Any:
    """Whose own number it is, then those for whom somebody called from it before."""
    called_for = Case.objects.filter(caller_phone_index=index).values("person")
    people = Person.objects.filter(Q(phone_index=index) | Q(pk__in=called_for))
    return visible(user, "person.view", people).select_related("area").order_by("-updated_at")


def _open_cases(user: Any, people: Iterable[UUID]) -> dict[UUID, list[OpenRequest]]:
    open_ones = visible(user, "case.view", Case.objects.open().filter(person__in=people))
    cases = list(open_ones.select_related("area", "owner").order_by("occurred_at"))
    clocks = open_of_all("case", [case.pk for case in cases])
    found: dict[UUID, list[OpenRequest]] = defaultdict(list)
    for case in cases:
        found[case.person_id].append(OpenRequest(case, next(iter(clocks.get(case.pk, [])), None)))
    return found


def _household(user: Any, people: list[Person]) -> list[Case]:
    doors = {person.address_index for person in people if person.address_index}
    if not doors:
        return []
    cases = Case.objects.filter(person__address_index__in=doors, created_at__gte=timezone.now() - RECENT)
    others = cases.exclude(person__in=[person.pk for person in people])
    return list(visible(user, "case.view", others).select_related("person").order_by("-created_at")[:AT_MOST])


def open_twin(person: Person | None, need: str) -> Case | None:
    """The open request that a second one for the same resident and need would double."""
    if person is None or not need:
        return None
    twins = Case.objects.open().filter(person=person, need=need, related_to=None)
    return twins.select_related("area", "owner", "person").first()
