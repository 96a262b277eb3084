"""Everybody of a place as far as pairs are compared: from the traces, and dates of birth where they can decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from cases.duplicates.comparing import Traits
from cases.duplicates.pairing import CROWD
from cases.models import Person, PersonTrace, TraceBlock
from cases.traces.blocks import opened
from cases.traces.lines import Line, line_of, name_in, numbers_in
from cases.traces.spelling import Spelling, spellings
from portal.privacy.normalise import normalise_building

AT_ONCE = 2000


def traits_in(area_code: str) -> dict[UUID, Traits]:
    """By id. A date of birth is opened only of those who share sound and year, or telephone or door, with somebody."""
    lines = dict(_lines_in(area_code))
    clear = {
        pk: (year, sex)
        for pk, year, sex in Person.objects.filter(area__pk__startswith=area_code).values_list(
            "pk", "birth_year", "sex"
        )
    }
    read = {pk: spellings(name_in(line.names)) for pk, line in lines.items() if pk in clear}
    asked = _worth_asking(lines, read, {pk: clear[pk][0] for pk in read})
    born = dict(_births(asked))
    return {pk: _traits(lines[pk], read[pk], born.get(pk, ""), *clear[pk]) for pk in read}


def _lines_in(area_code: str) -> Iterator[tuple[UUID, Line]]:
    """Of the blocks, then of those whose line in a block is no longer true: the later word stands."""
    for block in TraceBlock.objects.filter(area__pk__startswith=area_code).iterator(chunk_size=16):
        yield from opened(block).items()
    stale = PersonTrace.objects.filter(is_stale=True, person__area__pk__startswith=area_code)
    for person in Person.objects.filter(pk__in=stale.values("person")).iterator(chunk_size=AT_ONCE):
        yield person.pk, line_of(person)


def _worth_asking(
    lines: dict[UUID, Line], read: dict[UUID, tuple[Spelling, ...]], years: dict[UUID, int | None]
) -> set[UUID]:
    """Whoever shares something with somebody. A name that half the district has is no such thing without the year."""
    buckets: dict[tuple[object, ...], list[UUID]] = defaultdict(list)
    for pk, ways in read.items():
        for spelling in ways:
            buckets["sound", spelling.ear].append(pk)
            buckets["sound and year", spelling.ear, years[pk]].append(pk)
        if phone := numbers_in(lines[pk].numbers)[0]:
            buckets["phone", phone].append(pk)
        if lines[pk].places:
            buckets["door", lines[pk].places].append(pk)
    few = (many for key, many in buckets.items() if len(many) > 1 and (key[0] != "sound" or len(many) <= CROWD))
    return {pk for together in few for pk in together}


def _births(people: Iterable[UUID]) -> Iterator[tuple[UUID, str]]:
    wanted = list(people)
    for start in range(0, len(wanted), AT_ONCE):
        for person in Person.objects.filter(pk__in=wanted[start : start + AT_ONCE]).only("birth_date"):
            yield person.pk, person.birth_date or ""


def _traits(line: Line, ways: tuple[Spelling, ...], born: str, year: int | None, sex: str) -> Traits:
    phone, id_number = numbers_in(line.numbers)
    return Traits(
        name=name_in(line.names),
        sounds=frozenset(way.sound for way in ways),
        ears=frozenset(way.ear for way in ways),
        phone=phone,
        id_number=id_number,
        address=line.places,
        building=normalise_building(line.places),
        born=born,
        birth_year=year,
        sex=sex,
    )
