"""Residents in registers, made as the services make them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from cases.models import RegisterEntry
from cases.services.people import Identity
from cases.services.registering import enter_in_register
from portal.commitments.models import Commitment, Segment

COMMUNITY = "230110003001"
_numbers = count(1)


def entered(by: Any, group: str = "dialysis", *, born: date | None = None, area: str = COMMUNITY, **values: Any) -> Any:
    """A new resident each time."""
    who = Identity(name="李秀兰", phone=f"1390001{next(_numbers):04d}", birth_date=born, address="安埠街1号1单元101")
    return enter_in_register(who, area_id=area, group=group, by=by, values=values)


def promise_of(entry: RegisterEntry) -> Commitment:
    return Commitment.objects.open().get(kind="register.verify", subject_id=entry.pk)


def days_ago(days: float, *entries: RegisterEntry) -> None:
    """These entries, and all that is promised of them, happened so much earlier."""
    back = timedelta(days=days)
    for entry in entries:
        RegisterEntry.objects.filter(pk=entry.pk).update(
            verified_at=entry.verified_at - back, changed_at=entry.changed_at - back, created_at=entry.created_at - back
        )
        entry.refresh_from_db()
        row = promise_of(entry)
        Commitment.objects.filter(pk=row.pk).update(
            started_at=row.started_at - back, due_at=row.due_at - back, next_due_at=row.due_at - back
        )
        Segment.objects.filter(commitment=row).update(started_at=row.started_at - back)


def day(days: int) -> str:
    """An ISO date so many days from now."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()
