"""Two people in one vehicle: only where the pack by which both were judged allows it, and of one control status."""

import pytest
from django.db import IntegrityError
from django.urls import reverse
from rest_framework.test import APIClient

from hospitals.lifecycle import BOOKING
from portal.lifecycle.impossible import Impossible
from portal.lifecycle.move import move
from transport import pooling
from transport.models import Trip
from transport.services import assign_vehicle

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(wait, vehicle, at_wheel, dispatcher):
    return assign_vehicle(wait(may_pool=True, control="sealed"), vehicle=vehicle, by=dispatcher)


def share(client, first, other):
    return client.post(reverse("transport:share", args=[first.pk]), {"other": other.pk})


def test_a_dispatcher_puts_somebody_into_the_ride(client, first, wait, dispatcher):
    other = wait(may_pool=True, control="sealed")
    client.force_login(dispatcher)
    assert other.number in client.get(reverse("transport:share", args=[first.pk])).content.decode()
    assert share(client, first, other).status_code == 302
    other.refresh_from_db()
    assert (other.pool, other.vehicle, other.driver) == (first.pool, first.vehicle, first.driver)


@pytest.mark.parametrize(
    "other", [{"may_pool": False, "control": "sealed"}, {"may_pool": True, "control": "high_risk"}]
)
def test_who_may_not_is_shown_with_the_reason_and_refused(other, client, first, wait, dispatcher):
    trip = wait(**other)
    client.force_login(dispatcher)
    (mate,) = client.get(reverse("transport:share", args=[first.pk])).context["mates"]
    assert len(mate.against) == 1
    answer = share(client, first, trip)
    assert answer.status_code == 409
    trip.refresh_from_db()
    assert trip.state == "waiting"


def test_the_database_itself_refuses_two_classes_of_risk(first, wait, vehicle, dispatcher):
    with pytest.raises(Impossible) as refused:
        assign_vehicle(wait(may_pool=True, control="high_risk"), vehicle=vehicle, share_with=first, by=dispatcher)
    assert refused.value.constraint == "trip_pool_of_one_risk"
    with pytest.raises(IntegrityError, match="trip_pool_of_one_risk"):
        Trip.objects.filter(pk=wait(may_pool=True).pk).update(pool=first.pool)


def test_a_caller_cannot_claim_what_the_pack_does_not_say(ask, desk, operator, monkeypatch):
    booking = move(BOOKING, ask(), "accept", by=desk)
    client = APIClient()
    client.force_authenticate(operator)
    told = {"booking": str(booking.pk), "may_pool": True}
    refused = client.post("/api/v1/trips/", told, format="json")
    assert refused.status_code == 400
    assert "may_pool" in refused.json()["fields"]
    monkeypatch.setitem(pooling._answers, "case", lambda subject_id: True)
    assert client.post("/api/v1/trips/", told, format="json").json()["may_pool"] is True


def test_a_stranger_sees_no_such_ride(client, first, neighbour):
    client.force_login(neighbour)
    assert client.get(reverse("transport:share", args=[first.pk])).status_code == 404
