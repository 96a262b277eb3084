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
_HALF = 7  # digits of a mobile number: one wrong digit leaves the other half right


def _by_phone(one: Traits) -> Iterator[tuple[str, ...]]:
    if one.phone:
        yield (one.phone,)


def _by_door(one: Traits) -> Iterator[tuple[str, ...]]:
    if one.address:
        yield (one.address,)


def _by_sound(one: Traits) -> Iterator[tuple[str, ...]]:
    """With whatever else of it must be right: the building, the year or the day, one half of the telephone."""
    parts = [("at", one.building), ("year", one.born[:4]), ("day", one.born[5:]), *_halves(one.phone)]
    yield from ((ear, *part) for ear in one.ears for part in parts if part[1])


def _by_birth(one: Traits) -> Iterator[tuple[str, ...]]:
    """Whose name was misheard."""
    parts = [("at", one.building), *_halves(one.phone)]
    yield from ((one.born, *part) for part in parts if one.born and part[1])


def _halves(phone: str) -> list[tuple[str, str]]:
    return [("head", phone[:_HALF]), ("tail", phone[_HALF:])]


KEYS: tuple[Keys, ...] = (_by_phone, _by_door, _by_sound, _by_birth)


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
