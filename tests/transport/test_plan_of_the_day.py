"""Tomorrow's outings planned onto the fleet in one act, corrected by hand, accepted, planned again."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from hospitals.models import Slot
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import Impossible
from transport.models import DayPlan, DriverShift, Trip, Vehicle
from transport.services.planning import accept_plan, ask_plan, change_run, compute_plans, plan_again
from transport.services.trips import assign_vehicle

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture(autouse=True)
def quick(compiled, monkeypatch):
    monkeypatch.setattr("transport.services.planning.LEAST_SECONDS", 0.2)
    monkeypatch.setattr("transport.services.planning.SECONDS_A_TRIP", 0.0)


def at(hour, minute=0):
    return timezone.make_aware(datetime.combine(TOMORROW, time(hour, minute)))


@pytest.fixture
def made(fleet, dispatcher):
    def make() -> DayPlan:
        plan = ask_plan(fleet, day=TOMORROW, by=dispatcher)
        assert compute_plans() == 1
        plan.refresh_from_db()
        assert plan.state == "ready"
        return plan

    return make


def test_outings_that_do_not_meet_ride_in_one_vehicle(made, wait, vehicle, at_wheel):
    early, late = wait(planned_at=at(7)), wait(planned_at=at(14))
    runs = made().runs.order_by("starts_at")
    assert [(run.trip, run.vehicle) for run in runs] == [(early, vehicle), (late, vehicle)]
    assert runs[0].starts_at < runs[0].arrives_at < runs[0].ends_at <= runs[1].starts_at
    assert abs(runs[1].starts_at - at(14)) <= timedelta(minutes=30)


def test_strangers_never_ride_together_and_who_is_left_is_told_why(made, wait, vehicle, at_wheel):
    trips = {wait(planned_at=at(8)), wait(planned_at=at(8))}
    planned, left = sorted(made().runs.all(), key=lambda run: run.vehicle is None)
    assert {planned.trip, left.trip} == trips
    assert planned.vehicle == vehicle
    assert left.reason == "busy"


def test_no_more_vehicles_than_drivers(made, wait, make_vehicle, vehicle, at_wheel):
    make_vehicle("黑A·0099")
    wait(planned_at=at(8)), wait(planned_at=at(8))
    assert made().runs.filter(vehicle=None, reason="busy").count() == 1


def test_those_who_may_share_do(made, wait, ask, make_vehicle, at_wheel):
    make_vehicle("黑A·0099", seats=4)
    for _person in range(3):
        wait(planned_at=at(8), may_pool=True, booking=ask())
    plan = made()
    assert plan.runs.exclude(vehicle=None).values_list("party", flat=True).distinct().count() == 1
    accept_plan(plan, by=plan.asked_by)
    assert Trip.objects.filter(state="assigned").values("pool").distinct().count() == 1


def test_a_wheelchair_goes_where_there_is_a_place_for_it(made, wait, make_vehicle, vehicle, at_wheel, second_at_wheel):
    van = make_vehicle("黑A·0099", wheelchair=1)
    trip, stretcher = wait(planned_at=at(8), mobility="wheelchair"), wait(planned_at=at(8), mobility="stretcher")
    runs = {run.trip: run for run in made().runs.all()}
    assert runs[trip].vehicle == van
    assert runs[stretcher].reason == "unfit"


def test_a_slot_of_the_hospital_is_met(made, wait, ask, hospital, vehicle, at_wheel):
    slot = Slot.objects.create(hospital=hospital, starts_at=at(10), ends_at=at(10, 30), capacity=1)
    wait(planned_at=at(6), booking=ask(slot=slot))
    assert slot.starts_at <= made().runs.get().arrives_at <= slot.ends_at


def test_what_a_vehicle_is_held_for_is_planned_around(made, wait, vehicle, at_wheel, dispatcher):
    assign_vehicle(wait(planned_at=at(8)), vehicle=vehicle, by=dispatcher)
    clash, free = wait(planned_at=at(9)), wait(planned_at=at(13))
    runs = {run.trip: run for run in made().runs.all()}
    assert set(runs) == {clash, free}
    assert runs[clash].reason == "busy"
    assert runs[free].vehicle == vehicle


def test_whoever_comes_home_in_the_small_hours_rests(
    made, wait, make_vehicle, vehicle, at_wheel, second_at_wheel, dispatcher
):
    broken = make_vehicle("黑A·0099")
    assign_vehicle(wait(planned_at=at(0, 30)), vehicle=broken, driver=at_wheel, by=dispatcher)
    Vehicle.objects.filter(pk=broken.pk).update(out_of_service="坏了")
    wait(planned_at=at(13))
    run = made().runs.get()
    assert (run.vehicle, run.driver) == (vehicle, second_at_wheel)


def test_accepted_outings_have_their_vehicles_at_their_times(made, wait, vehicle, at_wheel, dispatcher):
    trip = wait(planned_at=at(8))
    plan = accept_plan(made(), by=dispatcher)
    trip.refresh_from_db()
    run = plan.runs.get()
    assert (trip.state, trip.vehicle, run.is_assigned) == ("assigned", vehicle, True)
    assert abs(trip.during.lower - run.starts_at) < timedelta(minutes=1)
    assert abs(trip.during.upper - run.ends_at) < timedelta(minutes=2)
    with pytest.raises(MoveRefused):
        accept_plan(plan, by=dispatcher)


def test_what_has_changed_since_is_refused_by_the_database_and_the_rest_stands(
    made, wait, vehicle, at_wheel, dispatcher
):
    early, late = wait(planned_at=at(7)), wait(planned_at=at(15))
    plan = made()
    assign_vehicle(wait(planned_at=at(7)), vehicle=vehicle, by=dispatcher)
    accept_plan(plan, by=dispatcher)
    refused, assigned = plan.runs.get(trip=early), plan.runs.get(trip=late)
    assert refused.refused
    assert not refused.is_assigned
    assert assigned.is_assigned


def test_a_change_by_hand_is_checked(made, wait, make_vehicle, vehicle, at_wheel, second_at_wheel, dispatcher):
    wait(planned_at=at(8)), wait(planned_at=at(8))
    weak = make_vehicle("黑A·0098", kits=0)
    one, other = made().runs.order_by("pk")
    one = one if one.vehicle else other
    left = other if one is not other else one.plan.runs.get(vehicle=None)
    with pytest.raises(MoveRefused, match=one.trip.number):
        change_run(left, vehicle=vehicle, starts_at=at(9), by=dispatcher)
    with pytest.raises(MoveRefused):
        change_run(left, vehicle=weak, starts_at=at(9), by=dispatcher)
    change_run(left, vehicle=vehicle, starts_at=at(16), by=dispatcher)
    left.refresh_from_db()
    assert (left.vehicle, left.starts_at, left.is_by_hand, left.reason) == (vehicle, at(16), True, "")
    change_run(left, vehicle=None, starts_at=None, by=dispatcher)
    assert left.reason == "by_hand"


def test_when_a_vehicle_fails_its_outings_are_planned_onto_others(
    made, wait, make_vehicle, vehicle, at_wheel, second_at_wheel, dispatcher
):
    wait(planned_at=at(8)), wait(planned_at=at(14))
    plan = accept_plan(made(), by=dispatcher)
    spare = make_vehicle("黑A·0099")
    type(vehicle).objects.filter(pk=vehicle.pk).update(out_of_service="爆胎")
    fresh = plan_again(plan, by=dispatcher)
    assert compute_plans() == 1
    assert {run.vehicle for run in fresh.runs.all()} == {spare}
    assert fresh.runs.count() == 2


def test_a_day_is_planned_once_at_a_time(fleet, dispatcher):
    ask_plan(fleet, day=TOMORROW, by=dispatcher)
    with pytest.raises(Impossible):
        ask_plan(fleet, day=TOMORROW, by=dispatcher)


def test_a_plan_that_a_worker_left_is_begun_anew(fleet, dispatcher):
    plan = ask_plan(fleet, day=TOMORROW, by=dispatcher)
    DayPlan.objects.filter(pk=plan.pk).update(begun_at=timezone.now())
    assert compute_plans() == 0
    DayPlan.objects.filter(pk=plan.pk).update(begun_at=timezone.now() - timedelta(minutes=6))
    assert compute_plans() == 1


def test_what_cannot_be_computed_is_told(fleet, dispatcher, monkeypatch):
    plan = ask_plan(fleet, day=TOMORROW, by=dispatcher)
    monkeypatch.setattr("transport.services.planning.solve", lambda *args, **rest: 1 / 0)
    compute_plans()
    plan.refresh_from_db()
    assert plan.state == "failed"


class TestScreen:
    def test_a_dispatcher_plans_changes_and_accepts(self, client, wait, vehicle, at_wheel, dispatcher, fleet):
        wait(planned_at=at(8)), wait(planned_at=at(8))
        client.force_login(dispatcher)
        answer = client.post(reverse("transport:plans"), {"fleet": fleet.pk, "day": TOMORROW.isoformat()})
        page = answer["Location"]
        assert 'aria-busy="true"' in client.get(page).content.decode()
        compute_plans()
        plan = DayPlan.objects.get()
        text = client.get(page).content.decode()
        assert vehicle.plate in text
        left = plan.runs.get(vehicle=None)
        change = reverse("transport:change_run", args=[plan.pk, left.pk])
        refused = client.post(change, {"vehicle": vehicle.pk, "time": "08:30"})
        assert refused.status_code == 422
        assert 'value="08:30"' in refused.content.decode()
        assert client.post(change, {"vehicle": vehicle.pk, "time": "16:00"}).status_code == 302
        client.post(reverse("transport:accept_plan", args=[plan.pk]))
        assert Trip.objects.filter(state="assigned", vehicle=vehicle).count() == 2

    def test_a_day_gone_by_is_refused_at_its_field(self, client, dispatcher, fleet):
        client.force_login(dispatcher)
        yesterday = timezone.localdate() - timedelta(days=1)
        answer = client.post(reverse("transport:plans"), {"fleet": fleet.pk, "day": yesterday.isoformat()})
        assert answer.status_code == 422
        assert "day" in answer.context["form"].errors

    def test_the_neighbour_sees_nothing(self, client, neighbour, fleet, dispatcher):
        plan = ask_plan(fleet, day=TOMORROW, by=dispatcher)
        client.force_login(neighbour)
        assert client.get(reverse("transport:plan", args=[plan.pk])).status_code == 404

    def test_the_number_of_queries_does_not_grow(self, client, made, wait, vehicle, at_wheel, dispatcher):
        client.force_login(dispatcher)
        wait(planned_at=at(6))
        few = queries_of(client, made())
        for hour in range(7, 12):
            wait(planned_at=at(hour))
        assert queries_of(client, made()) == few


def queries_of(client, plan):
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse("transport:plan", args=[plan.pk])).status_code == 200
    return len(found)


def test_shifts_and_hours_are_the_windows_of_the_plan(made, wait, make_vehicle, at_wheel, second_at_wheel):
    day_car, any_car = make_vehicle("黑A·0101", shift_from=time(7), shift_until=time(13)), make_vehicle("黑A·0102")
    for driver, begins, ends in ((at_wheel, 6, 13), (second_at_wheel, 12, 21)):
        DriverShift.objects.create(driver=driver, during=DateTimeTZRange(at(begins), at(ends)))
    early, late, night = wait(planned_at=at(8)), wait(planned_at=at(15)), wait(planned_at=at(22))
    runs = {run.trip: run for run in made().runs.all()}
    assert (runs[early].driver, runs[late].driver) == (at_wheel, second_at_wheel)
    assert runs[late].vehicle == any_car != day_car
    assert runs[night].reason == "busy"


def test_the_plan_says_who_drives_and_its_acceptance_keeps_to_it(made, wait, vehicle, at_wheel, dispatcher):
    trip = wait(planned_at=at(8))
    run = accept_plan(made(), by=dispatcher).runs.get()
    trip.refresh_from_db()
    assert trip.driver == run.driver == at_wheel


def test_an_overdue_vehicle_is_promised_to_nobody(made, wait, make_vehicle, assigned, at_wheel, second_at_wheel, go):
    go(assigned, "accept", "depart", "pick_up")
    now = timezone.now()
    late = DateTimeTZRange(now - timedelta(hours=3), now - timedelta(hours=1))
    Trip.objects.filter(pk=assigned.pk).update(during=late)
    spare = make_vehicle("黑A·0099")
    wait(planned_at=at(8)), wait(planned_at=at(8))
    assert {run.vehicle for run in made().runs.all()} == {spare, None}


class TestApi:
    @pytest.fixture
    def api(self, dispatcher):
        client = APIClient()
        client.force_authenticate(dispatcher)
        return client

    def test_a_day_is_asked_for_read_changed_and_accepted(self, api, wait, vehicle, at_wheel, fleet):
        wait(planned_at=at(8)), wait(planned_at=at(8))
        asked = api.post("/api/v1/plans/", {"fleet": fleet.pk, "day": TOMORROW.isoformat()}, format="json")
        assert (asked.status_code, asked.json()["state"]) == (201, "asked")
        compute_plans()
        plan = f"/api/v1/plans/{asked.json()['id']}/"
        left = next(run for run in api.get(plan).json()["runs"] if run["vehicle"] is None)
        assert left["reason"] == "busy"
        change = f"{plan}runs/{left['id']}/"
        clash = api.patch(change, {"vehicle": vehicle.pk, "starts_at": at(8).isoformat()}, format="json")
        assert clash.status_code == 409
        assert api.patch(change, {"vehicle": 0}, format="json").json()["fields"].keys() == {"vehicle"}
        moved = api.patch(change, {"vehicle": vehicle.pk, "starts_at": at(16).isoformat()}, format="json")
        assert moved.json()["vehicle"]["plate"] == vehicle.plate
        accepted = api.post(f"{plan}accept/").json()
        assert [run["is_assigned"] for run in accepted["runs"]] == [True, True]
        assert api.post(f"{plan}accept/").status_code == 409
        assert api.post(f"{plan}again/").status_code == 201
        assert len(api.get("/api/v1/plans/").json()["results"]) == 2

    def test_a_wrong_day_is_told_at_its_field(self, api, fleet):
        refused = api.post("/api/v1/plans/", {"fleet": fleet.pk, "day": "2020-01-01"}, format="json")
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["day"])

    def test_another_district_has_no_such_plan(self, neighbour, fleet, dispatcher):
        plan, stranger = ask_plan(fleet, day=TOMORROW, by=dispatcher), APIClient()
        stranger.force_authenticate(neighbour)
        assert stranger.get(f"/api/v1/plans/{plan.pk}/").status_code == 404
        assert stranger.post(f"/api/v1/plans/{plan.pk}/accept/").status_code == 404
        refused = stranger.post("/api/v1/plans/", {"fleet": fleet.pk, "day": TOMORROW.isoformat()}, format="json")
        assert "fleet" in refused.json()["fields"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_a_plan_one_does(at_once, made, wait, vehicle, at_wheel, dispatcher):
    wait(planned_at=at(8))
    plan = made()
    results = at_once(*[lambda: accept_plan(plan, by=dispatcher)] * 2)
    assert sum(isinstance(one, MoveRefused) for one in results) == 1
    assert Trip.objects.filter(state="assigned").count() == 1
