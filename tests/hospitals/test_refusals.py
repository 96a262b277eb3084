"""Refusing and keeping silent: recorded and told at once, never prevented; whoever was assigned is not turned away."""

from datetime import timedelta

import pytest

from hospitals.forms import RefuseForm
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Hospital, Violation
from hospitals.services import close_hospital
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.move import move
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db

DIALOG = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def assigned(ask, operator):
    return move(BOOKING, ask(hop=2), "assign", by=operator)


def test_turning_away_somebody_assigned_is_a_violation_whatever_the_reason(assigned, desk):
    booking = move(BOOKING, assigned, "refuse", by=desk, data={"code": "no_capacity"})
    assert booking.is_violation
    assert Violation.objects.get().was_assigned
    told = set(Notice.objects.filter(number=booking.number, to__startswith="supervisor").values_list("to", "kind"))
    assert told == {("supervisor@230110", "booking.violation"), ("supervisor@2301", "booking.assigned_refused")}


def test_a_closing_violates_nothing_even_of_somebody_assigned(assigned, hospital, desk):
    close_hospital(hospital, reason="infection", by=desk)
    assert Booking.objects.get(pk=assigned.pk).state == "refused"
    assert not Violation.objects.exists()


def test_where_the_institution_lies_elsewhere_its_own_supervisor_hears_too(ask, areas, person):
    theirs = Hospital.objects.create(name="南岗医院", area=areas["230103"])
    desk = person("their desk", "desk", on=theirs)
    booking = move(BOOKING, ask(hospital=theirs), "refuse", by=desk, data={"code": "risk_area"})
    told = Notice.objects.filter(kind="booking.violation", number=booking.number).values_list("to", flat=True)
    assert set(told) == {"supervisor@230110", "supervisor@230103"}


def test_an_open_institution_cannot_say_that_it_is_closed(ask, desk):
    with pytest.raises(InvalidInput) as refused:
        move(BOOKING, ask(), "refuse", by=desk, data={"code": "closed"})
    assert "code" in refused.value.fields


def test_forbidden_reasons_stand_apart_and_say_what_they_mean(ask):
    (_permitted, allowed), (title, forbidden) = RefuseForm(thing=ask()).fields["code"].choices
    assert "N1" in str(title)
    assert {code for code, _label in forbidden} == {
        "no_test", "expired_test", "abnormal_code", "fever", "came_alone", "risk_area",
    }  # fmt: skip
    assert not {code for code, _label in allowed} & {code for code, _label in forbidden}


def test_the_dialog_warns_by_whom_is_meant(client, desk, ask, assigned):
    client.force_login(desk)
    fresh, again = ask(), ask(hop=1)
    said = {
        booking.pk: client.get(f"/desk/bookings/{booking.pk}/move/refuse/", headers=DIALOG).content.decode()
        for booking in (fresh, again, assigned)
    }
    assert "banner--late" in said[assigned.pk]
    assert said[again.pk].count("banner--near") == 2
    assert said[fresh.pk].count("banner--near") == 1


def test_a_refusal_at_the_door_keeps_when_the_institution_answered(ask, desk):
    booking = move(BOOKING, ask(), "accept", by=desk)
    answered = booking.answered_at
    booking = move(BOOKING, booking, "refuse", by=desk, data={"code": "equipment_down"})
    assert booking.answered_at == answered
    assert booking.closed_at > answered


def test_silence_escalates_and_is_red_on_the_desk(ask, client, desk):
    booking = ask(severity="critical")
    late = Commitment.objects.filter(subject_id=booking.pk, kind="booking.accept")
    at = late.get().started_at - timedelta(hours=3)
    late.update(started_at=at, due_at=at + timedelta(minutes=15), next_due_at=at + timedelta(minutes=15))
    sweep()
    roles = set(Escalation.objects.filter(commitment__in=late).values_list("to_role", "at_level"))
    assert ("supervisor", "district") in roles
    client.force_login(desk)
    (card,) = client.get("/desk/").context["columns"][0]["cards"]
    assert card["clock"].light == "red"


def test_slot_and_entrance_are_chosen_in_a_dialog(client, desk, ask, slot):
    booking = ask()
    client.force_login(desk)
    address = f"/desk/bookings/{booking.pk}/move/accept/"
    assert str(slot.pk) in client.get(address, headers=DIALOG).content.decode()
    assert client.post(address, {"slot": slot.pk, "entrance": "北门"}, headers=DIALOG).status_code == 204
    booking.refresh_from_db()
    assert (booking.state, booking.slot, booking.entrance, booking.expected_at) == (
        "accepted", slot, "北门", slot.starts_at,
    )  # fmt: skip
