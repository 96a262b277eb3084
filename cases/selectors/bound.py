"""Who of the requests is bound to an institution before it has been asked, and who needs none any more (T1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Outing, PlannedSession
from cases.models.sessions import SessionState
from hospitals.bound import Later
from hospitals.models import Hospital

AHEAD = timedelta(days=3)  # as long as a closing may last, and a day
NOT_ASKED = (SessionState.PLANNED, SessionState.SUBMITTED)


def sessions_bound_to(hospital: Hospital) -> list[Later]:
    """Sessions planned there for which no hospital has been asked yet."""
    now = timezone.now()
    rows = PlannedSession.objects.filter(
        hospital=hospital, state__in=NOT_ASKED, starts_at__gte=now, starts_at__lt=now + AHEAD
    )
    return [
        Later(
            number=row.number,
            at=row.starts_at,
            area_id=row.area_id,
            what=row.get_group_display(),
            becomes=_("while it is closed, the next in rank is asked when this is confirmed"),
        )
        for row in rows.order_by("starts_at")
    ]


def ended_requests(kind: str, ids: Collection[UUID]) -> set[UUID]:
    """Those whose outing is over: home again, or called off."""
    if kind != "case":
        return set()
    going = Outing.objects.filter(case__in=ids, closed_at=None).values_list("case_id", flat=True)
    return set(ids) - set(going)
