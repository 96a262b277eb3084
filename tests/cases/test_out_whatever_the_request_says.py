"""A request is not withdrawn from under somebody who is out; and a door that stays closed places them anew."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from cases.lifecycle import CASE
from cases.models import Case
from hospitals.lifecycle import BOOKING
from hospitals.models import Violation
from portal.commitments.models import Commitment
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import move
from portal.notices.models import Notice
from tests.cases.test_outings import _desk_of, arranged, asked, city_hospitals, vehicle, wang
from transport.lifecycle import TRIP
from transport.models import Trip
from transport.services import assign_vehicle, scan
from transport.services.troubles import report_trouble

__all__ = ["city_hospitals", "vehicle", "wang"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(policy, operator, city_hospitals):
    return arranged(operator)


@pytest.fixture
def trip(case, operator, vehicle, wang):
    move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)))
    return assign_vehicle(case.outings.get().trip, vehicle=vehicle, driver=wang, by=operator)


@pytest.fixture
def let_out(trip, operator, checkpoint, gate):
    """By a gate's own decision, with a pass that was revoked when the trip was given back: no step can follow."""
    shown = trip.passes.get(revoked_at=None)
    move(TRIP, trip, "release", by=operator)
    scan(checkpoint, token=shown.code, direction="out", decided="told", by=gate, happened_at=timezone.now())
    return Trip.objects.get(pk=trip.pk)


@pytest.mark.parametrize(("name", "data"), [("cancel", {"reason": "no_longer_needed"}), ("return", {"reason": "错"})])
def test_it_is_not_withdrawn_and_the_refusal_says_why(case, let_out, operator, name, data):
    with override("en"), pytest.raises(MoveRefused) as told:
        move(CASE, Case.objects.get(pk=case.pk), name, by=operator, data=data)
    assert "must come home first" in str(told.value.message)
    assert case.outings.get().closed_at is None
    assert Trip.objects.get().state == "waiting"


def test_the_page_of_the_request_says_so(client, case, let_out, operator):
    client.force_login(operator)
    assert "chip--late" in client.get(f"/cases/{case.number}/").content.decode()


def test_handed_over_the_outing_is_closed_and_the_owner_knows(case, let_out, operator):
    said = {"taker": "ambulance", "note": "120接走"}
    move(TRIP, let_out, "hand_over", by=operator, data=said)
    assert case.outings.get().closed_at
    assert not case.outings.get().placements.exclude(booking__state="withdrawn").exists(), "nobody waits for them there"
    assert Notice.objects.filter(kind="case.handed_over", number=case.number).exists()


def test_turned_away_at_the_door_they_go_on_to_the_next(case, trip, driver):
    first = trip.booking
    for step in ("accept", "depart", "pick_up", "arrive"):
        trip = move(TRIP, trip, step, by=driver)
    report_trouble(trip, kind="turned_away", refusal="fever", by=driver)
    second = asked(case)
    assert (second.hop, second.hospital != first.hospital) == (1, True)
    assert case.outings.get().refusals == 1
    assert Violation.objects.get().hospital == first.hospital
    for kind, subject in (("trip.trouble", trip.pk), ("booking.accept", second.pk), ("trip.return", trip.pk)):
        assert Commitment.objects.get(kind=kind, subject_id=subject).is_open
    move(BOOKING, second, "accept", by=_desk_of(second))
    trip.refresh_from_db()
    assert (trip.booking, trip.state) == (second, "picked_up"), "on the way again"


def test_the_second_closed_door_is_the_command_centres(case, trip, driver):
    for step in ("accept", "depart", "pick_up", "arrive"):
        trip = move(TRIP, trip, step, by=driver)
    report_trouble(trip, kind="turned_away", refusal="fever", by=driver)
    trouble = trip.troubles.get()
    second = asked(case)
    move(BOOKING, second, "accept", by=_desk_of(second))
    trip = move(TRIP, Trip.objects.get(pk=trip.pk), "arrive", by=driver)
    report_trouble(trip, kind="turned_away", refusal="no_capacity", words="又不收", by=driver)
    assert trip.troubles.exclude(pk=trouble.pk).exists()
    outing = case.outings.get()
    assert (outing.refusals, outing.needs_centre) == (2, True)
