"""The pages of dispatchers, drivers and guards: assign in two actions, a step by one tap, green or red."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit.models import Entry
from portal.privacy import subjects
from tests.transport.fit import fit_driver
from transport.models import Driver, Trip
from transport.selectors.steps import standing_steps
from transport.services import assign_vehicle, scan

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(client):
    def as_(user):
        client.force_login(user)
        return client

    return as_


@pytest.fixture
def resident(monkeypatch):
    card = subjects.Card(number="n", name_masked="李**", age=67, sex="女", groups=["透析"])
    plain = {"name": "李秀兰", "phone": "13800000452", "address": "7号楼2单元301"}
    provider = subjects.Provider(lambda ids: dict.fromkeys(ids, card), lambda key, name: plain[name], frozenset(plain))
    monkeypatch.setitem(subjects._providers, "case", provider)


# the board


def test_two_actions_assign(page, dispatcher, wait, vehicle, at_wheel, resident):
    trip, board = wait(), page(dispatcher)
    chosen = board.get("/dispatch/", {"trip": str(trip.pk)})
    assert chosen.context["chosen"] == trip
    url = f"/dispatch/{trip.pk}/vehicle/{vehicle.pk}/"
    assert url in chosen.content.decode()
    answer = board.post(url, headers=HTMX)
    assert answer.status_code == 204
    assert vehicle.plate in json.loads(answer["HX-Trigger"])["toast"]["text"]
    trip.refresh_from_db()
    assert trip.state == "assigned"


def test_what_does_not_fit_says_why_and_offers_no_button(page, dispatcher, wait, make_vehicle, resident):
    unfit, trip = make_vehicle("黑A2", has_partition=False), wait(mobility="stretcher")
    response = page(dispatcher).get("/dispatch/", {"trip": str(trip.pk)})
    (offer,) = response.context["unable"]
    assert len(offer.against) == 2
    assert f"/vehicle/{unfit.pk}/" not in response.content.decode()


def test_a_taken_vehicle_is_told_in_words(page, dispatcher, wait, assigned, second_at_wheel):
    trip = wait()
    answer = page(dispatcher).post(f"/dispatch/{trip.pk}/vehicle/{assigned.vehicle_id}/", headers=HTMX)
    assert answer.status_code == 409
    assert "trip_vehicle_once" not in answer["HX-Trigger"]


def test_what_the_driver_says_by_radio_is_one_tap_on_the_board(page, dispatcher, auditor, assigned, resident):
    board, steps = page(dispatcher), ["accept", "depart", "pick_up", "arrive", "leave", "come_home", "disinfect"]
    for step in steps:
        url = f"/trips/{assigned.pk}/move/{step}/"
        assert url in board.get("/dispatch/", headers=HTMX).content.decode(), step
        assert board.post(url, headers=HTMX).status_code == 204
    assert Trip.objects.get().state == "disinfected"
    assert f"/trips/{assigned.pk}/move/" not in page(auditor).get("/dispatch/").content.decode()


def test_the_board_asks_no_more_for_more_trips(page, dispatcher, wait, make_vehicle, fleet, resident):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert page(dispatcher).get("/dispatch/", headers=HTMX).status_code == 200
        return len(captured)

    counts = []
    for number in range(3):
        Driver.objects.create(**fit_driver(fleet=fleet, name=f"{number}"))
        assign_vehicle(wait(), vehicle=make_vehicle(f"{number}"), by=dispatcher)
        counts.append(queries())
    assert counts[1] == counts[2]


def test_who_is_out_since_when_and_where_last_seen(page, dispatcher, assigned, go, resident):
    go(assigned, "accept", "depart")
    board = page(dispatcher)
    assert board.get("/outside/").context["outside"] == []
    trip = go(Trip.objects.get(), "pick_up", "arrive")
    (one,) = board.get("/outside/").context["outside"]
    assert (one.trip, str(one.seen.step)) == (trip, str(trip.get_state_display()))
    assert one.since == next(step.happened_at for step in standing_steps(trip) if step.name == "departed")
    assert one.clock.kind == "trip.return"


def test_the_board_costs_the_same_queries(
    page, dispatcher, wait, make_vehicle, resident, django_assert_max_num_queries
):
    for number in range(10):
        wait()
        make_vehicle(f"黑A{number}")
    trip = Trip.objects.first()
    board = page(dispatcher)
    with django_assert_max_num_queries(24):
        board.get("/dispatch/", {"trip": str(trip.pk)}, headers=HTMX)


def test_calling_off_asks_for_a_reason(page, dispatcher, assigned):
    url, board = f"/trips/{assigned.pk}/move/cancel/", page(dispatcher)
    dialog = {**HTMX, "HX-Target": "dialog-body"}
    assert board.post(url, {}, headers=dialog).status_code == 422
    assert board.post(url, {"reason": "病情好转"}, headers=dialog).status_code == 204


# the driver


def test_a_driver_sees_own_trips_and_taps_through_them(page, driver, assigned, wait, resident):
    wait()
    phone = page(driver)
    (ride,) = phone.get("/driver/").context["rides"]
    assert ride["trip"] == assigned
    for step in ("accept", "depart", "pick_up", "arrive", "leave", "come_home", "disinfect"):
        (ride,) = phone.get("/driver/").context["rides"]
        assert ride["next"]["name"] == step
        assert phone.post(ride["next"]["url"], headers=HTMX).status_code == 204
    assert phone.get("/driver/").context["rides"] == []


def test_the_last_step_can_be_undone(page, driver, assigned, go):
    go(assigned, "accept", "depart")
    phone = page(driver)
    (ride,) = phone.get("/driver/").context["rides"]
    assert ride["undo"]["name"] == "undo_depart"
    phone.post(ride["undo"]["url"], headers=HTMX)
    assigned.refresh_from_db()
    assert assigned.state == "accepted"


def test_whoever_a_gate_has_seen_out_has_a_way_ahead_on_the_telephone(page, driver, assigned, go, gate, checkpoint):
    go(assigned, "accept", "depart")
    scan(checkpoint, token=assigned.passes.get(revoked_at=None).code, direction="out", by=gate)
    (ride,) = page(driver).get("/driver/").context["rides"]
    assert [step["state"] for step in ride["ahead"]][:2] == ["at_hospital", "leaving"]


def test_a_tap_sent_later_keeps_its_time(page, driver, assigned, go):
    trip = go(assigned, "accept", "depart")
    tapped = standing_steps(trip)[-1].happened_at + timedelta(microseconds=1)
    page(driver).post(f"/driver/{trip.pk}/step/pick_up/", {"happened_at": tapped.isoformat()}, headers=HTMX)
    assert standing_steps(trip)[-1].happened_at == tapped


def test_address_and_telephone_leave_an_entry(page, driver, assigned, resident):
    html = page(driver).get("/driver/").content.decode()
    assert "李**" in html
    assert "7号楼" not in html
    told = page(driver).post(f"/driver/{assigned.pk}/contact/", headers=HTMX).content.decode()
    assert "7号楼2单元301" in told
    assert Entry.objects.filter(action="privacy.reveal", number=assigned.number).count() == 3


# the gate


def test_the_guard_is_told_green_or_red(page, gate, checkpoint, own_car, resident):
    post, shown = page(gate).post, own_car().passes.get()
    body = {"checkpoint": checkpoint.pk, "token": shown.code, "direction": "out"}
    green = post("/gate/show/", body, headers=HTMX)
    assert "verdict--green" in green.content.decode()
    assert "李**" in green.content.decode()
    assert green["HX-Trigger"] == "scanned"
    assert "verdict--red" in post("/gate/show/", body, headers=HTMX).content.decode()
    assert "verdict--red" in post("/gate/show/", {**body, "token": ""}, headers=HTMX).content.decode()


def test_what_was_shown_lately_and_who_waits(page, gate, checkpoint, own_car):
    early = own_car(planned_at=timezone.now() + timedelta(hours=9)).passes.get()
    post = page(gate).post
    post("/gate/show/", {"checkpoint": checkpoint.pk, "token": early.code, "direction": "out"}, headers=HTMX)
    context = page(gate).get("/gate/").context
    assert [entry.result for entry in context["log"]] == ["not_yet"]
    assert [shown for shown, _clock in context["waiting"]] == [early]


def test_another_gate_cannot_be_scanned_for(page, gate, areas, checkpoint, own_car):
    other = type(checkpoint).objects.create(name="别处", area=areas["230103"])
    body = {"checkpoint": other.pk, "token": own_car().passes.get().code, "direction": "out"}
    assert page(gate).post("/gate/show/", body, headers=HTMX).status_code == 422


# the pass


def test_a_pass_shows_its_code_and_a_qr_image_of_its_own(page, operator, own_car, resident):
    trip = own_car()
    shown = trip.passes.get()
    html = page(operator).get(f"/trips/{trip.pk}/pass/").content.decode()
    assert f"{shown.code[:4]} {shown.code[4:]}" in html
    image = page(operator).get(f"/passes/{shown.pk}/qr.svg")
    assert image["Content-Type"] == "image/svg+xml"
    assert ElementTree.fromstring(image.content.decode()).tag.endswith("svg")


def test_a_lost_pass_is_replaced(page, operator, own_car):
    trip = own_car()
    lost = trip.passes.get()
    assert page(operator).post(f"/passes/{lost.pk}/renew/").status_code == 302
    lost.refresh_from_db()
    assert lost.revoked_at
    assert trip.passes.filter(revoked_at=None).count() == 1
