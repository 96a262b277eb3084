"""The report of an institution's places: all its figures in one act, kept as a report, promised to be made again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min

from hospitals.models import Hospital, Places, PlacesLine, PlacesReport
from hospitals.models.reports import REPORT, SUBJECT, Figure
from portal.audit import services as audit
from portal.commitments import services as commitments
from portal.commitments.models import Commitment
from portal.commitments.subject import Subject
from portal.commitments.terms import Terms, terms_for
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import database_now
from portal.notices import live

NAME_LENGTH = 40  # of the number of a promise


def subject_of(hospital: Hospital) -> Subject:
    return Subject(SUBJECT, hospital.key, hospital.name[:NAME_LENGTH], hospital.area_id)


@explained()
@transaction.atomic
def report_places(hospital: Hospital, *, figures: Sequence[Figure], by: Any) -> PlacesReport:
    """Replaces these figures; those not named stay as old as they are. Raises Impossible when more are used than are
    there.

    1. Lock the institution: of two reports at once the later one stands whole.
    2. Write the figures, valid for as long as policy says. 3. Keep the report as it was made.
    4. Settle the promise: kept when no older figure is left than the one it speaks of, and made anew from the oldest.
    """
    locked = Hospital.objects.select_for_update(no_key=True).get(pk=hospital.pk)
    return _write(locked, figures, by=by)


@explained()
@transaction.atomic
def confirm_places(hospital: Hospital, *, by: Any) -> PlacesReport | None:
    """Unchanged: what stands is reported again as of now. None where nothing has been reported yet."""
    locked = Hospital.objects.select_for_update(no_key=True).get(pk=hospital.pk)
    figures = [_figure(row) for row in locked.places.all()]
    return _write(locked, figures, by=by, is_unchanged=True) if figures else None


def _figure(row: Places) -> Figure:
    return Figure(room=row.room, shift=row.shift, total=row.total, used=row.used)


def _write(hospital: Hospital, figures: Sequence[Figure], *, by: Any, is_unchanged: bool = False) -> PlacesReport:
    now, terms = database_now(), terms_for(REPORT, area_id=hospital.area_id)
    _replace(hospital, figures, now=now, terms=terms, by=by)
    report = PlacesReport.objects.create(hospital=hospital, reported_at=now, reported_by=by, is_unchanged=is_unchanged)
    PlacesLine.objects.bulk_create(
        PlacesLine(report=report, room=said.room, shift=said.shift, total=said.total, used=said.used)
        for said in figures
    )
    _promise_again(hospital, terms, by=by)
    detail = {"hospital": hospital.pk, "report": str(report.pk), "figures": len(figures), "is_unchanged": is_unchanged}
    audit.record("places.report", by=by, area_id=hospital.area_id, detail=detail)
    live.publish(SUBJECT, area_id=hospital.area_id, number="", hospital=hospital.pk)
    return report


def _replace(hospital: Hospital, figures: Collection[Figure], *, now: datetime, terms: Terms, by: Any) -> None:
    Places.objects.bulk_create(
        [
            Places(
                hospital=hospital, room=said.room, shift=said.shift, total=said.total, used=said.used,
                reported_at=now, reported_by=by, valid_until=now + terms.due,
            )
            for said in figures
        ],
        update_conflicts=True,
        unique_fields=["hospital", "room", "shift"],
        update_fields=["total", "used", "reported_at", "reported_by", "valid_until"],
    )  # fmt: skip


def _promise_again(hospital: Hospital, terms: Terms, *, by: Any) -> None:
    """The promise is about the oldest figure: a report of some rooms keeps none that another room still breaks."""
    oldest = hospital.places.aggregate(at=Min("reported_at"))["at"]
    subject = subject_of(hospital)
    running = Commitment.objects.open().about(subject).filter(kind=REPORT).first()
    if running and (oldest is None or oldest <= running.started_at):
        return
    commitments.keep(subject, (REPORT,), by=by)
    if hospital.is_open and oldest is not None:
        commitments.promise(REPORT, subject=subject, terms=terms, started_at=oldest, by=by)
