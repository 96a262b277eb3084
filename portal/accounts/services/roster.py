"""Writing the duty roster."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.accounts.models import DutyShift
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
    return shifts


@transaction.atomic
def remove_shift(shift: DutyShift, *, by: Any) -> None:
    detail = {"person": shift.person_id, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    record("roster.remove", by=by, subject_kind="shift", subject_id=shift.pk, area_id=shift.area_id, detail=detail)
    shift.delete()
