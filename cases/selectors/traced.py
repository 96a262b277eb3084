"""Which residents somebody means by part of a name, its sound, the end of a number or part of an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import Person, PersonTrace, TraceBlock
from cases.traces.blocks import person_at, portions, read_columns
from cases.traces.lines import UnwrittenLine
from cases.traces.questions import Question, questions_in
from cases.traces.scanning import fits, lines_that_fit
from portal.access.api import visible

# Stale residents whose own rows one search opens: more than are written between two packings, fewer than an import.
FRESH = 2000
WRITTEN = ("name", "phone", "id_number", "address")
# Ids that a list is narrowed by. Beyond it the search was too short to mean anybody.
MOST = 50_000


@dataclass(frozen=True, slots=True)
class Found:
    """`is_cut`: more would fit. `unread`: so many residents were written just now that some were not looked at."""

    people: list[UUID] = field(default_factory=list)
    is_cut: bool = False
    unread: int = 0


def people_found(user: Any, text: str, *, action: str = "person.view", at_most: int = MOST) -> Found:
    """Residents of the places in which `user` may do `action`, in no order.

    1. Whoever is stale is read from their own row, before the blocks: nobody falls between the two.
    2. The blocks of those places are opened, a column or two of each, until enough is found.
    3. What a block says of somebody stale does not count.
    """
    stale = _stale(visible(user, action, Person.objects.all()))
    blocks = visible(user, action, TraceBlock.objects.all())
    fresh: Fresh | None = None
    for question in questions_in(text):
        fresh = fresh or _fresh(stale)
        found = [pk for pk, line in fresh.lines if fits(question, line)]
        found += _in_blocks(question, blocks, at_most - len(found) + 1)
        if found:
            return Found(found[:at_most], is_cut=len(found) > at_most, unread=fresh.unread)
    return Found(unread=fresh.unread if fresh else 0)


@dataclass(frozen=True, slots=True)
class Fresh:
    """Lines of stale residents as their rows are now, the latest written first."""

    lines: list[tuple[UUID, UnwrittenLine]]
    unread: int


def _fresh(stale: QuerySet[Person]) -> Fresh:
    read = list(stale.only(*WRITTEN).order_by("-updated_at")[: FRESH + 1])
    unread = stale.count() - FRESH if len(read) > FRESH else 0
    return Fresh([(person.pk, UnwrittenLine(person)) for person in read[:FRESH]], unread)


def _in_blocks(question: Question, blocks: QuerySet[TraceBlock], at_most: int) -> list[UUID]:
    found: list[UUID] = []
    for ids in portions(blocks):
        found += _in_portion(question, ids)
        if len(found) >= at_most:
            break
    stale = set(PersonTrace.objects.filter(person__in=found, is_stale=True).values_list("person_id", flat=True))
    return [pk for pk in found if pk not in stale] if stale else found


def _in_portion(question: Question, ids: list[UUID]) -> list[UUID]:
    """Column by column: a block in which the first finds nobody is not opened further."""
    fitting: dict[UUID, set[UUID]] = {}
    for number, stage in enumerate(question.stages):
        told: dict[UUID, set[UUID]] = {}
        for pk, people, columns in read_columns(list(fitting) if number else ids, stage.columns):
            here = {person_at(people, line) for line in lines_that_fit(stage, columns)}
            if here := here & fitting.get(pk, here):
                told[pk] = here
        if not told:
            return []
        fitting = told
    return [person for people in fitting.values() for person in people]


def _stale(people: QuerySet[Person]) -> QuerySet[Person]:
    return people.filter(Exists(PersonTrace.objects.filter(person=OuterRef("pk"), is_stale=True)))
