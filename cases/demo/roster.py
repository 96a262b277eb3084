"""Who answers the 24-hour line in the demo: two shifts a day in the staffed communities, with gaps to be filled."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from cases.demo.identities import office_phone
from cases.demo.places import DISTRICT
from cases.demo.staff import HOME, Cast
from portal.accounts.models import DutyShift
from portal.areas.models import Area

DAYS_BEFORE, DAYS = 8, 12  # a week back, for there is a roster of last week to copy
SHIFTS = ((8, 12), (20, 12))  # begins at, hours
GAP_EVERY = 9  # of so many shifts one has nobody


def put_on_duty(communities: list[Area], cast: Cast, *, now: datetime) -> int:
    """Grid worker by day, medical team by night; the district's own line always has somebody. Returns how many."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time())) - timedelta(days=DAYS_BEFORE)
    shifts: list[DutyShift] = []
    for row, community in enumerate(communities):
        people = (cast.grid_of(community.pk), cast.medic_of(community.pk))
        for turn in range(DAYS * len(SHIFTS)):
            hour, length = SHIFTS[turn % 2]
            is_gap = community.pk != HOME and (row * 4 + turn) % GAP_EVERY == 0
            if is_gap:
                continue
            starts_at = midnight + timedelta(days=turn // 2, hours=hour)
            shifts.append(
                DutyShift(
                    area=community,
                    person=people[turn % 2],
                    phone=office_phone(7000 + row),
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=length),
                )
            )
    return len(DutyShift.objects.bulk_create([*shifts, *_of_the_centre(cast, midnight)]))


def _of_the_centre(cast: Cast, midnight: datetime) -> list[DutyShift]:
    return [
        DutyShift(
            area_id=DISTRICT,
            person=cast.operators[turn % len(cast.operators)],
            phone=office_phone(120),
            starts_at=midnight + timedelta(hours=8 * turn),
            ends_at=midnight + timedelta(hours=8 * turn + 8),
        )
        for turn in range(DAYS * 3)
    ]
