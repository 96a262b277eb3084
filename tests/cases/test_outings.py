"""The closed loop of a request: asked, accepted, out, received, home; and what happens when a hospital says no."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from cases.lifecycle import CASE
from cases.models import Case
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Designation, Hospital, Violation
from portal.access.services import grant
from portal.commitments.models import Commitment
from portal.lifecycle.errors import InvalidInput, WrongState
from portal.lifecycle.move import move
from portal.notices.models import Notice
from tests.cases.telling import request_of
from tests.transport.fit import fit_driver, fit_vehicle
from transport.lifecycle import TRIP
from transport.models import Driver, Vehicle
from transport.services import assign_vehicle

pytestmark = pytest.mark.django_db

HOSPITALS = ("香坊区人民医院", "第一医院", "第二医院")


@pytest.fixture
def city_hospitals(areas):
    """Three that take everybody, dialysis and fever included."""
    made = []
    for name in HOSPITALS:
        one = Hospital.objects.create(
            name=name, area=areas["230110"], kind="ordinary", also_kinds=["dialysis", "fever"], opens_24h=True
        )
        line = Designation.objects.create(hospital=one, since=timezone.localdate())
        line.serves.add(areas["2301"])
        made.append(one)
    return made


@pytest.fixture
def vehicle(fleet):
    return Vehicle.objects.create(**fit_vehicle(fleet=fleet, plate="黑A·T001", last_disinfected_at=timezone.now()))


@pytest.fixture
def wang(fleet, driver):
    return Driver.objects.create(**fit_driver(fleet=fleet, user=driver, name="王师傅"))


def arranged(operator, **changes) -> Case:
    changes = {"need": "treatment_session", "groups": ["dialysis"], "control": "central_isolation"} | changes
    case = request_of(operator, **changes)
    case = move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    case = move(CASE, case, "judge", by=operator, data={})
    return move(CASE, case, "arrange", by=operator, data={})


def asked(case) -> Booking:
    return Booking.objects.get(number=case.number, state="asked")


def clock(case, kind) -> Commitment:
    return Commitment.objects.filter(number=case.number, kind=kind).latest("cycle")


def test_policy_sends_a_dialysis_patient_in_isolation_out_by_vehicle(policy, operator, city_hospitals):
    case = arranged(operator)
    assert case.pathway == "outing_vehicle"
    assert case.state == "arranged"
    assert asked(case).hospital in city_hospitals
    assert clock(case, "booking.accept").is_open
    assert clock(case, "case.arrange").is_open, "nobody has accepted yet: the promise is not kept"


def test_the_whole_loop(policy, operator, city_hospitals, vehicle, wang, driver):
    case = arranged(operator)
    booking = move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)), data={})
    assert clock(case, "booking.accept").kept_at
    trip = case.outings.get().trip
    assert trip.state == "waiting"
    assert clock(case, "case.arrange").is_open

    trip = assign_vehicle(trip, vehicle=vehicle, driver=wang, by=operator)
    assert clock(case, "case.arrange").kept_at
    for step in ("accept", "depart"):
        trip = move(TRIP, trip, step, by=driver)
    assert Case.objects.get(pk=case.pk).state == "under_way"
    trip = move(TRIP, trip, "pick_up", by=driver)
    with pytest.raises(WrongState):
        move(CASE, case, "finish", by=operator, data={"outcome": "settled"})
    trip = move(TRIP, trip, "arrive", by=driver)
    booking.refresh_from_db()
    assert booking.state == "arrived"
    booking = move(BOOKING, booking, "receive", by=_desk_of(booking))
    booking = move(BOOKING, booking, "leave", by=_desk_of(booking))
    for step in ("leave", "come_home"):
        trip = move(TRIP, trip, step, by=driver)
    assert case.outings.get().closed_at
    trip = move(TRIP, trip, "disinfect", by=driver)
    finished = move(CASE, case, "finish", by=operator, data={"outcome": "settled"})
    assert finished.state == "finished"
    assert clock(case, "trip.return").kept_at


def _desk_of(booking):
    user, is_new = get_user_model().objects.get_or_create(username=f"desk{booking.hospital_id}")
    if is_new:
        grant(user, "desk", booking.hospital)
    return user


def test_a_refusal_asks_the_next_hospital_and_the_arrange_clock_runs_on(policy, operator, city_hospitals):
    case = arranged(operator)
    before = clock(case, "case.arrange")
    first = asked(case)
    move(BOOKING, first, "refuse", by=_desk_of(first), data={"code": "no_capacity"})
    second = asked(case)
    assert second.hospital != first.hospital
    assert second.hop == 1
    after = clock(case, "case.arrange")
    assert (after.pk, after.started_at, after.due_at) == (before.pk, before.started_at, before.due_at)
    assert not Violation.objects.exists()


def test_a_forbidden_reason_is_a_violation_and_the_supervisor_is_told(policy, operator, supervisor, city_hospitals):
    case = arranged(operator)
    first = asked(case)
    move(BOOKING, first, "refuse", by=_desk_of(first), data={"code": "no_test"})
    assert Violation.objects.get().hospital == first.hospital
    assert Notice.objects.filter(to="supervisor@230110", kind="booking.violation", number=case.number).exists()
    assert asked(case)


def test_the_second_refusal_goes_to_the_command_centre(policy, operator, city_hospitals):
    case = arranged(operator)
    for _hop in range(2):
        booking = asked(case)
        move(BOOKING, booking, "refuse", by=_desk_of(booking), data={"code": "no_capacity"})
    outing = case.outings.get()
    assert outing.needs_centre
    assert not Booking.objects.filter(number=case.number, state="asked").exists()
    assert Notice.objects.filter(to="operator@230110", kind="case.needs_centre").exists()


def test_the_command_centre_assigns_and_the_hospital_must_receive(policy, operator, city_hospitals):
    case = arranged(operator)
    for _hop in range(2):
        booking = asked(case)
        move(BOOKING, booking, "refuse", by=_desk_of(booking), data={"code": "no_capacity"})
    move(CASE, case, "place", by=operator, data={"hospital": city_hospitals[0].pk})
    booking = Booking.objects.get(number=case.number, hospital=city_hospitals[0], is_assigned=True)
    assert booking.state == "accepted"
    assert case.outings.get().trip.state == "waiting"


def test_an_outing_by_private_car_issues_a_pass_when_the_hospital_accepts(policy, operator, city_hospitals):
    case = arranged(
        operator, need="outpatient", groups=[], control="home_monitoring", can_self_drive=True,
        latest_test_at=timezone.now() - timedelta(hours=5),
    )  # fmt: skip
    assert case.pathway == "outing_self_drive"
    move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)), data={})
    trip = case.outings.get().trip
    assert trip.state == "issued"
    assert trip.passes.get().code
    assert clock(case, "case.arrange").kept_at


def test_cancelling_takes_back_the_question_and_the_trip(policy, operator, city_hospitals):
    case = arranged(operator)
    move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)), data={})
    move(CASE, case, "cancel", by=operator, data={"reason": "no_longer_needed"})
    assert case.outings.get().trip.state == "cancelled"
    assert set(Booking.objects.filter(number=case.number).values_list("state", flat=True)) == {"withdrawn"}
    assert not Commitment.objects.open().filter(number=case.number).exists()


def test_nothing_is_cancelled_while_the_resident_is_out(policy, operator, city_hospitals, vehicle, wang, driver):
    case = arranged(operator)
    move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)), data={})
    trip = assign_vehicle(case.outings.get().trip, vehicle=vehicle, driver=wang, by=operator)
    for step in ("accept", "depart", "pick_up"):
        trip = move(TRIP, trip, step, by=driver)
    with pytest.raises(WrongState):
        move(CASE, case, "return", by=operator, data={"reason": "more_to_know"})


def test_where_nobody_is_designated_the_command_centre_is_called(policy, operator, areas):
    case = arranged(operator)
    assert case.state == "arranged"
    assert case.outings.get().needs_centre
    assert clock(case, "case.arrange").is_open


def test_a_hospital_that_policy_excludes_is_asked_only_with_words(policy, operator, areas):
    plain = Hospital.objects.create(name="普通医院", area=areas["230110"], opens_24h=True)
    case = request_of(operator, need="treatment_session", groups=["dialysis"], control="central_isolation")
    case = move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    case = move(CASE, case, "judge", by=operator, data={})
    with pytest.raises(InvalidInput) as refused:
        move(CASE, case, "arrange", by=operator, data={"hospital": plain.pk})
    assert "hospital" in refused.value.fields
    move(CASE, case, "arrange", by=operator, data={"hospital": plain.pk, "note": "就近，医生同意"})
    assert asked(case).hospital == plain


def test_a_trip_that_the_fleet_calls_off_is_wanted_again_under_a_clock(
    policy, operator, city_hospitals, vehicle, wang, dispatcher
):
    case = arranged(operator)
    move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)), data={})
    trip = assign_vehicle(case.outings.get().trip, vehicle=vehicle, driver=wang, by=operator)
    assert clock(case, "case.arrange").kept_at
    move(TRIP, trip, "cancel", by=dispatcher, data={"reason": "爆胎"})
    outing = case.outings.get()
    assert outing.trip != trip
    assert outing.trip.state == "waiting"
    assert clock(case, "case.arrange").is_open


def test_coming_home_takes_back_a_question_that_is_still_open(policy, operator, city_hospitals, vehicle, wang, driver):
    case = arranged(operator)
    booking = move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)), data={})
    trip = assign_vehicle(case.outings.get().trip, vehicle=vehicle, driver=wang, by=operator)
    for step in ("accept", "depart", "pick_up"):
        trip = move(TRIP, trip, step, by=driver)
    move(BOOKING, booking, "refuse", by=_desk_of(booking), data={"code": "equipment_down"})
    assert asked(case)
    move(TRIP, trip, "come_home", by=driver)
    assert not Booking.objects.filter(number=case.number, state="asked").exists()
    assert case.outings.get().closed_at
