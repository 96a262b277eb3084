"""A desk's tap and a driver's, each waiting for what the other has locked: both are carried out."""

import pytest
from django.db import OperationalError, connection, transaction

from hospitals.lifecycle import BOOKING
from portal.lifecycle.move import move
from portal.lifecycle.patience import done_again_after_a_deadlock
from transport.lifecycle import TRIP
from transport.models import Trip
from transport.services import issue_self_drive

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_lock_crosswise_both_succeed(at_once, own_car):
    one, other = own_car(), own_car()

    @done_again_after_a_deadlock
    @transaction.atomic
    def lock(*trips):
        for trip in trips:
            Trip.objects.select_for_update().get(pk=trip.pk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")
        return "done"

    assert at_once(lambda: lock(one, other), lambda: lock(other, one)) == ["done", "done"]


def test_inside_another_transaction_only_that_one_can_be_done_again(own_car):
    turns = []

    @done_again_after_a_deadlock
    def act():
        turns.append(1)
        raise OperationalError

    with pytest.raises(OperationalError), transaction.atomic():
        act()
    assert turns == [1]


def test_the_desk_and_the_family_tap_at_once(at_once, ask, desk, operator, subject):
    """By private car the desk's tap moves the trip and the family's word moves the booking."""
    somebody = subject()
    booking = move(BOOKING, ask(subject=somebody), "accept", by=desk)
    trip = move(TRIP, issue_self_drive(subject=somebody, by=operator, booking=booking), "go_out", by=operator)
    at_once(lambda: move(BOOKING, booking, "receive", by=desk), lambda: move(TRIP, trip, "arrive", by=operator))
    trip.refresh_from_db()
    booking.refresh_from_db()
    assert (trip.state, booking.state) == ("at_hospital", "received")
