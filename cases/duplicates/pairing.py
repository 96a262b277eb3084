"""Which pairs are worth comparing: those that share a key, found by sorting people into buckets. Linear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from uuid import UUID

from cases.duplicates.comparing import Likeness, Traits, compared

Pair = tuple[UUID, UUID]
Keys = Callable[[Traits], Iterable[tuple[str, ...]]]
# More than so many behind one key are a ward's telephone or a dormitory, and say nothing about any two of them.
CROWD = 40


def _by_phone(one: Traits) -> Iterator[tuple[str, ...]]:
    if one.phone:
        yield (one.phone,)


def _by_sound_and_birth(one: Traits) -> Iterator[tuple[str, ...]]:
    if one.born:
        yield from ((ear, one.born) for ear in one.ears)


def _by_sound_and_building(one: Traits) -> Iterator[tuple[str, ...]]:
    if place := one.building or one.address:
        yield from ((ear, place) for ear in one.ears)


def _by_door_and_birth(one: Traits) -> Iterator[tuple[str, ...]]:
    """Whose name was misheard altogether."""
    if one.address and one.born:
        yield one.address, one.born


KEYS: tuple[Keys, ...] = (_by_phone, _by_sound_and_birth, _by_sound_and_building, _by_door_and_birth)


def suspicious_pairs(people: Mapping[UUID, Traits]) -> dict[Pair, Likeness]:
    """Every pair that shares a key and looks like one resident, in the order of ids."""
    found = {pair: compared(people[pair[0]], people[pair[1]]) for pair in _candidates(people)}
    return {pair: likeness for pair, likeness in found.items() if likeness}


def _candidates(people: Mapping[UUID, Traits]) -> set[Pair]:
    pairs: set[Pair] = set()
    for keys in KEYS:
        buckets: dict[tuple[str, ...], list[UUID]] = defaultdict(list)
        for pk, traits in people.items():
            for key in keys(traits):
                buckets[key].append(pk)
        for together in buckets.values():
            if 1 < len(together) <= CROWD:
                pairs.update(combinations(sorted(together), 2))
    return pairs
