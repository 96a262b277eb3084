"""A vehicle fails: what it was to fetch goes to others in one act, and who is left is listed and told."""

from datetime import datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.admin.sites import site
from django.test import RequestFactory
from django.utils import timezone

from portal.notices.models import Notice
from transport.models import DayPlan, Trip
from transport.services import assign_vehicle, keeping
from transport.services.planning import compute_plans

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture(autouse=True)
def quick(compiled, monkeypatch):
    monkeypatch.setattr("transport.services.planning.LEAST_SECONDS", 0.2)
    monkeypatch.setattr("transport.services.planning.SECONDS_A_TRIP", 0.0)


def at(hour):
    return timezone.make_aware(datetime.combine(TOMORROW, time(hour)))


@pytest.fixture
def given(wait, vehicle, at_wheel, second_at_wheel, dispatcher):
    """Two outings of tomorrow that the vehicle was given."""
    return [assign_vehicle(wait(planned_at=at(hour)), vehicle=vehicle, by=dispatcher) for hour in (8, 14)]


def test_its_outings_go_to_others_in_one_act(given, vehicle, make_vehicle, dispatcher):
    spare = make_vehicle("黑A·0099")
    (plan,) = keeping.withdraw_vehicle(vehicle, reason="爆胎", by=dispatcher)
    assert {run.reason for run in plan.runs.all()} == {"failed"}, "listed before any worker runs"
    assert Trip.objects.filter(state="waiting").count() == 2
    assert compute_plans() == 1
    plan.refresh_from_db()
    assert plan.state == "accepted"
    assert {trip.vehicle for trip in Trip.objects.filter(state="assigned")} == {spare}
    assert plan.runs.filter(is_assigned=True).count() == 2


def test_other_waiting_outings_are_left_alone(given, vehicle, make_vehicle, wait, dispatcher):
    make_vehicle("黑A·0099")
    other = wait(planned_at=at(20))
    keeping.withdraw_vehicle(vehicle, reason="爆胎", by=dispatcher)
    compute_plans()
    other.refresh_from_db()
    assert other.state == "waiting"


def test_who_is_left_is_listed_and_told(given, vehicle, dispatcher):
    (plan,) = keeping.withdraw_vehicle(vehicle, reason="爆胎", by=dispatcher)
    compute_plans()
    assert plan.runs.filter(vehicle=None).exclude(reason="failed").count() == 2
    assert Notice.objects.filter(kind="trip.stranded").count() == 2


def test_whoever_is_aboard_stays_aboard(given, vehicle, dispatcher, go):
    under_way = go(given[0], "accept", "depart", "pick_up")
    (plan,) = keeping.withdraw_vehicle(vehicle, reason="爆胎", by=dispatcher)
    under_way.refresh_from_db()
    assert (under_way.state, under_way.vehicle) == ("picked_up", vehicle)
    assert plan.runs.get().trip == given[1]


@pytest.mark.parametrize("change", [{"kits": 0}, {"has_partition": False}, {"insured_until": timezone.localdate()}])
def test_any_change_that_makes_it_unfit_does_the_same(change, given, vehicle, dispatcher):
    assert keeping.keep_vehicle(vehicle, changes=change, by=dispatcher)
    assert Trip.objects.filter(state="waiting").count() == 2


def test_a_change_that_does_not_leaves_them(given, vehicle, dispatcher):
    assert keeping.keep_vehicle(vehicle, changes={"kits": 5, "seats": 4}, by=dispatcher) == []
    assert Trip.objects.filter(state="assigned").count() == 2


def test_a_plan_at_work_does_not_stand_in_the_way(given, vehicle, fleet, dispatcher):
    DayPlan.objects.create(fleet=fleet, day=TOMORROW, asked_at=timezone.now(), asked_by=dispatcher)
    assert keeping.withdraw_vehicle(vehicle, reason="爆胎", by=dispatcher)


def test_an_administrator_withdraws_and_a_dispatcher_accepts(given, vehicle, make_vehicle, admin, dispatcher):
    make_vehicle("黑A·0099")
    (plan,) = keeping.withdraw_vehicle(vehicle, reason="爆胎", by=admin)
    compute_plans()
    plan.refresh_from_db()
    assert plan.state == "ready"


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_it_is_assigned(at_once, wait, vehicle, at_wheel, dispatcher):
    """Whoever comes first: the vehicle never ends withdrawn with a trip that nobody looks for."""
    trip = wait(planned_at=at(9))
    at_once(
        lambda: assign_vehicle(trip, vehicle=vehicle, by=dispatcher),
        lambda: keeping.withdraw_vehicle(vehicle, reason="爆胎", by=dispatcher),
    )
    vehicle.refresh_from_db()
    trip.refresh_from_db()
    assert vehicle.out_of_service
    assert (trip.state, trip.vehicle) == ("waiting", None)


def test_the_administration_is_no_way_around_it(given, vehicle, admin):
    request, form = RequestFactory().post("/"), SimpleNamespace(changed_data=["kits"])
    request.user, vehicle.kits = admin, 0
    site.get_model_admin(type(vehicle)).save_model(request, vehicle, form, change=True)
    assert Trip.objects.filter(state="waiting").count() == 2
