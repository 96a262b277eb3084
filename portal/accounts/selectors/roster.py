"""Who answers the 24-hour line, and when nobody would."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from portal.accounts.models import DutyShift
from portal.areas.models import Area, Level
from portal.standing import AnyOf, Standing

HORIZON_HOURS = 72
WEEK = timedelta(days=7)

# What the shifts of each area leave uncovered, by the database's ranges: one query for a whole city.
GAPS = """
SELECT area.code, lower(gap), upper(gap)
FROM areas_area area
LEFT JOIN LATERAL (
    SELECT range_agg(tstzrange(shift.starts_at, shift.ends_at)) AS hours FROM accounts_dutyshift shift
    WHERE shift.area_id = area.code AND shift.ends_at > %(since)s AND shift.starts_at < %(until)s
) covered ON true
CROSS JOIN LATERAL unnest(
    tstzmultirange(tstzrange(%(since)s, %(until)s)) - coalesce(covered.hours, '{}'::tstzmultirange)
) AS gap
WHERE area.code LIKE %(prefix)s AND area.level = ANY(%(levels)s)
ORDER BY area.code, lower(gap)
"""


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours in which nobody is on duty."""

    area_id: str
    starts_at: datetime
    ends_at: datetime


def shifts_at(at: datetime) -> QuerySet[DutyShift]:
    return DutyShift.objects.filter(starts_at__lte=at, ends_at__gt=at).select_related("person", "area")


def _above(areas: list[str], at: datetime) -> QuerySet[DutyShift]:
    return shifts_at(at).filter(AnyOf(F("area_id"), areas)).order_by(Length("area_id").desc(), "starts_at")


_shifts = Standing(_above, areas=list, at=datetime)


def who_is_on_duty(area: Area, *, at: datetime | None = None) -> list[DutyShift]:
    """The shifts that answer for an area now: its own or, where it has none, the nearest area's above."""
    shifts = _shifts(areas=list(area.lineage.values()), at=at or timezone.now())
    return [shift for shift in shifts if shift.area_id == shifts[0].area_id]


def whoever_would_be_next(area: Area, *, at: datetime) -> DutyShift | None:
    """The latest shift of the area's line at this hour of the day, within a week; else its latest shift at all."""
    latest = DutyShift.objects.filter(area=area, person__is_active=True).select_related("person").order_by("-starts_at")
    recent = latest.filter(ends_at__gt=at - WEEK - timedelta(days=1), starts_at__lt=at)
    days_before = [at - timedelta(days=day) for day in range(1, 8)]
    return next((shift for day in days_before for shift in recent if shift.starts_at <= day < shift.ends_at), None) or (
        latest.first()
    )


def gaps(area: Area, *, hours: int = HORIZON_HOURS, since: datetime | None = None) -> list[Gap]:
    """When nobody would answer the area's own line in the coming hours."""
    found = _gaps(area.code, [area.level], hours, since)
    return found.get(area.code, [])


def gaps_below(
    code: str, *, level: str = Level.COMMUNITY, hours: int = HORIZON_HOURS, since: datetime | None = None
) -> dict[str, list[Gap]]:
    """The gaps of every area of a level at or below `code`, by area; covered ones are left out. One query."""
    return _gaps(f"{code}%", [level], hours, since)


def _gaps(pattern: str, levels: list[str], hours: int, since: datetime | None) -> dict[str, list[Gap]]:
    since = since or timezone.now()
    until = since + timedelta(hours=hours)
    found: dict[str, list[Gap]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(GAPS, {"since": since, "until": until, "prefix": pattern, "levels": levels})
        for code, starts_at, ends_at in cursor.fetchall():
            found[code].append(Gap(code, starts_at, ends_at))
    return dict(found)
