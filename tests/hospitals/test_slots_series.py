"""A series of slots is opened in one act and never twice; one slot is resized, closed and opened again (P1)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from hospitals.models import Slot
from hospitals.selectors.slots import offers, suggested_slot, week_of
from hospitals.services.slots import close_slot, open_series, reopen_slot, resize_slot
from portal.audit.models import Entry
from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.impossible import Impossible

pytestmark = pytest.mark.django_db


def tomorrow(days=1) -> date:
    return timezone.localdate() + timedelta(days=days)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@pytest.fixture
def series(hospital, desk):
    def make(**wishes):
        given = {"days": [tomorrow()], "begins": time(8), "ends": time(10), "every": 30, "capacity": 2, "by": desk}
        return open_series(hospital, **{**given, **wishes})

    return make


def test_one_after_the_other(series, hospital):
    made = series(need="outpatient", department="综合门诊")
    assert (made.opened, made.standing) == (4, 0)
    slots = hospital.slots.order_by("starts_at")
    assert [(slot.starts_at, slot.ends_at) for slot in slots] == [
        (at(tomorrow(), hour, minute), at(tomorrow(), hour, minute) + timedelta(minutes=30))
        for hour in (8, 9) for minute in (0, 30)
    ]  # fmt: skip
    assert {(slot.capacity, slot.need, slot.department) for slot in slots} == {(2, "outpatient", "综合门诊")}
    assert Entry.objects.get(action="slot.open").detail["slots"] == 4


def test_the_last_one_is_over_when_the_hours_are(series, hospital):
    series(every=50)
    assert hospital.slots.count() == 2  # 08:00 and 08:50; one from 09:40 would last until 10:30


def test_pressed_twice_it_opens_each_once(series):
    series()
    again = series(ends=time(11))
    assert (again.opened, again.standing) == (2, 4)
    assert series(need="outpatient").opened == 4  # for another need it is another slot


def test_what_has_begun_is_left_out(series, hospital):
    with pytest.raises(InvalidInput) as refused:
        series(days=[tomorrow(-1)])
    assert "ends" in refused.value.fields
    assert not hospital.slots.exists()


def test_a_thousand_at_most(series):
    with pytest.raises(InvalidInput):
        series(days=[tomorrow(number) for number in range(1, 20)], begins=time(0), ends=time(23), every=5)


def test_capacity_never_falls_below_what_is_taken(series, ask, hospital, desk):
    series()
    slot = hospital.slots.first()
    ask(slot=slot)
    ask(slot=slot)
    with pytest.raises(InvalidInput, match="2") as refused:
        resize_slot(slot, capacity=1, by=desk)
    assert list(refused.value.fields) == ["capacity"]
    assert resize_slot(slot, capacity=5, by=desk).free == 3


def test_a_closed_slot_keeps_whom_it_has_and_takes_nobody(series, ask, hospital, desk):
    series()
    slot = hospital.slots.first()
    booking = ask(slot=slot)
    close_slot(slot, by=desk)
    with pytest.raises(Impossible) as refused:
        ask(slot=slot)
    assert refused.value.constraint == "slot_is_closed"
    booking.refresh_from_db()
    assert booking.slot == slot
    assert suggested_slot(hospital, need="outpatient") != slot
    reopen_slot(slot, by=desk)
    ask(slot=slot)
    slot.refresh_from_db()
    assert slot.taken == 2


def test_a_slot_that_is_over_or_for_another_need_is_refused(ask, hospital):
    now = timezone.now()
    over = Slot.objects.create(
        hospital=hospital, starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1), capacity=1
    )
    other = Slot.objects.create(
        hospital=hospital, need="treatment_session", starts_at=now, ends_at=now + timedelta(hours=1), capacity=1
    )
    for slot in (over, other):
        with pytest.raises(InvalidInput) as refused:
            ask(slot=slot)
        assert list(refused.value.fields) == ["slot"]


def test_the_emptiest_of_the_next_is_suggested(series, ask, hospital):
    series()
    first, second, *others = hospital.slots.order_by("starts_at")
    ask(slot=first)
    offer = offers([hospital], need="outpatient")[hospital.pk]
    assert offer.suggested == second
    assert offer.slots == [second, first, *others]


def test_only_what_fits_is_offered_and_it_costs_one_query(series, ask, hospital, desk, django_assert_num_queries):
    series(need="treatment_session")
    series(need="", ends=time(9))
    close_slot(hospital.slots.filter(need="").first(), by=desk)
    with django_assert_num_queries(1):
        found = offers([hospital], need="outpatient")
    assert [slot.need for slot in found[hospital.pk].slots] == [""]
    assert offers([], need="outpatient") == {}


def test_a_week_begins_with_the_day_that_is_asked_for(series, hospital):
    series(days=[tomorrow(), tomorrow(2)])
    days = week_of(hospital, tomorrow())
    assert [(day.day, len(day.slots), day.capacity) for day in days][:3] == [
        (tomorrow(), 4, 8), (tomorrow(2), 4, 8), (tomorrow(3), 0, 0),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_same_series_open_it_once(at_once, hospital, desk, series):
    results = at_once(series, series)
    assert sorted(result.opened for result in results) == [0, 4]
    assert hospital.slots.count() == 4
