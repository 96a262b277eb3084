"""T3b: a community submits a list in one act; each row becomes a request with a planned outing; the centre confirms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.lifecycle import CASE
from cases.models import Case, DayChange, PlannedSession
from cases.services.listing import Exclusion, confirm_list, submit_list
from cases.sessions.lifecycle import SESSION
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from portal.commitments.models import Commitment
from portal.lifecycle.errors import Denied
from portal.lifecycle.move import follow, move
from tests.cases.telling import request_of
from tests.transport.fit import fit_driver, fit_vehicle
from transport.lifecycle import TRIP
from transport.models import Driver, Trip, Vehicle


def open_clocks(session):
    return set(Commitment.objects.open().filter(number=session.number).values_list("kind", flat=True))


def test_every_row_becomes_a_request_with_a_planned_outing_to_the_treating_hospital(planned, grid, tomorrow, centre):
    first, second = planned(), planned()
    told = submit_list([first, second], by=grid)
    assert len(told.done) == 2
    for session in told.done:
        case = session.case
        assert (case.need, case.channel, case.pathway, case.state) == (
            "treatment_session", "grid", "outing_vehicle", "answered",
        )  # fmt: skip
        assert session.number == case.number
        assert case.outings.get().planned_at.date() == tomorrow
        assert session.hospital == centre


def test_the_session_keeps_time_for_its_request(planned, grid):
    (session,) = submit_list([planned()], by=grid).done
    assert open_clocks(session) == {"case.arrange", "session.arrange", "session.attend"}
    one, other = Commitment.objects.open().filter(number=session.number, kind__endswith=".arrange")
    assert abs(one.due_at - other.due_at) < timedelta(seconds=30)


def test_some_are_left_out_for_a_reason(planned, grid):
    first, second = planned(), planned()
    told = submit_list([first, second], by=grid, left_out={second.pk: Exclusion("in_hospital")})
    assert [one.pk for one in told.left_out] == [second.pk]
    second.refresh_from_db()
    assert (second.state, second.reason, second.case_id) == ("skipped", "in_hospital", None)
    assert DayChange.objects.get(entry=second.entry).kind == "skipped"
    assert not Commitment.objects.open().filter(subject_id=second.pk).exists()


def test_submitted_twice_it_is_taken_in_once(planned, grid, medic):
    session = planned()
    submit_list([session], by=grid)
    told = submit_list([session], by=medic)
    assert (len(told.done), len(told.already)) == (0, 1)
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_submit_at_once_give_one_request_each_row(planned, grid, medic, at_once):
    sessions = [planned(), planned(), planned()]
    told = at_once(lambda: submit_list(sessions, by=grid), lambda: submit_list(sessions, by=medic))
    assert [one for one in told if isinstance(one, Exception)] == []
    assert sum(len(one.done) for one in told) == sum(len(one.already) for one in told) == 3
    assert Case.objects.count() == 3


def test_an_open_request_for_another_day_does_not_block(planned, grid, operator):
    session = planned()
    other = request_of(operator, person_id=session.entry.person_id, need="treatment_session", groups=["dialysis"])
    (listed,) = submit_list([session], by=grid).done
    assert listed.case.related_to == other
    assert Case.objects.open().count() == 2


def test_tomorrow_and_the_day_after_both_stand(planned, grid):
    session = planned()
    both = PlannedSession.objects.filter(entry=session.entry, on__gte=session.on).order_by("on")[:2]
    assert len(submit_list(both, by=grid).done) == 2


def test_a_neighbour_may_not_submit_and_a_grid_worker_may_not_confirm(planned, grid, neighbour):
    session = planned()
    with pytest.raises(Denied):
        move(SESSION, session, "submit", by=neighbour)
    (listed,) = submit_list([session], by=grid).done
    with pytest.raises(Denied):
        move(SESSION, listed, "send_back", by=grid, data={"note": "请更正"})


def test_the_centre_confirms_and_the_hospital_is_asked(planned, grid, operator, centre):
    listed = submit_list([planned(), planned()], by=grid).done
    told = confirm_list(listed, by=operator)
    assert [one.state for one in told.done] == ["confirmed", "confirmed"]
    assert Booking.objects.filter(hospital=centre, state="asked").count() == 2
    assert confirm_list(listed, by=operator).already == sorted(listed, key=lambda one: str(one.pk))
    assert {one.case.owner for one in PlannedSession.objects.exclude(case=None)} == {operator}
    assert Case.objects.first().outings.count() == 1


def test_a_closed_hospital_is_an_exception_that_stops_no_other(planned, grid, operator, centre):
    listed = submit_list([planned()], by=grid).done
    centre.is_open = False
    centre.save()
    told = confirm_list(listed, by=operator)
    assert told.done == []
    assert centre.name in told.refused[0][1]
    listed[0].refresh_from_db()
    assert (listed[0].state, listed[0].case.state) == ("submitted", "answered")


def test_sent_back_it_waits_for_the_community_again(planned, grid, operator):
    (listed,) = submit_list([planned()], by=grid).done
    case = listed.case
    back = move(SESSION, listed, "send_back", by=operator, data={"note": "电话不通，请核实"})
    case.refresh_from_db()
    assert (back.state, back.case, case.state) == ("planned", None, "cancelled")
    assert open_clocks(back) == {"session.arrange", "session.attend"}
    assert len(submit_list([back], by=grid).done) == 1


@pytest.fixture
def on_a_trip(planned, grid, operator, fleet):
    """A confirmed session whose hospital has accepted, with the trip that is wanted and a vehicle for it."""
    (session,) = confirm_list(submit_list([planned()], by=grid).done, by=operator).done
    follow(BOOKING, Booking.objects.get(number=session.number), "accept", by=operator)
    vehicle = Vehicle.objects.create(**fit_vehicle(fleet=fleet, plate="黑A00001", last_disinfected_at=timezone.now()))
    driver = Driver.objects.create(**fit_driver(fleet=fleet, name="王师傅", phone="19900000009"))
    crew = {"vehicle": vehicle, "driver": driver, "hold": timedelta(hours=6)}
    return session, Trip.objects.get(number=session.number), crew


def test_arranged_when_a_vehicle_is_assigned_and_treated_when_home(on_a_trip, operator):
    session, trip, crew = on_a_trip
    assert "session.arrange" in open_clocks(session)
    follow(TRIP, trip, "assign", by=operator, data=crew)
    session.refresh_from_db()
    assert session.state == "arranged"
    assert "session.arrange" not in open_clocks(session)
    for name in ("accept", "depart", "pick_up", "arrive"):
        follow(TRIP, trip, name, by=operator)
    assert "session.attend" not in open_clocks(session)
    for name in ("leave", "come_home"):
        follow(TRIP, trip, name, by=operator)
    session.refresh_from_db()
    assert session.state == "done"


def test_a_cancelled_request_leaves_its_session_out(planned, grid, operator):
    (session,) = submit_list([planned()], by=grid).done
    move(CASE, session.case, "cancel", by=operator, data={"reason": "no_longer_needed"})
    session.refresh_from_db()
    assert session.state == "skipped"
    assert not open_clocks(session)


def test_a_returned_request_is_to_be_arranged_anew(planned, grid, operator):
    (session,) = confirm_list(submit_list([planned()], by=grid).done, by=operator).done
    move(CASE, session.case, "return", by=operator, data={"reason": "more_to_know"})
    session.refresh_from_db()
    assert session.state == "submitted"
    assert "session.arrange" in open_clocks(session)


def test_a_day_is_changed_and_promised_anew(planned, grid, tomorrow):
    session = planned()
    moved = move(SESSION, session, "change", by=grid, data={"to_day": "", "to_shift": "3"})
    assert (moved.on, moved.shift) == (tomorrow, 3)
    assert open_clocks(moved) == {"session.arrange", "session.attend"}
    assert DayChange.objects.get().kind == "shifted"
