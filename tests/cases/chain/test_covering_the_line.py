"""roster.cover: a gap of a line is promised to be covered, once, before it begins, and kept when somebody fills it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import LineGap
from cases.policies.services import activate
from cases.services.covering import watch_lines
from portal.accounts.models import DutyShift
from portal.accounts.services.roster import add_shift, copy_last_week, remove_shift
from portal.areas.models import Area, Level
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from tests.cast import COMMUNITY, DISTRICT

pytestmark = pytest.mark.django_db
OTHER = "230110003002"
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shift(areas, medic, now):
    """Puts the medic on duty from so many hours to so many hours from now."""

    def make(start, end, code=COMMUNITY):
        return DutyShift.objects.create(
            area=areas[code], person=medic, phone="0451-1", starts_at=now + start * HOUR, ends_at=now + end * HOUR
        )

    return make


def promises(**more):
    return Commitment.objects.filter(kind="roster.cover", **more)


def hours_until_due(promise, now):
    return round((promise.due_at - now) / HOUR, 1)


def test_a_gap_is_due_a_day_before_it_begins(shift, now):
    shift(-4, 60)
    watch_lines()
    promise = promises().get()
    assert (promise.area_id, promise.subject_kind) == (COMMUNITY, "roster")
    assert hours_until_due(promise, now) == 36
    assert LineGap.objects.get(pk=promise.subject_id).ends_at is None


def test_a_gap_that_has_begun_is_late_at_once_and_reaches_the_supervisor(shift, supervisor):
    shift(-10, -2)
    watch_lines()
    sweep()
    assert promises().get().broken_at
    assert Escalation.objects.get().to_post == f"supervisor@{DISTRICT}"


def test_the_pack_in_force_says_how_long(shift, now, areas, tmp_path):
    pack = tmp_path / "local.yaml"
    pack.write_text(
        "pack: local\nextends: national-2022-03\n"
        "commitments:\n  - {kind: roster.cover, due: 2h, before: 48h, cite: B1c}\n"
    )
    activate(pack, area=areas[DISTRICT])
    shift(-4, 60)
    watch_lines()
    assert hours_until_due(promises().get(), now) == 12


def test_each_gap_has_one_promise_however_often_one_looks(shift):
    shift(-4, 20)
    shift(30, 40)
    for _again in range(3):
        watch_lines()
    assert promises().count() == LineGap.objects.count() == 2


def test_what_begins_beyond_three_days_is_not_promised_yet(shift):
    shift(-4, 73)
    watch_lines()
    assert not promises().exists()


def test_a_place_that_never_had_a_line_is_answered_above_and_promises_nothing(areas, shift):
    shift(-4, 60, code=DISTRICT)
    watch_lines()
    assert [promise.area_id for promise in promises()] == [DISTRICT]


def test_before_its_first_shift_a_line_does_not_exist(shift):
    shift(10, 90)
    watch_lines()
    assert not promises().exists()


def test_filling_the_gap_keeps_the_promise_at_once(shift, areas, medic, operator, now):
    shift(-4, 20)
    shift(28, 90)
    watch_lines()
    hours = {"starts_at": now + 20 * HOUR, "ends_at": now + 28 * HOUR}
    add_shift(areas[COMMUNITY], person=medic, phone="0451-1", by=operator, **hours)
    promise = promises().get()
    assert promise.kept_at
    assert promise.closed_by == operator
    assert LineGap.objects.get().closed_at


def test_a_part_of_a_gap_keeps_nothing_and_starts_no_new_clock(shift, now):
    shift(-4, 20)
    shift(28, 90)
    watch_lines()
    due_at = promises().get().due_at
    shift(20, 24)
    watch_lines()
    promise = promises().get()
    assert promise.is_open
    assert promise.due_at == due_at


def test_taking_somebody_off_opens_a_gap_at_once(shift, operator):
    shift(-4, 30)
    middle = shift(30, 40)
    shift(40, 90)
    remove_shift(middle, by=operator)
    assert promises().get().started_at


def test_hours_that_went_by_are_let_go_and_stay_broken(shift, now):
    shift(-10, -5)
    shift(-1, 90)
    gap = LineGap.objects.create(
        area_id=COMMUNITY, starts_at=now - 5 * HOUR, ends_at=now - HOUR, found_at=now - 6 * HOUR
    )
    watch_lines()
    gap.refresh_from_db()
    assert gap.closed_at
    assert not promises().filter(kept_at__isnull=False).exists()


def test_a_line_given_up_is_let_go(shift, now):
    shift(-4, -2)
    watch_lines()
    DutyShift.objects.update(starts_at=now - timedelta(days=33), ends_at=now - timedelta(days=32))
    watch_lines()
    assert promises().get().release_reason == "the line was given up"


def test_somebody_planned_after_an_endless_gap_gives_it_its_end(shift):
    shift(-4, 20)
    watch_lines()
    shift(40, 60)
    watch_lines()
    assert LineGap.objects.count() == 2  # the one before the new shift, and the one after it
    first, second = LineGap.objects.order_by("starts_at")
    assert first.ends_at
    assert second.ends_at is None


def test_a_thousand_lines_cost_as_many_queries_as_one(areas, medic, now, django_assert_max_num_queries):
    street = areas["230110003"]
    codes = [f"230110003{number:03d}" for number in range(100, 400)]
    Area.objects.bulk_create(
        Area(code=c, name=c, level=Level.COMMUNITY, parent=street, lineage={**street.lineage, "community": c})
        for c in codes
    )
    DutyShift.objects.bulk_create(
        DutyShift(area_id=c, person=medic, phone="1", starts_at=now - HOUR, ends_at=now + HOUR) for c in codes
    )
    with django_assert_max_num_queries(26):
        assert watch_lines().found == 300
    with django_assert_max_num_queries(8):
        assert watch_lines().found == 0
    DutyShift.objects.update(ends_at=now + 90 * HOUR)
    with django_assert_max_num_queries(16):
        assert watch_lines().covered == 300


def test_last_week_is_copied_where_nobody_is_planned(shift, operator, now):
    shift(-7 * 24 + 2, -7 * 24 + 12)
    shift(5, 8)
    made = copy_last_week([COMMUNITY, OTHER], since=now, until=now + timedelta(days=7), by=operator)
    assert made == 2
    shifts = DutyShift.objects.filter(starts_at__gt=now).order_by("starts_at")
    assert [round((one.starts_at - now) / HOUR) for one in shifts] == [2, 5, 8]
    assert copy_last_week([COMMUNITY], since=now, until=now + timedelta(days=7), by=operator) == 0


def test_whoever_left_is_not_put_on_duty_again(shift, operator, medic, now):
    shift(-7 * 24 + 2, -7 * 24 + 12)
    medic.is_active = False
    medic.save()
    assert copy_last_week([COMMUNITY], since=now, until=now + timedelta(days=7), by=operator) == 0
