"""Whoever is out is on a list, with a clock, until they are home or somebody else answers for them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from hospitals.lifecycle import BOOKING
from portal.audit.models import Entry
from portal.commitments.models import Commitment
from portal.lifecycle.errors import InvalidInput, MoveRefused
from portal.lifecycle.impossible import Impossible, explained
from portal.lifecycle.move import move
from portal.notices.models import Notice
from transport.lifecycle import TRIP
from transport.models import Trip, Vehicle
from transport.selectors.outside import people_out
from transport.services import assign_vehicle, cancel_trip, keeping, scan

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}
TAKEN = {"taker": "ambulance", "note": "120急救车接走，李医生"}


@pytest.fixture
def let_out(checkpoint, gate):
    """let_out(trip): a gate lets them out by its own decision, whatever the portal says; let_out(trip, "in") back."""

    def tell(trip, direction="out", *, minutes=1, decided="told"):
        shown, at = trip.passes.order_by("-issued_at").first(), timezone.now() - timedelta(minutes=minutes)
        scan(checkpoint, token=shown.code, direction=direction, decided=decided, by=gate, happened_at=at)
        return Trip.objects.get(pk=trip.pk)

    return tell


@pytest.fixture
def released(assigned, dispatcher):
    """Given back: it waits, and has a pass that was revoked."""
    return move(TRIP, assigned, "release", by=dispatcher)


def clock_of(trip):
    return Commitment.objects.filter(kind="trip.return", subject_id=trip.pk).order_by("-cycle").first()


def test_the_steps_of_an_unfit_vehicle_follow_whom_the_gate_let_out(assigned, let_out, go):
    Vehicle.objects.update(out_of_service="制动故障")
    trip = let_out(assigned)
    assert trip.state == "picked_up", "they sit in it: what is left to do is to know where, and to bring them home"
    assert go(trip, "arrive", "leave", "come_home").state == "home"


def test_where_no_step_can_follow_they_are_listed_and_awaited(released, let_out, operator):
    trip = let_out(released)
    assert (trip.state, trip.out_since is not None) == ("waiting", True)
    (one,) = people_out(operator)
    assert (one.trip, one.is_unplanned, one.clock.kind) == (trip, True, "trip.return")
    told = set(Notice.objects.filter(kind="trip.out_unplanned").values_list("to", flat=True))
    assert told == {"operator@230110", f"fleet:{trip.fleet_id}"}


def test_the_trip_cannot_be_called_off_and_the_refusal_says_why(released, let_out, dispatcher, operator):
    trip = let_out(released)
    for refused in (
        lambda: move(TRIP, trip, "cancel", by=dispatcher, data={"reason": "撤回"}),
        lambda: cancel_trip(trip, reason="withdrawn", by=operator),
    ):
        with override("en"), pytest.raises(MoveRefused) as told:
            refused()
        assert "handed over" in str(told.value.message)
    assert Trip.objects.get().state == "waiting"


def test_the_database_itself_drops_nobody(released, let_out):
    trip = let_out(released)
    with pytest.raises(Impossible), explained():
        Trip.objects.filter(pk=trip.pk).update(state="cancelled")


def test_who_goes_out_after_the_trip_was_called_off_is_out_all_the_same(assigned, let_out, operator):
    trip = let_out(cancel_trip(assigned, reason="withdrawn", by=operator))
    assert trip.state == "cancelled"
    assert [one.trip for one in people_out(operator)] == [trip]
    assert clock_of(trip).is_open


def test_back_at_the_gate_the_clock_is_kept(released, let_out, operator):
    trip = let_out(let_out(released, minutes=9), "in")
    assert trip.out_since is None
    assert clock_of(trip).kept_at
    assert people_out(operator) == []


def test_what_a_gate_tells_late_changes_nothing_of_who_is_back(released, let_out, operator):
    let_out(released, "in", minutes=2)
    trip = let_out(released, "out", minutes=9)
    assert trip.out_since is None


def test_back_by_another_way_is_entered_by_hand(released, let_out, operator):
    trip = move(TRIP, let_out(released), "note_return", by=operator)
    assert (trip.state, trip.out_since) == ("waiting", None)
    assert clock_of(trip).kept_at
    assert cancel_trip(trip, reason="withdrawn", by=operator).state == "cancelled"


def test_home_by_the_drivers_tap_is_not_out_by_the_gates_word(assigned, let_out, go):
    trip = go(let_out(assigned), "arrive", "leave", "come_home")
    assert trip.out_since is None
    assert go(trip, "undo_come_home").out_since is not None


# handing over


def test_handed_over_it_is_over_and_the_vehicle_is_to_be_disinfected(assigned, go, dispatcher, vehicle):
    trip = move(TRIP, go(assigned, "accept", "depart", "pick_up"), "hand_over", by=dispatcher, data=TAKEN)
    assert (trip.state, trip.handed_to) == ("handed_over", "ambulance")
    assert not clock_of(trip).is_open
    vehicle.refresh_from_db()
    assert vehicle.last_disinfected_at is None, "somebody sat in it"


def test_it_is_journalled_by_its_code_and_the_words_stay_sealed(released, let_out, dispatcher):
    move(TRIP, let_out(released), "hand_over", by=dispatcher, data=TAKEN)
    entry = Entry.objects.get(action="trip.hand_over")
    assert entry.detail["taker"] == "ambulance"
    assert "李医生" not in str(list(Entry.objects.values())) + str(list(Notice.objects.values()))


def test_who_is_not_out_is_not_handed_over(assigned, dispatcher):
    with pytest.raises(MoveRefused):
        move(TRIP, assigned, "hand_over", by=dispatcher, data=TAKEN)


def test_a_hospital_has_them_only_when_its_own_desk_says_so(ask, wait, vehicle, at_wheel, dispatcher, desk, go):
    trip = assign_vehicle(
        wait(booking=move(BOOKING, ask(), "accept", by=desk)), vehicle=vehicle, driver=at_wheel, by=dispatcher
    )
    trip, kept = go(trip, "accept", "depart", "pick_up", "arrive"), {"taker": "hospital", "note": "收住院"}
    with pytest.raises(InvalidInput):
        move(TRIP, trip, "hand_over", by=dispatcher, data=kept)
    move(BOOKING, trip.booking, "receive", by=desk)
    assert move(TRIP, trip, "hand_over", by=dispatcher, data=kept).state == "handed_over"
    trip.booking.refresh_from_db()
    assert trip.booking.state == "received", "first receiver: the person is theirs (N4)"


def test_a_vehicle_that_somebody_left_is_disinfected_by_whoever_keeps_it(assigned, go, dispatcher, vehicle, wait):
    trip = go(assigned, "accept", "depart", "pick_up")
    with pytest.raises(MoveRefused):
        keeping.disinfect_vehicle(vehicle, by=dispatcher)
    move(TRIP, trip, "hand_over", by=dispatcher, data=TAKEN)
    with pytest.raises(MoveRefused):
        assign_vehicle(wait(), vehicle=vehicle, by=dispatcher)
    keeping.disinfect_vehicle(vehicle, by=dispatcher)
    assert assign_vehicle(wait(), vehicle=vehicle, by=dispatcher).state == "assigned"


# screens


def test_the_list_says_so_and_offers_both_ways_out(client, released, let_out, dispatcher, driver):
    trip = let_out(released)
    client.force_login(dispatcher)
    page = client.get("/outside/").content.decode()
    assert "outside__trouble" in page
    assert f"/trips/{trip.pk}/move/note_return/" in page
    assert f"/trips/{trip.pk}/move/hand_over/" in page
    wrong = client.post(f"/trips/{trip.pk}/move/hand_over/", {"taker": "ambulance"}, headers=HTMX)
    assert wrong.status_code == 422
    assert 'name="note"' in wrong.content.decode()
    assert client.post(f"/trips/{trip.pk}/move/hand_over/", TAKEN, headers=HTMX).status_code in (200, 204)
    assert Trip.objects.get().state == "handed_over"
    assert str(trip.pk) not in client.get("/outside/").content.decode()


def test_by_the_api(client, released, let_out, dispatcher, driver, neighbour):
    trip = let_out(released)
    path = f"/api/v1/trips/{trip.pk}/hand_over/"
    for who, status in ((neighbour, 404), (driver, 404), (dispatcher, 200)):
        client.force_login(who)
        assert client.post(path, TAKEN, content_type="application/json").status_code == status


@pytest.mark.django_db(transaction=True)
def test_let_out_in_the_moment_in_which_it_is_called_off(at_once, released, let_out, operator):
    """Whoever comes first: out and listed, never out and forgotten."""
    at_once(lambda: let_out(released), lambda: cancel_trip(released, reason="withdrawn", by=operator))
    (one,) = people_out(operator)
    assert one.trip == released
    assert one.clock
