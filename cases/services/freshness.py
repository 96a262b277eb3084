"""register.verify (B1a): every entry that stands is looked at again in time, as often as its group needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from cases.models import RegisterEntry
from cases.policies.selectors import versions_over
from cases.selectors.freshness import SUBJECT, VERIFY
from portal.commitments import services as commitments
from portal.commitments.subject import Subject
from portal.commitments.terms import Terms, terms_for

AT_ONCE = 2000


@transaction.atomic
def promise_verification(entries: Iterable[RegisterEntry], *, by: Any = None) -> int:
    """Starts the promise of those that have none, from their last look on. Returns how many were new.

    Set-based: the number of statements depends on how many terms there are, not on how many entries.
    """
    made = 0
    for some in _portions(list(entries)):
        for terms, alike in _by_terms(some).items():
            made += commitments.promise_many(
                VERIFY, subjects=[subject_of(entry) for entry in alike], terms=terms, by=by,
                starts=[since(entry) for entry in alike],
            )  # fmt: skip
    return made


@transaction.atomic
def renew_verification(entries: Iterable[RegisterEntry], *, by: Any = None) -> int:
    """They were looked at: the running promise is kept, and the next one starts from that look."""
    found = list(entries)
    for some in _portions(found):
        commitments.keep_many(VERIFY, subject_kind=SUBJECT, ids=[entry.pk for entry in some], by=by)
    return promise_verification(found, by=by)


@transaction.atomic
def drop_verification(entries: Iterable[RegisterEntry], *, reason: str, by: Any = None) -> None:
    """Nobody needs to look at these any more. What was broken before stays broken."""
    for some in _portions(list(entries)):
        ids = [entry.pk for entry in some]
        commitments.release_many(VERIFY, subject_kind=SUBJECT, ids=ids, reason=reason, by=by)


@transaction.atomic
def ask_for_a_look(entries: Collection[RegisterEntry], *, due_at: datetime, reason: str) -> None:
    """Something happened that cannot wait for the usual day: the next look is due at this instant."""
    drop_verification(entries, reason=reason)
    for terms, alike in _by_terms(entries).items():
        subjects = [subject_of(entry) for entry in alike]
        commitments.promise_many(VERIFY, subjects=subjects, terms=terms, dues=[due_at] * len(alike))


def subject_of(entry: RegisterEntry) -> Subject:
    """Entries have no number that people say: they are found by their resident."""
    return Subject(SUBJECT, entry.pk, "", entry.area_id)


def since(entry: RegisterEntry) -> datetime:
    return entry.verified_at or entry.created_at


def _by_terms(entries: Iterable[RegisterEntry]) -> dict[Terms, list[RegisterEntry]]:
    """Entries under equal terms together: those of one policy and one group, wherever they are."""
    by_place: dict[tuple[str, str], list[RegisterEntry]] = defaultdict(list)
    for entry in entries:
        by_place[entry.area_id, entry.group].append(entry)
    versions = versions_over({area for area, _group in by_place})
    found: dict[Terms, list[RegisterEntry]] = defaultdict(list)
    for (area, group), alike in by_place.items():
        terms = terms_for(VERIFY, area_id=area, facts={"groups": frozenset({group})}, policy_ref=versions[area])
        found[terms] += alike
    return found


def _portions(entries: list[RegisterEntry]) -> Iterator[list[RegisterEntry]]:
    for start in range(0, len(entries), AT_ONCE):
        yield entries[start : start + AT_ONCE]
