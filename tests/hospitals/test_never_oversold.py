"""Slots and buffer places: whoever writes, and however many at once, the database gives each out once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Hospital, Places, Slot
from hospitals.models.reports import Figure
from hospitals.services import ask_hospital, report_places
from hospitals.services.slots import close_slot, resize_slot
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import Impossible
from portal.lifecycle.move import move


@pytest.mark.django_db
def test_a_refused_booking_gives_its_slot_back(ask, desk, slot):
    booking = ask(slot=slot)
    slot.refresh_from_db()
    assert slot.free == 0
    move(BOOKING, booking, "refuse", by=desk, data={"code": "no_capacity"})
    slot.refresh_from_db()
    assert slot.free == 1


@pytest.mark.django_db
def test_a_full_slot_says_so(ask, slot):
    ask(slot=slot)
    with pytest.raises(Impossible) as refused:
        ask(slot=slot)
    assert refused.value.constraint == "slot_not_oversold"
    assert Booking.objects.count() == 1


@pytest.mark.django_db
def test_moving_to_another_slot_frees_the_first(ask, desk, slot, hospital):
    other = type(slot).objects.create(
        hospital=hospital, starts_at=slot.ends_at, ends_at=slot.ends_at + timedelta(hours=1), capacity=2
    )
    booking = move(BOOKING, ask(slot=slot), "accept", by=desk, data={"slot": other.pk})
    slot.refresh_from_db()
    other.refresh_from_db()
    assert (slot.taken, other.taken, booking.slot) == (0, 1, other)


@pytest.mark.django_db(transaction=True)
def test_the_last_slot_is_given_once(at_once, hospital, operator, subject, slot):
    def book():
        return ask_hospital(hospital, subject=subject(), need="outpatient", by=operator, slot=slot)

    results = at_once(book, book, book)
    assert sum(isinstance(result, Booking) for result in results) == 1
    assert sum(isinstance(result, Impossible) for result in results) == 2
    slot.refresh_from_db()
    assert slot.taken == 1


def is_booked(result):
    return isinstance(result, Booking)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_not_lowered_away_while_it_is_booked(at_once, hospital, operator, desk, subject, slot):
    """Whoever comes first, the slot never has more than it holds, and who has a place keeps it."""
    Slot.objects.filter(pk=slot.pk).update(capacity=2)
    book = partial(ask_hospital, hospital, need="outpatient", by=operator, slot=slot)
    results = at_once(
        lambda: book(subject=subject()), lambda: book(subject=subject()), lambda: resize_slot(slot, capacity=1, by=desk)
    )
    slot.refresh_from_db()
    booked, lowered = sum(map(is_booked, results[:2])), not isinstance(results[2], MoveRefused)
    assert slot.taken == booked <= slot.capacity == (1 if lowered else 2)
    assert all(is_booked(result) or isinstance(result, Impossible) for result in results[:2])


@pytest.mark.django_db(transaction=True)
def test_a_slot_that_closes_while_it_is_booked_is_never_booked_afterwards(
    at_once, hospital, operator, desk, subject, slot
):
    book = partial(ask_hospital, hospital, need="outpatient", by=operator, slot=slot)
    booked, _closed = at_once(lambda: book(subject=subject()), lambda: close_slot(slot, by=desk))
    slot.refresh_from_db()
    assert slot.is_closed
    assert slot.taken == is_booked(booked)
    with pytest.raises(Impossible):
        book(subject=subject())


@pytest.mark.django_db(transaction=True)
def test_what_a_refusal_gives_back_is_given_once(at_once, ask, hospital, operator, desk, subject, slot):
    held = ask(slot=slot)
    book = partial(ask_hospital, hospital, need="outpatient", by=operator, slot=slot)
    results = at_once(
        lambda: move(BOOKING, held, "refuse", by=desk, data={"code": "no_capacity"}),
        *(lambda: book(subject=subject()) for _turn in range(3)),
    )
    slot.refresh_from_db()
    held.refresh_from_db()
    assert held.state == "refused"
    assert slot.taken == sum(map(is_booked, results[1:])) <= 1
    if not slot.taken:
        book(subject=subject())  # all three came too early; the place is there


@pytest.mark.django_db(transaction=True)
def test_two_who_change_places_wait_for_each_other(at_once, ask, desk, slot, hospital):
    """Both slots are written by both: without an order of locking the database would break one of them off."""
    Slot.objects.update(capacity=2)
    later = Slot.objects.create(
        hospital=hospital, starts_at=slot.ends_at, ends_at=slot.ends_at + timedelta(hours=1), capacity=2
    )
    first, second = ask(slot=slot), ask(slot=later)
    results = at_once(
        lambda: move(BOOKING, first, "accept", by=desk, data={"slot": later.pk}),
        lambda: move(BOOKING, second, "accept", by=desk, data={"slot": slot.pk}),
    )
    assert [is_booked(result) and result.slot_id for result in results] == [later.pk, slot.pk]
    slot.refresh_from_db()
    later.refresh_from_db()
    assert (slot.taken, later.taken) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_withdrawing_and_accepting_elsewhere_count_each_place_once(at_once, ask, desk, operator, slot, hospital):
    later = Slot.objects.create(
        hospital=hospital, starts_at=slot.ends_at, ends_at=slot.ends_at + timedelta(hours=1), capacity=1
    )
    going, coming = ask(slot=later), ask(slot=slot)
    _left, came = at_once(
        lambda: move(BOOKING, going, "withdraw", by=operator),
        lambda: move(BOOKING, coming, "accept", by=desk, data={"slot": later.pk}),
    )
    slot.refresh_from_db()
    later.refresh_from_db()
    assert (slot.taken, later.taken) == ((0, 1) if is_booked(came) else (1, 0))


@pytest.mark.django_db
def test_sql_cannot_oversell_either(slot):
    with pytest.raises(IntegrityError, match="slot_not_oversold"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE hospitals_slot SET taken = 2 WHERE id = %s", [slot.pk])


@pytest.mark.django_db
def test_a_slot_of_another_hospital_is_none(ask, areas, slot):
    elsewhere = Hospital.objects.create(name="松北分院", area=areas["230103"])
    with pytest.raises(Impossible) as refused:
        ask(hospital=elsewhere, slot=slot)
    assert refused.value.constraint == "booking_slot_of_its_hospital"


@pytest.mark.django_db
def test_an_unknown_result_takes_a_buffer_place_until_leaving(ask, desk, buffer):
    booking = move(BOOKING, ask(is_result_known=False), "accept", by=desk)
    buffer.refresh_from_db()
    assert (booking.buffer, buffer.free) == (buffer, 0)
    booking = move(BOOKING, move(BOOKING, booking, "receive", by=desk), "leave", by=desk)
    buffer.refresh_from_db()
    assert buffer.free == 1


@pytest.mark.django_db
def test_a_known_result_takes_none(ask, desk, buffer):
    assert move(BOOKING, ask(), "accept", by=desk).buffer is None


@pytest.mark.django_db
def test_no_buffer_place_refuses_nobody(ask, desk, buffer):
    first = move(BOOKING, ask(is_result_known=False), "accept", by=desk)
    second = move(BOOKING, ask(is_result_known=False), "accept", by=desk)
    assert (first.buffer, second.buffer) == (buffer, None)
    assert second.state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_share_no_buffer_place(at_once, ask, desk, buffer):
    bookings = [ask(is_result_known=False), ask(is_result_known=False)]
    results = at_once(*(lambda b=booking: move(BOOKING, b, "accept", by=desk) for booking in bookings))
    assert sorted(str(result.buffer_id) for result in results) == sorted([str(buffer.pk), "None"])
    assert Places.objects.get().used == 1


@pytest.mark.django_db
def test_more_places_used_than_there_are_is_refused(hospital, desk):
    with pytest.raises(Impossible) as refused:
        report_places(hospital, figures=[Figure(room="bed", total=3, used=4)], by=desk)
    assert refused.value.constraint == "places_used_within_total"


@pytest.mark.django_db
def test_one_hospital_is_asked_at_a_time(ask, subject):
    somebody = subject()
    ask(subject=somebody)
    with pytest.raises(Impossible) as refused:
        ask(subject=somebody)
    assert refused.value.constraint == "booking_one_pending_per_subject"
