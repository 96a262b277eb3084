"""A community asks a hospital with one of its slots (P1): the next free ones, and what happens when one is full."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.lifecycle import CASE
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Designation, Hospital, Slot
from portal.lifecycle.move import move
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db

DIALOG = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def hospitals(areas):
    made = [Hospital.objects.create(name=name, area=areas["230110"]) for name in ("一院", "二院")]
    for one in made:
        Designation.objects.create(hospital=one, since=timezone.localdate()).serves.add(areas["230110"])
    return made


@pytest.fixture
def slots(hospitals):
    """Two of the first, one of the second: one place each."""
    now = timezone.now()
    hours = [(hospitals[0], 1), (hospitals[0], 2), (hospitals[1], 1)]
    return [
        Slot.objects.create(
            hospital=one, starts_at=now + timedelta(hours=h), ends_at=now + timedelta(hours=h + 1), capacity=1
        )
        for one, h in hours
    ]


@pytest.fixture
def judged(operator):
    def make(**changes):
        changes = {"need": "outpatient", "control": "sealed", "can_self_drive": False} | changes
        case = request_of(operator, **changes)
        case = move(CASE, case, "answer", by=operator, data={"channel": "phone"})
        return move(CASE, case, "judge", by=operator, data={"pathway": "outing_vehicle", "reason": "要查"})

    return make


@pytest.fixture
def arrange(client, operator):
    client.force_login(operator)

    def send(case, **said):
        return client.post(f"/cases/{case.number}/move/arrange/", said, headers=DIALOG)

    return send


def test_the_dialog_offers_the_next_free_slots_of_each(client, operator, judged, hospitals, slots):
    client.force_login(operator)
    page = client.get(f"/cases/{judged().number}/move/arrange/", headers=DIALOG)
    offered = {row["one"].hospital.name: row["offer"] for row in page.context["candidates"]}
    assert offered["一院"].suggested == slots[0]
    assert [slot.pk for slot in offered["二院"].slots] == [slots[2].pk]
    for slot in slots:
        assert f'name="slot-{slot.hospital_id}" id="slot-{slot.pk}"' in page.content.decode()


def test_the_slot_of_the_hospital_that_is_chosen_counts(arrange, judged, hospitals, slots):
    """What stands picked beside the other hospital is not meant."""
    said = {"hospital": hospitals[0].pk, f"slot-{hospitals[0].pk}": slots[1].pk, f"slot-{hospitals[1].pk}": slots[2].pk}
    assert arrange(judged(), **said).status_code == 204
    booking = Booking.objects.get()
    assert (booking.hospital, booking.slot, booking.expected_at) == (hospitals[0], slots[1], slots[1].starts_at)
    slots[1].refresh_from_db()
    assert slots[1].taken == 1


def test_community_health_books_too(client, medic, judged, hospitals, slots):
    client.force_login(medic)
    said = {"hospital": hospitals[0].pk, f"slot-{hospitals[0].pk}": slots[0].pk}
    assert client.post(f"/cases/{judged().number}/move/arrange/", said, headers=DIALOG).status_code == 204
    assert Booking.objects.get().slot == slots[0]


def test_a_slot_that_was_just_taken_is_said_and_nothing_typed_is_lost(arrange, judged, hospitals, slots):
    said = {"hospital": hospitals[0].pk, f"slot-{hospitals[0].pk}": slots[0].pk, "note": "请走东门"}
    first, second = judged(), judged(name="王小云", phone="13800000001")
    assert arrange(first, **said).status_code == 204
    refused = arrange(second, **said)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()
    assert "请走东门" in text
    assert f'id="slot-{slots[0].pk}"' not in text  # no longer offered; the others of that hospital are
    assert f'id="slot-{slots[1].pk}"' in text
    assert Booking.objects.count() == 1
    second.refresh_from_db()
    assert second.state == "judged"


def test_after_a_refusal_the_next_hospital_is_asked_with_its_slot(arrange, judged, hospitals, slots, person):
    arrange(judged(), **{"hospital": hospitals[0].pk, f"slot-{hospitals[0].pk}": slots[0].pk})
    desk = person("other_desk", "desk", on=hospitals[0])
    move(BOOKING, Booking.objects.get(), "refuse", by=desk, data={"code": "no_specialty"})
    again = Booking.objects.get(state="asked")
    assert (again.hospital, again.slot) == (hospitals[1], slots[2])
    slots[0].refresh_from_db()
    assert slots[0].taken == 0


def test_over_http_a_slot_names_its_hospital(client, operator, judged, hospitals, slots):
    client.force_login(operator)
    post = {"content_type": "application/json"}
    first, second, third = (judged(name=f"王{n}", phone=f"138{ord(n):08}") for n in "一二三")
    url = "/api/v1/cases/%s/arrange/"
    mixed = client.post(url % first.number, {"hospital": hospitals[1].pk, "slot": slots[0].pk}, **post)
    assert (mixed.status_code, list(mixed.json()["fields"])) == (400, ["slot"])
    assert client.post(url % first.number, {"slot": 999999}, **post).status_code == 400
    assert client.post(url % first.number, {"slot": slots[0].pk}, **post).status_code == 200
    assert Booking.objects.get().hospital == hospitals[0]
    full = client.post(url % second.number, {"slot": slots[0].pk}, **post)
    assert full.status_code == 409
    assert client.post(url % third.number, {"slot": slots[2].pk}, **post).status_code == 200
