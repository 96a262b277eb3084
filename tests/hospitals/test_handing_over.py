"""N4: the first hospital to receive somebody is responsible until another one has received them."""

import pytest
from rest_framework.test import APIClient

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Hospital
from portal.access.services import grant
from portal.audit.models import Entry
from portal.commitments.models import Commitment
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused, WrongState
from portal.lifecycle.move import allowed, move
from portal.notices.models import Notice
from portal.privacy import subjects

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(areas):
    """Another district's hospital."""
    return Hospital.objects.create(name="南岗医院", area=areas["230103"])


@pytest.fixture
def other_desk(other, person):
    return person("other desk", "desk", on=other)


@pytest.fixture
def inside(ask, desk):
    return move(BOOKING, move(BOOKING, ask(severity="urgent"), "accept", by=desk), "receive", by=desk)


@pytest.fixture
def hand_over(desk, other):
    """hand_over(booking): its hospital asks the other one; answers the question."""

    def ask_it(booking, **said):
        said = {"hospital": other.pk, "reason": "higher", "note": "血压持续下降"} | said
        move(BOOKING, booking, "hand_over", by=desk, data=said)
        return Booking.objects.get(takes_over=booking, state="asked")

    return ask_it


def state_of(booking):
    return Booking.objects.get(pk=booking.pk).state


def test_the_other_one_is_asked_under_a_clock_of_its_own(inside, hand_over, other):
    asked = hand_over(inside)
    assert (asked.hospital, asked.number, asked.severity) == (other, inside.number, "urgent")
    assert Commitment.objects.get(subject_id=asked.pk, kind="booking.accept").is_open
    told = Notice.objects.get(to=f"hospital:{other.pk}", number=inside.number)
    assert told.kind == "booking.asked_to_take_over"


def test_the_first_is_responsible_until_the_other_has_received(inside, hand_over, other_desk):
    asked = hand_over(inside)
    for step in ("accept", "arrive"):
        asked = move(BOOKING, asked, step, by=other_desk)
        assert state_of(inside) == "received"
    move(BOOKING, asked, "receive", by=other_desk)
    assert state_of(inside) == "closed"


def test_nobody_relieves_themselves(inside, hand_over, other_desk, desk):
    asked = hand_over(inside)
    move(BOOKING, asked, "accept", by=other_desk)
    for way_out in ("relieve", "leave", "close"):
        with pytest.raises(WrongState):
            move(BOOKING, inside, way_out, by=desk)


def test_a_refusal_comes_back_to_the_first(inside, hand_over, other_desk, hospital):
    asked = hand_over(inside)
    move(BOOKING, asked, "refuse", by=other_desk, data={"code": "no_capacity"})
    assert state_of(inside) == "received"
    assert Notice.objects.filter(to=f"hospital:{hospital.pk}", kind="booking.hand_over_refused").exists()
    assert not Notice.objects.filter(to="supervisor@230110", kind="booking.hand_over_refused").exists()


def test_after_the_second_refusal_the_command_centre_assigns(inside, hand_over, other_desk, operator, areas):
    for _time in range(2):
        move(BOOKING, hand_over(inside), "refuse", by=other_desk, data={"code": "no_capacity"})
    assert Notice.objects.filter(to="supervisor@230110", kind="booking.hand_over_refused").exists()
    third = hand_over(inside)
    assert third.hop == 2
    assert move(BOOKING, third, "assign", by=operator).is_assigned


def test_it_is_taken_back(inside, hand_over, desk):
    asked = hand_over(inside)
    move(BOOKING, inside, "take_back", by=desk)
    assert (state_of(asked), state_of(inside)) == ("withdrawn", "received")
    assert move(BOOKING, inside, "leave", by=desk).state == "leaving"


def test_one_at_a_time(inside, hand_over, desk, other):
    hand_over(inside)
    with pytest.raises(WrongState, match="南岗医院"):
        move(BOOKING, inside, "hand_over", by=desk, data={"hospital": other.pk, "reason": "higher"})


def test_not_to_itself_nor_to_a_closed_one_nor_without_a_reason(inside, desk, other, hospital):
    Hospital.objects.filter(pk=other.pk).update(is_open=False)
    for said in ({"hospital": hospital.pk, "reason": "higher"}, {"hospital": other.pk, "reason": "higher"}):
        with pytest.raises(InvalidInput) as refused:
            move(BOOKING, inside, "hand_over", by=desk, data=said)
        assert "hospital" in refused.value.fields
    with pytest.raises(InvalidInput) as refused:
        move(BOOKING, inside, "hand_over", by=desk, data={"hospital": other.pk, "reason": "other"})
    assert "note" in refused.value.fields


def test_only_who_is_responsible_asks(inside, other, other_desk, neighbour):
    for stranger in (other_desk, neighbour):
        with pytest.raises(Denied):
            move(BOOKING, inside, "hand_over", by=stranger, data={"hospital": other.pk, "reason": "higher"})
    assert "hand_over" not in [row.name for row in allowed(BOOKING, inside, other_desk)]


def test_what_they_wrote_is_sealed_and_read_by_the_other_desk_only(inside, hand_over, other_desk, client, monkeypatch):
    asked = hand_over(inside)
    sealed = bytes(Booking.objects.filter(pk=asked.pk).values_list("note", flat=True).get())
    assert "血压".encode() not in sealed
    plain = subjects.Provider(lambda ids: {}, lambda key, name: "李秀兰", frozenset({"name", "phone"}))
    monkeypatch.setitem(subjects._providers, "case", plain)
    client.force_login(other_desk)
    assert "血压" not in client.get("/desk/").content.decode()
    assert "血压" in client.post(f"/desk/bookings/{asked.pk}/contact/").content.decode()
    assert Entry.objects.filter(action="privacy.reveal", subject_id=str(asked.pk), by=other_desk).count() == 1


def test_both_desks_see_it(inside, hand_over, desk, other_desk, client):
    hand_over(inside)
    client.force_login(desk)
    assert "南岗医院" in client.get("/desk/").content.decode()
    client.force_login(other_desk)
    assert "香坊区人民医院" in client.get("/desk/").content.decode()


def test_over_http(inside, other, desk, other_desk):
    def post(user, booking, name, **data):
        call = APIClient()
        call.force_authenticate(user)
        return call.post(f"/api/v1/bookings/{booking.pk}/{name}/", data, format="json")

    assert post(desk, inside, "hand_over", hospital=other.pk, reason="specialty").status_code == 200
    asked = Booking.objects.get(takes_over=inside)
    accepted = post(other_desk, asked, "accept").json()
    assert (accepted["state"], accepted["takes_over"]) == ("accepted", str(inside.pk))
    assert post(desk, inside, "relieve").status_code == 409
    assert post(other_desk, inside, "take_back").status_code == 404
    assert post(other_desk, asked, "receive").status_code == 200
    assert state_of(inside) == "closed"


@pytest.mark.django_db(transaction=True)
def test_of_two_acceptances_one_wins(inside, hand_over, other, other_desk, person, at_once):
    asked, colleague = hand_over(inside), person("colleague")
    grant(colleague, "desk", other)
    results = at_once(
        lambda: move(BOOKING, asked, "accept", by=other_desk), lambda: move(BOOKING, asked, "accept", by=colleague)
    )
    assert sorted(isinstance(one, Booking) for one in results) == [False, True]
    assert any(isinstance(one, WrongState) for one in results)


@pytest.mark.django_db(transaction=True)
def test_taken_back_while_they_receive(inside, hand_over, desk, other_desk, at_once):
    asked = move(BOOKING, hand_over(inside), "accept", by=other_desk)
    taken_back, received = at_once(
        lambda: move(BOOKING, inside, "take_back", by=desk), lambda: move(BOOKING, asked, "receive", by=other_desk)
    )
    states = (state_of(inside), state_of(asked))
    assert states in {("closed", "received"), ("received", "withdrawn")}, "one institution has the person, never none"
    assert any(isinstance(one, MoveRefused) for one in (taken_back, received))
