"""roster.cover (B1c): a gap of a 24-hour line is found before it begins, and promised to be covered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from cases.models import LineGap
from cases.policies.selectors import versions_over
from cases.selectors.lines import COVER, COVERED, PASSED, SUBJECT, Uncovered, endings, uncovered_hours
from portal.commitments import services as commitments
from portal.commitments.subject import Subject
from portal.commitments.terms import Terms, terms_for
from portal.notices import live
from portal.notices.clock import database_now

# One watcher at a time: two that find the same gap would promise it twice.
_WATCH_LOCK = 0x6C696E65  # "line"
CHANGED = f"SELECT '{SUBJECT}' AS topic, code AS area, '' AS number FROM unnest(%(codes)s::text[]) code"  # noqa: S608
PLACE_LENGTH = 12  # of the place's name in the number of a promise, which has forty characters


@dataclass(frozen=True, slots=True)
class Watched:
    found: int
    covered: int
    let_go: int


@transaction.atomic
def watch_lines(*, areas: Collection[str] | None = None, by: Any = None) -> Watched:
    """Compares every line (or those of `areas`) with the promises about it. Running it again changes nothing.

    1. Wait for another watcher. 2. Read what is uncovered. 3. A known gap goes on while any of its hours is uncovered.
    4. The others are settled: covered keeps the promise; hours that went by, and a line given up, release it.
    5. What no known gap speaks of is a new gap, with the terms of its place.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WATCH_LOCK])
    now = database_now()
    known = _known(areas)
    fresh = _without_those_known(uncovered_hours(now=now, areas=areas), known)
    gone = [row.gap for rows in known.values() for row in rows if not row.is_seen]
    covered, let_go = _settle([gap.pk for gap in gone], now=now, by=by)
    _promise(fresh, now=now, by=by)
    live.publish_from(CHANGED, {"codes": list({hours.area_id for hours in fresh} | {gap.area_id for gap in gone})})
    return Watched(len(fresh), covered, let_go)


@dataclass(slots=True)
class _Known:
    gap: LineGap
    is_seen: bool = False


def _known(areas: Collection[str] | None) -> dict[str, list[_Known]]:
    rows = LineGap.objects.filter(closed_at=None)
    known: dict[str, list[_Known]] = defaultdict(list)
    for gap in rows if areas is None else rows.filter(area__in=areas):
        known[gap.area_id].append(_Known(gap))
    return known


def _without_those_known(hours: Iterable[Uncovered], known: dict[str, list[_Known]]) -> list[Uncovered]:
    """Marks the known gaps that go on, and gives back the hours that belong to none of them."""
    fresh = []
    for uncovered in hours:
        same = next((row for row in known.get(uncovered.area_id, ()) if uncovered.overlaps(row.gap)), None)
        if same is None:
            fresh.append(uncovered)
        elif not same.is_seen:
            same.is_seen = True
            _learn_the_end(same.gap, uncovered)
    return fresh


def _learn_the_end(gap: LineGap, uncovered: Uncovered) -> None:
    """Somebody is planned after a gap that had no end: what opens later is another gap."""
    if gap.ends_at is None and uncovered.ends_at is not None:
        gap.ends_at = uncovered.ends_at
        gap.save(update_fields=["ends_at"])


def _settle(ids: list[UUID], *, now: datetime, by: Any) -> tuple[int, int]:
    """Closes gaps and their promises. A promise that was broken stays so, kept late or released."""
    if not ids:
        return 0, 0
    by_ending: dict[str, list[UUID]] = defaultdict(list)
    for pk, ending in endings(ids, now=now).items():
        by_ending[ending].append(pk)
    LineGap.objects.filter(pk__in=ids).update(closed_at=now)
    covered = by_ending.pop(COVERED, [])
    commitments.keep_many(COVER, subject_kind=SUBJECT, ids=covered, by=by)
    for ending, gone in by_ending.items():
        reason = "the hours went by" if ending == PASSED else "the line was given up"
        commitments.release_many(COVER, subject_kind=SUBJECT, ids=gone, reason=reason, by=by)
    return len(covered), len(ids) - len(covered)


def _promise(fresh: list[Uncovered], *, now: datetime, by: Any) -> None:
    """A row for every new gap, and one statement for all promises with the same terms."""
    if not fresh:
        return
    gaps = LineGap.objects.bulk_create(
        LineGap(area_id=hours.area_id, starts_at=hours.starts_at, ends_at=hours.ends_at, found_at=now)
        for hours in fresh
    )
    names = {hours.area_id: hours.place for hours in fresh}
    versions = versions_over(names)
    by_terms: dict[Terms, list[LineGap]] = defaultdict(list)
    for gap in gaps:
        by_terms[terms_for(COVER, area_id=gap.area_id, policy_ref=versions[gap.area_id])].append(gap)
    for terms, alike in by_terms.items():
        commitments.promise_many(
            COVER,
            subjects=[Subject(SUBJECT, gap.pk, number_of(gap, names[gap.area_id]), gap.area_id) for gap in alike],
            terms=terms,
            dues=[terms.due_at(found_at=now, begins_at=gap.starts_at) for gap in alike],
            by=by,
        )


def number_of(gap: LineGap, place: str) -> str:
    """What a promise about a gap is called on the telephone: the place, its code, and when the gap begins."""
    return f"{place[:PLACE_LENGTH]} {gap.area_id} {timezone.localtime(gap.starts_at):%m-%d %H:%M}"
