"""The desk answers: accepts, refuses, receives, lets go; the promise to answer runs from the asking."""

import pytest

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Violation
from hospitals.vocabulary import FORBIDDEN_REFUSALS, Refusal
from portal.commitments.models import Commitment
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused, WrongState
from portal.lifecycle.move import move
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db


def clock(booking):
    return Commitment.objects.get(kind="booking.accept", subject_id=booking.pk)


def test_asking_starts_the_clock_and_tells_the_desk(ask, hospital):
    booking = ask()
    assert booking.state == "asked"
    assert clock(booking).started_at == booking.asked_at
    assert clock(booking).is_open
    assert Notice.objects.filter(to=f"hospital:{hospital.pk}", kind="booking.asked", number=booking.number).exists()


def test_accepting_is_one_tap_and_keeps_the_promise(ask, desk, slot):
    booking = move(BOOKING, ask(slot=slot), "accept", by=desk)
    assert booking.state == "accepted"
    assert booking.expected_at == slot.starts_at
    assert clock(booking).kept_at


def test_the_whole_stay(ask, desk):
    booking = ask()
    for name in ("accept", "arrive", "receive", "leave", "close"):
        booking = move(BOOKING, booking, name, by=desk)
    assert booking.state == "closed"
    assert booking.arrived_at <= booking.received_at <= booking.leaving_at <= booking.closed_at


def test_whoever_was_not_seen_arriving_is_received_in_one_tap(ask, desk):
    booking = move(BOOKING, move(BOOKING, ask(), "accept", by=desk), "receive", by=desk)
    assert booking.arrived_at == booking.received_at


@pytest.mark.parametrize("code", sorted(FORBIDDEN_REFUSALS))
def test_a_forbidden_reason_is_a_violation(ask, desk, code):
    booking = move(BOOKING, ask(), "refuse", by=desk, data={"code": code})
    assert booking.is_violation
    assert Violation.objects.get(booking=booking).code == code
    assert Notice.objects.filter(to="supervisor@230110", kind="booking.violation", number=booking.number).exists()
    assert clock(booking).kept_at, "the hospital has answered; what it answered is another matter"


def test_a_permitted_reason_is_no_violation(ask, desk):
    booking = move(BOOKING, ask(), "refuse", by=desk, data={"code": Refusal.NO_CAPACITY})
    assert not Violation.objects.exists()
    assert not Notice.objects.filter(kind="booking.violation").exists()
    assert booking.refusal_code == "no_capacity"


def test_another_reason_must_be_said(ask, desk):
    booking = ask()
    with pytest.raises(InvalidInput) as refused:
        move(BOOKING, booking, "refuse", by=desk, data={"code": "other"})
    assert "note" in refused.value.fields
    said = move(BOOKING, booking, "refuse", by=desk, data={"code": "other", "note": "电梯停运"})
    assert said.refusal_note == "电梯停运"


def test_a_made_up_reason_is_no_reason(ask, desk):
    with pytest.raises(InvalidInput):
        move(BOOKING, ask(), "refuse", by=desk, data={"code": "too_late"})


def test_refused_at_the_door_is_refused_too(ask, desk):
    booking = move(BOOKING, move(BOOKING, ask(), "accept", by=desk), "arrive", by=desk)
    assert move(BOOKING, booking, "refuse", by=desk, data={"code": "came_alone"}).is_violation


def test_nobody_inside_can_be_refused(ask, desk):
    booking = move(BOOKING, move(BOOKING, ask(), "accept", by=desk), "receive", by=desk)
    with pytest.raises(WrongState) as refused:
        move(BOOKING, booking, "refuse", by=desk, data={"code": "no_capacity"})
    assert refused.value.allowed == ["leave", "close", "hand_over"]


def test_the_operator_cannot_answer_for_the_hospital(ask, operator):
    with pytest.raises(Denied):
        move(BOOKING, ask(), "accept", by=operator)


def test_withdrawing_releases_the_promise(ask, operator):
    booking = move(BOOKING, ask(), "withdraw", by=operator)
    assert clock(booking).released_at


def test_the_command_centre_assigns_only_after_the_second_refusal(ask, operator):
    with pytest.raises(MoveRefused):
        move(BOOKING, ask(hop=1), "assign", by=operator)
    booking = move(BOOKING, ask(hop=2), "assign", by=operator)
    assert booking.is_assigned
    assert booking.state == "accepted"


def test_a_critical_person_is_assigned_at_once(ask, operator):
    assert move(BOOKING, ask(severity="critical"), "assign", by=operator).is_assigned


def test_the_note_is_sealed(ask):
    booking = ask(note="呼吸困难")
    row = Booking.objects.filter(pk=booking.pk).values("note").get()
    assert "呼吸" not in bytes(row["note"]).decode("utf-8", "replace")
    assert Booking.objects.get(pk=booking.pk).note == "呼吸困难"
