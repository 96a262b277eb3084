"""Writing the duty roster."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from portal.accounts.models import DutyShift
from portal.accounts.signals import roster_changed
from portal.areas.models import Area
from portal.audit.services import record


@transaction.atomic
def add_shift(
    area: Area, *, person: Any, phone: str, starts_at: datetime, ends_at: datetime, by: Any, repeat_days: int = 1
) -> list[DutyShift]:
    """Somebody answers the line of `area`; with `repeat_days`, on so many days in a row at the same hours."""
    shifts = DutyShift.objects.bulk_create(
        DutyShift(
            area=area,
            person=person,
            phone=phone,
            starts_at=starts_at + timedelta(days=day),
            ends_at=ends_at + timedelta(days=day),
        )
        for day in range(repeat_days)
    )
    detail = {"person": person.pk, "starts_at": starts_at, "ends_at": ends_at, "days": repeat_days}
    record("roster.add", by=by, subject_kind="shift", subject_id=shifts[0].pk, area_id=area.pk, detail=detail)
    roster_changed.send(DutyShift, areas={area.pk}, by=by)
    return shifts


# The turns of a week ago, moved on by a week, as far as nobody is on duty in those hours yet.
COPY = """
INSERT INTO accounts_dutyshift (area_id, person_id, phone, starts_at, ends_at)
SELECT turn.area_id, turn.person_id, turn.phone, lower(free), upper(free)
FROM accounts_dutyshift turn
JOIN accounts_user person ON person.id = turn.person_id AND person.is_active
LEFT JOIN LATERAL (
    SELECT range_agg(tstzrange(shift.starts_at, shift.ends_at)) AS hours FROM accounts_dutyshift shift
    WHERE shift.area_id = turn.area_id AND shift.ends_at > %(since)s AND shift.starts_at < %(until)s
) planned ON true
CROSS JOIN LATERAL unnest(
    tstzmultirange(tstzrange(turn.starts_at + %(week)s, turn.ends_at + %(week)s) * tstzrange(%(since)s, %(until)s))
    - coalesce(planned.hours, '{}')
) AS free
WHERE turn.area_id = ANY(%(codes)s) AND turn.ends_at + %(week)s > %(since)s AND turn.starts_at + %(week)s < %(until)s
ON CONFLICT DO NOTHING
RETURNING area_id
"""
WEEK = timedelta(days=7)


@transaction.atomic
def copy_last_week(codes: Collection[str], *, since: datetime, until: datetime, by: Any) -> int:
    """Whoever was on duty a week before takes the same hours again, in all these places, where nobody is planned.

    Accounts that were closed meanwhile are left out. One statement however many places; returns how many shifts.
    """
    params: dict[str, Any] = {"codes": list(codes), "since": since, "until": until, "week": WEEK}
    with connection.cursor() as cursor:
        cursor.execute(COPY, params)
        made = Counter(code for (code,) in cursor.fetchall())
    for code, shifts in made.items():
        detail = {"since": since, "until": until, "shifts": shifts}
        record("roster.copy", by=by, subject_kind="shift", area_id=code, detail=detail)
    if made:
        roster_changed.send(DutyShift, areas=set(made), by=by)
    return made.total()


@transaction.atomic
def remove_shift(shift: DutyShift, *, by: Any) -> None:
    detail = {"person": shift.person_id, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    record("roster.remove", by=by, subject_kind="shift", subject_id=shift.pk, area_id=shift.area_id, detail=detail)
    shift.delete()
    roster_changed.send(DutyShift, areas={shift.area_id}, by=by)
