"""Keeping traces true: lines of residents who are new, changed or gone, written into the sealed blocks of their places.

Triggers mark who is stale (see cases.models.traces); searches read stale residents from their own rows meanwhile, so
that nothing waits for this but speed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from cases.models import Person, PersonTrace, TraceBlock
from cases.traces.blocks import Lines, closed, opened
from cases.traces.lines import line_of

BLOCK = 1000  # residents
AT_ONCE = 4000  # stale ones in a transaction
# One at a time: two would take the same blocks in different order.
_LOCK = 0x74726163  # "trac"


def pack_traces() -> int:
    """Brings every stale line up to date, place by place, in short transactions. Returns how many residents."""
    packed = 0
    for area_id, stale in _stale_by_place().items():
        for first in range(0, len(stale), AT_ONCE):
            packed += _pack_place(area_id, stale[first : first + AT_ONCE])
    while gone := _forget_gone():
        packed += gone
    return packed


def rebuild_traces() -> int:
    """Everything anew, from the residents' own rows: after a restore, or whenever somebody doubts."""
    with transaction.atomic():
        PersonTrace.objects.all().delete()
        TraceBlock.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO cases_persontrace (person_id, is_stale) SELECT id, true FROM cases_person")
    return pack_traces()


def traces_that_lie() -> int:
    """Lines that differ from the resident's own row though nobody marked them: 0, or a trigger is missing."""
    wrong = 0
    stale = set(PersonTrace.objects.filter(is_stale=True).values_list("person_id", flat=True))
    for block in TraceBlock.objects.iterator(chunk_size=16):
        lines = opened(block)
        people = Person.objects.in_bulk(lines)
        for pk, line in lines.items():
            person = people.get(pk)
            is_true = person is not None and person.area_id == block.area_id and line_of(person) == line
            wrong += not is_true and pk not in stale
    return wrong + Person.objects.exclude(pk__in=PersonTrace.objects.values("person")).count()


def _stale_by_place() -> dict[str, list[UUID]]:
    """Read once: asked place by place, a table that nobody has analysed yet answers in seconds each time."""
    places: dict[str, list[UUID]] = defaultdict(list)
    stale = PersonTrace.objects.filter(is_stale=True).order_by("person__area_id", "person_id")
    for area_id, person_id in stale.values_list("person__area_id", "person_id"):
        places[area_id].append(person_id)
    return places


@transaction.atomic
def _pack_place(area_id: str, stale: Sequence[UUID]) -> int:
    """1. Lock the stale rows of residents of this place; whoever is being written just now waits for the next time.
    2. Read those residents. 3. Take their old lines out, put the new ones in. 4. Say that they are true.

    A resident written after step 1 waits for our commit in the trigger, and is stale again.
    """
    if not _is_alone():
        return 0
    locked = _locked(PersonTrace.objects.filter(is_stale=True, person__in=stale))
    people = Person.objects.filter(pk__in=locked, area=area_id).in_bulk()  # who has moved since waits as well
    traces = {pk: block_id for pk, block_id in locked.items() if pk in people}
    _take_out(traces)
    for block_id, ids in _put_in(area_id, {pk: line_of(person) for pk, person in people.items()}):
        PersonTrace.objects.filter(person__in=ids).update(block=block_id, is_stale=False)
    return len(traces)


@transaction.atomic
def _forget_gone() -> int:
    """Lines of residents whose rows were deleted."""
    if not _is_alone():
        return 0
    there = Person.objects.filter(pk=OuterRef("person_id"))
    traces = _locked(PersonTrace.objects.filter(~Exists(there), is_stale=True))
    _take_out(traces)
    PersonTrace.objects.filter(person__in=traces).delete()
    return len(traces)


def _locked(traces: Any) -> dict[UUID, UUID | None]:
    """Whose, and in which block their old line stands."""
    rows = traces.select_for_update(skip_locked=True, of=("self",)).order_by("person_id")
    return dict(rows.values_list("person_id", "block_id")[:AT_ONCE])


def _take_out(traces: dict[UUID, UUID | None]) -> None:
    by_block: dict[UUID, list[UUID]] = defaultdict(list)
    for person_id, block_id in traces.items():
        if block_id:
            by_block[block_id].append(person_id)
    for block in TraceBlock.objects.filter(pk__in=by_block):
        lines = opened(block)
        for person_id in by_block[block.pk]:
            lines.pop(person_id, None)
        _write(block, lines)


def _put_in(area_id: str, new: Lines) -> Iterator[tuple[UUID, list[UUID]]]:
    """Fills a block of the place that has room, then new ones. Yields each with those who stand in it now."""
    waiting = list(new.items())
    block = TraceBlock.objects.filter(area=area_id, size__lt=BLOCK).order_by("size").first()
    while waiting:
        block = block or TraceBlock(area_id=area_id, size=0)
        room = BLOCK - block.size
        some, waiting = dict(waiting[:room]), waiting[room:]
        _write(block, opened(block) | some if block.size else some)
        yield block.pk, list(some)
        block = None


def _write(block: TraceBlock, lines: Lines) -> None:
    if lines:
        closed(block, lines).save()
    elif not block._state.adding:
        block.delete()


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
