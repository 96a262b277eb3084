"""The 24-hour lines as they are planned: which hours nobody covers, from when on, until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cases.models import LineGap
from portal.access.api import visible
from portal.accounts.selectors.roster import HORIZON_HOURS
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all

SUBJECT = "roster"
COVER = "roster.cover"
HORIZON = timedelta(hours=HORIZON_HOURS)
# A line is a place that ever had a shift. A month after its last one, with nothing planned, it has been given up.
GIVEN_UP_AFTER = timedelta(days=30)

# From the end of the last shift that is over (or from the first that is planned) into the future, less what is planned.
# Unlike the gaps of a page these have their true ends: the same gap, asked for again, begins at the same instant.
UNCOVERED = """
SELECT area.code, area.name, lower(gap), upper(gap)
FROM areas_area area
CROSS JOIN LATERAL (
    SELECT range_agg(tstzrange(shift.starts_at, shift.ends_at)) AS hours, min(shift.starts_at) AS first
    FROM accounts_dutyshift shift WHERE shift.area_id = area.code AND shift.ends_at > %(now)s
) planned
LEFT JOIN LATERAL (
    SELECT shift.ends_at AS last FROM accounts_dutyshift shift
    WHERE shift.area_id = area.code AND shift.ends_at <= %(now)s ORDER BY shift.ends_at DESC LIMIT 1
) past ON true
CROSS JOIN LATERAL unnest(
    tstzmultirange(tstzrange(coalesce(past.last, planned.first), NULL)) - coalesce(planned.hours, '{}')
) AS gap
WHERE coalesce(past.last, planned.first) IS NOT NULL
  AND (planned.first IS NOT NULL OR past.last > %(now)s - %(given_up)s)
  AND lower(gap) < %(horizon)s AND coalesce(upper(gap) > %(now)s, true)
  AND (%(everywhere)s OR area.code = ANY(%(codes)s))
ORDER BY area.code, lower(gap)
"""

# Gaps of which nothing is left uncovered: was it covered, has it gone by, or has the line been given up?
SETTLED = """
SELECT gap.id,
       CASE WHEN NOT EXISTS (SELECT FROM accounts_dutyshift shift
                             WHERE shift.area_id = gap.area_id AND shift.ends_at > %(now)s - %(given_up)s)
            THEN 'given_up'
            WHEN gap.ends_at <= %(now)s AND NOT coalesce(
                (SELECT range_agg(tstzrange(shift.starts_at, shift.ends_at)) FROM accounts_dutyshift shift
                 WHERE shift.area_id = gap.area_id AND shift.ends_at > gap.starts_at AND shift.starts_at < gap.ends_at
                ) @> tstzrange(gap.starts_at, gap.ends_at), false) THEN 'passed'
            ELSE 'covered' END
FROM cases_linegap gap WHERE gap.id = ANY(%(ids)s)
"""

COVERED, PASSED, GIVEN_UP = "covered", "passed", "given_up"


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Hours of one line without anybody; without an end while nobody is planned after them."""

    area_id: str
    place: str
    starts_at: datetime
    ends_at: datetime | None

    def overlaps(self, gap: LineGap) -> bool:
        is_before = self.ends_at is not None and self.ends_at <= gap.starts_at
        is_after = gap.ends_at is not None and gap.ends_at <= self.starts_at
        return not (is_before or is_after)


def uncovered_hours(*, now: datetime, areas: Collection[str] | None = None) -> list[Uncovered]:
    """What every line (or those of `areas`) leaves uncovered in the coming hours. One query for a whole city."""
    params: dict[str, Any] = {
        "now": now,
        "horizon": now + HORIZON,
        "given_up": GIVEN_UP_AFTER,
        "everywhere": areas is None,
        "codes": list(areas or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(UNCOVERED, params)
        return [Uncovered(*row) for row in cursor.fetchall()]


def endings(ids: Iterable[UUID], *, now: datetime) -> dict[UUID, str]:
    """How each of these gaps ended: COVERED, PASSED or GIVEN_UP."""
    params: dict[str, Any] = {"now": now, "given_up": GIVEN_UP_AFTER, "ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, params)
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class PromisedGap:
    """A gap with its clock; without one where no watcher has run since it opened."""

    gap: LineGap
    clock: Commitment | None


def gaps_with_clocks(user: Any, *, areas: Collection[str] | None = None) -> list[PromisedGap]:
    """The open gaps in this person's places (or in those of `areas`), the soonest first."""
    rows = visible(user, "roster.view", LineGap.objects.filter(closed_at=None)).select_related("area")
    gaps = list(rows if areas is None else rows.filter(area__in=areas))
    clocks = open_of_all(SUBJECT, [gap.pk for gap in gaps])
    return [PromisedGap(gap, next(iter(clocks.get(gap.pk, [])), None)) for gap in gaps]
