"""Places are reported in one act, the next report is promised, and whose figures are old is asked again (N3)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from hospitals.models import Hospital, Places, PlacesLine, PlacesReport
from hospitals.models.reports import REPORT, Figure
from hospitals.selectors.places import reports_of, station_loads
from hospitals.services import close_hospital, confirm_places, report_places
from hospitals.services.watching import watch_places
from portal.commitments.models import Commitment
from portal.commitments.sweep import sweep
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db

RESCUE = Figure(room="buffer_rescue", total=4, used=1)
BEDS = Figure(room="bed", total=100, used=60)


def stations(shift, total=10, used=4):
    return Figure(room="dialysis_station", shift=shift, total=total, used=used)


@pytest.fixture
def report(hospital, desk):
    return lambda *figures: report_places(hospital, figures=figures, by=desk)


def grow_old(hours):
    """As if everything had been reported so many hours earlier."""
    ago = timedelta(hours=hours)
    for row in Places.objects.all():
        Places.objects.filter(pk=row.pk).update(reported_at=row.reported_at - ago, valid_until=row.valid_until - ago)
    for promise in Commitment.objects.filter(kind=REPORT):
        times = {name: getattr(promise, name) - ago for name in ("started_at", "due_at", "next_due_at")}
        Commitment.objects.filter(pk=promise.pk).update(**times)


def test_all_figures_in_one_act(report, hospital, desk):
    made = report(RESCUE, BEDS, stations("morning"), stations("evening", 8))
    assert {(row.room, row.shift): (row.free, row.total) for row in hospital.places.all()} == {
        ("buffer_rescue", ""): (3, 4), ("bed", ""): (40, 100),
        ("dialysis_station", "morning"): (6, 10), ("dialysis_station", "evening"): (4, 8),
    }  # fmt: skip
    assert made.lines.count() == 4
    assert set(hospital.places.values_list("reported_by", flat=True)) == {desk.pk}


def test_a_figure_holds_for_as_long_as_policy_says(report, hospital):
    report(RESCUE)
    row = hospital.places.get()
    assert row.valid_until - row.reported_at == timedelta(hours=12)
    assert not row.is_stale
    grow_old(12)
    row.refresh_from_db()
    assert row.is_stale
    assert list(Places.objects.stale()) == [row]


def test_unchanged_is_a_report_too(report, hospital, desk):
    report(RESCUE, BEDS)
    grow_old(13)
    made = confirm_places(hospital, by=desk)
    assert made.is_unchanged
    assert made.lines.count() == 2
    assert not Places.objects.stale().exists()


def test_where_nothing_was_reported_nothing_is_unchanged(hospital, desk):
    assert confirm_places(hospital, by=desk) is None


def test_a_report_keeps_the_promise_and_makes_the_next(report, hospital):
    report(RESCUE)
    report(RESCUE)
    kept, running = Commitment.objects.filter(kind=REPORT).order_by("cycle")
    assert kept.kept_at
    assert (running.subject_id, running.kept_at, running.due_at - running.started_at) == (
        hospital.key, None, timedelta(hours=12),
    )  # fmt: skip


def test_a_report_of_one_room_does_not_make_another_fresh(report, hospital):
    report(RESCUE, BEDS)
    grow_old(11)
    report(BEDS)
    running = Commitment.objects.get(kind=REPORT, kept_at=None)
    assert running.started_at == hospital.places.get(room="buffer_rescue").reported_at
    report(RESCUE)
    running = Commitment.objects.get(kind=REPORT, kept_at=None)
    assert running.started_at == hospital.places.get(room="bed").reported_at


def test_the_desk_is_asked_again_once_each_half_day(report, hospital):
    report(RESCUE)
    assert watch_places().asked == 0
    grow_old(13)
    assert watch_places().asked == 1
    assert watch_places().asked == 0
    assert Notice.objects.get(kind="places.stale").to == f"hospital:{hospital.pk}"
    grow_old(12)
    assert watch_places().asked == 1


def test_then_its_supervisor_hears(report, supervisor):
    report(RESCUE)
    grow_old(13)
    sweep()
    assert Commitment.objects.get(kind=REPORT).broken_at
    assert not Notice.objects.filter(to="supervisor@230110").exists()
    grow_old(1)
    sweep()
    assert Notice.objects.filter(to="supervisor@230110", kind="commitment.overdue_together").exists()


def test_figures_from_a_table_are_promised_too(hospital, buffer):
    assert watch_places().promised == 1
    assert watch_places().promised == 0
    assert Commitment.objects.get(kind=REPORT).started_at == buffer.reported_at


def test_a_closed_institution_is_asked_for_nothing(report, hospital, desk):
    report(RESCUE)
    close_hospital(hospital, reason="infection", by=desk)
    assert watch_places().let_go == 1
    assert Commitment.objects.get(kind=REPORT).released_at


def test_reports_are_kept_as_they_were_made(report, hospital):
    report(RESCUE)
    report(Figure(room="buffer_rescue", total=4, used=3))
    latest, first = reports_of(hospital)
    assert [(line.free, more) for line, more in latest.lines] == [(1, -2)]
    assert [(line.free, more) for line, more in first.lines] == [(3, 0)]
    for change in (PlacesReport.objects.all().delete, lambda: PlacesLine.objects.update(used=0)):
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            change()
    assert PlacesLine.objects.count() == 2


def test_stations_are_counted_by_shift_and_nothing_else_is(hospital):
    now = timezone.now()
    for room, shift in (("bed", "morning"), ("dialysis_station", "")):
        with pytest.raises(IntegrityError, match="places_stations_by_shift"), transaction.atomic():
            Places.objects.create(hospital=hospital, room=room, shift=shift, total=1, reported_at=now)


def test_a_shift_for_more_people_than_stations_is_over_full(ask, report, hospital):
    report(stations("morning", 1, 0), stations("afternoon", 5, 0))
    day = timezone.localdate() + timedelta(days=1)
    for hour in (7, 8, 13):
        at = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, hour))
        ask(need="treatment_session", groups=["dialysis"], expected_at=at)
    loads = {load.shift: (load.planned, load.is_over) for load in station_loads(hospital, [day])[day]}
    assert loads == {"morning": (2, True), "afternoon": (1, False), "evening": (0, False)}


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_leave_one_of_them_whole(at_once, hospital, desk):
    both = [[Figure(room="bed", total=n, used=n), Figure(room="isolation_bed", total=n, used=n)] for n in (10, 20)]
    results = at_once(*(lambda said=said: report_places(hospital, figures=said, by=desk) for said in both))
    assert all(isinstance(result, PlacesReport) for result in results)
    assert len({row.total for row in hospital.places.all()}) == 1
    assert Commitment.objects.filter(kind=REPORT, kept_at=None, released_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_watchers_promise_once(at_once, hospital, buffer):
    results = at_once(watch_places, watch_places)
    assert sorted(result.promised for result in results) == [0, 1]
    assert Hospital.objects.count() == 1
