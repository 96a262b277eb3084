"""Places in the demo: what the demo's own desk has reported since yesterday, and two desks whose figures are stale."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from cases.demo.staff import DESK, Cast
from hospitals.models import Hospital, Places, PlacesLine, PlacesReport
from hospitals.models.institutions import FIGURES_HOLD
from hospitals.services.watching import watch_places
from portal.accounts.models import User

REPORTED = ((26, 9), (14, 4), (2, 0))  # hours ago, and how many beds more were free then
SILENT = ("香坊第二综合医院（演示）", "哈尔滨市第五医院")
TOO_OLD = timedelta(hours=15)


def count_places(cast: Cast, *, now: datetime) -> int:
    """Returns how many reports there are."""
    desk, hospital = cast.log_ins["desk"], Hospital.objects.get(name=DESK)
    figures = list(hospital.places.all())
    for hours, more in REPORTED:
        at = now - timedelta(hours=hours)
        report = PlacesReport.objects.create(
            hospital=hospital, reported_at=at, reported_by=desk, is_unchanged=hours == REPORTED[-1][0]
        )
        PlacesLine.objects.bulk_create(
            PlacesLine(report=report, room=row.room, shift=row.shift, total=row.total, used=_used(row, more))
            for row in figures
        )
    _date(Places.objects.filter(hospital=hospital), now - timedelta(hours=REPORTED[-1][0]), by=desk)
    _date(Places.objects.filter(hospital__name__in=SILENT), now - TOO_OLD)
    watch_places()
    return len(REPORTED)


def _used(row: Places, more: int) -> int:
    return max(0, row.used - more) if row.room == "bed" else row.used


def _date(rows: QuerySet[Places], at: datetime, *, by: User | None = None) -> None:
    """As if these figures had been reported then."""
    rows.update(reported_at=at, reported_by=by, valid_until=at + FIGURES_HOLD)
