"""The board of arrivals: the soonest first, late ones marked, with what must stand ready; and who waits to go home."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from hospitals.selectors.desk import arrival_of, columns_of
from hospitals.services import announce_arrival
from portal.commitments.models import Commitment
from portal.lifecycle.move import move

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def expected(ask, desk):
    """expected(minutes, eta=…): accepted for then, and, with an eta, on the way."""

    def make(minutes, eta=None, **wishes):
        now = timezone.now()
        booking = move(BOOKING, ask(expected_at=now + minutes * MINUTE, **wishes), "accept", by=desk)
        if eta is not None:
            announce_arrival(booking, eta_at=now + eta * MINUTE)
        return Booking.objects.get(pk=booking.pk)

    return make


def cards(hospital, desk, column="expected"):
    return next(one.cards for one in columns_of(hospital, desk) if one.name == column)


def test_the_soonest_stands_first_and_whoever_is_at_the_door_before_them(expected, hospital, desk):
    agreed, on_the_way, here = expected(30), expected(60, eta=10), expected(90)
    move(BOOKING, here, "arrive", by=desk)
    assert [card.booking for card in cards(hospital, desk)] == [here, on_the_way, agreed]


def test_lights_of_arrivals(expected):
    now = timezone.now()
    lights = [arrival_of(expected(minutes), now=now).light for minutes in (-5, 10, 60)]
    assert lights == ["late", "near", "running"]


def test_later_than_agreed_is_said(expected):
    arrival = arrival_of(expected(10, eta=40), now=timezone.now())
    assert (arrival.is_on_the_way, arrival.seconds_later // 60) == (True, 30)
    assert arrival_of(expected(10, eta=20), now=timezone.now()).seconds_later == 0


def test_what_must_stand_ready(expected, client, desk):
    expected(10, aids=["wheelchair", "oxygen", "companion"], is_result_known=False)
    client.force_login(desk)
    (card,) = client.get("/desk/").context["columns"][1]["cards"]
    assert len(card["aids"]) == 3


def test_who_was_refused_or_is_inside_arrives_no_more(expected, desk):
    booking = move(BOOKING, expected(10, eta=5), "receive", by=desk)
    assert arrival_of(booking, now=timezone.now()) is None


def test_whoever_was_treated_is_fetched_under_a_clock(expected, hospital, desk):
    booking = move(BOOKING, move(BOOKING, expected(10), "receive", by=desk), "leave", by=desk)
    promise = Commitment.objects.get(subject_id=booking.pk, kind="booking.fetch")
    assert promise.started_at == booking.leaving_at
    assert cards(hospital, desk, "leaving")[0].clock == promise
    move(BOOKING, booking, "close", by=desk)
    promise.refresh_from_db()
    assert promise.kept_at
