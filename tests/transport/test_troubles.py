"""Trouble on the way: told at once, a light and a clock until it is answered; another vehicle takes over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.audit.models import Entry
from portal.commitments.models import Commitment
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import Impossible
from portal.lifecycle.move import move
from portal.notices.models import Notice
from transport.lifecycle import TRIP
from transport.models import TripStep, Trouble, Vehicle
from transport.selectors.steps import standing_steps
from transport.services import assign_vehicle
from transport.services.troubles import report_trouble, settle_trouble

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def aboard(assigned, go):
    return go(assigned, "accept", "depart", "pick_up")


def clock_of(trip):
    return Commitment.objects.get(kind="trip.trouble", subject_id=trip.pk)


def test_it_is_a_step_a_clock_and_word_to_the_dispatcher(aboard, driver):
    at = timezone.now() - timedelta(minutes=2)
    trouble = report_trouble(aboard, kind="breakdown", by=driver, happened_at=at)
    assert [step.name for step in standing_steps(aboard)].count("trouble") == 1
    assert clock_of(aboard).is_open
    assert abs(clock_of(aboard).started_at - at) < timedelta(seconds=1)
    told = set(Notice.objects.filter(kind="trouble.breakdown").values_list("to", flat=True))
    assert told == {f"fleet:{aboard.fleet_id}", "dispatcher@230110"}
    aboard.refresh_from_db()
    assert aboard.state == "picked_up", "where the trip stands is another question"
    assert trouble.happened_at == at


@pytest.mark.parametrize("kind", ["worse", "turned_away"])
def test_of_a_person_in_danger_or_turned_away_the_centre_hears_too(aboard, driver, kind):
    report_trouble(aboard, kind=kind, by=driver)
    told = set(Notice.objects.filter(kind=f"trouble.{kind}").values_list("to", flat=True))
    assert {"operator@230110", "supervisor@230110"} <= told


def test_answered_the_clock_is_kept_and_the_driver_told(aboard, driver, dispatcher):
    trouble = report_trouble(aboard, kind="not_found", by=driver)
    settle_trouble(trouble, answer="已联系社区，住户在后门等候", by=dispatcher)
    assert clock_of(aboard).kept_at
    assert Notice.objects.filter(kind="trouble.settled", to=f"user:{driver.pk}").count() == 1
    settle_trouble(trouble, answer="另一个答复", by=dispatcher)
    assert Trouble.objects.get().answer == "已联系社区，住户在后门等候", "the first answer stands"


def test_tapped_twice_it_is_one(aboard, driver):
    assert report_trouble(aboard, kind="breakdown", by=driver) == report_trouble(aboard, kind="breakdown", by=driver)


def test_after_the_end_there_is_nothing_to_report(aboard, driver, go):
    go(aboard, "arrive", "leave", "come_home", "disinfect")
    with pytest.raises(MoveRefused):
        report_trouble(aboard, kind="breakdown", by=driver)


def test_its_words_are_in_no_journal_and_no_notice(aboard, driver):
    report_trouble(aboard, kind="other", words="李秀兰拒绝上车", by=driver)
    assert "李秀兰" not in str(list(Entry.objects.values())) + str(list(Notice.objects.values()))


# handing over


def test_another_vehicle_takes_over_with_the_passenger_aboard(aboard, dispatcher, make_vehicle, second_at_wheel):
    broken, fresh = aboard.vehicle, make_vehicle("黑A·0099")
    trip = move(TRIP, aboard, "relieve", by=dispatcher, data={"vehicle": fresh.pk, "driver": second_at_wheel.pk})
    assert (trip.state, trip.vehicle, trip.driver) == ("picked_up", fresh, second_at_wheel)
    assert Vehicle.objects.get(pk=broken.pk).last_disinfected_at is None, "somebody sat in it"
    assert TripStep.objects.filter(trip=trip, name="relieved").count() == 1
    assert Commitment.objects.get(kind="trip.return", subject_id=trip.pk).is_open, "the return is promised all the same"


def test_a_vehicle_that_is_under_way_takes_over_nobody(aboard, dispatcher, make_vehicle, second_at_wheel, wait):
    other = assign_vehicle(wait(), vehicle=make_vehicle("黑A·0099"), driver=second_at_wheel, by=dispatcher)
    for step in ("accept", "depart"):
        other = move(TRIP, other, step, by=dispatcher)
    with pytest.raises((Impossible, MoveRefused)):
        move(TRIP, aboard, "relieve", by=dispatcher, data={"vehicle": other.vehicle_id, "driver": second_at_wheel.pk})


def test_who_has_departed_and_cannot_go_on_gives_the_trip_back(assigned, go, driver):
    trip = go(assigned, "accept", "depart", "release")
    assert (trip.state, trip.vehicle) == ("waiting", None)
    assert not Commitment.objects.filter(
        kind="trip.return", subject_id=trip.pk, kept_at=None, released_at=None
    ).exists()


# screens and API


def test_the_drivers_button_and_the_light_on_the_board(client, driver, dispatcher, aboard):
    client.force_login(driver)
    page = client.get("/driver/").content.decode()
    assert 'id="form-trouble"' in page
    answer = client.post(f"/driver/{aboard.pk}/trouble/", {"kind": "worse"}, headers=HTMX)
    assert answer.status_code == 204
    assert "tel:120" in client.get("/driver/", headers=HTMX).content.decode()
    client.force_login(dispatcher)
    light = client.get("/dispatch/troubles/", headers=HTMX).content.decode()
    trouble = Trouble.objects.get()
    assert f"trouble-{trouble.pk}" in light
    assert f"/trips/{aboard.pk}/move/relieve/" in light
    assert (
        client.post(f"/dispatch/troubles/{trouble.pk}/settle/", {"answer": "120已出发"}, headers=HTMX).status_code
        == 204
    )
    assert client.get("/dispatch/troubles/", headers=HTMX).content.decode().strip() == ""


def test_something_else_needs_words(client, driver, aboard):
    client.force_login(driver)
    assert client.post(f"/driver/{aboard.pk}/trouble/", {"kind": "other"}, headers=HTMX).status_code == 422


def test_by_the_api(client, driver, dispatcher, aboard):
    client.force_login(driver)
    told = client.post(f"/api/v1/trips/{aboard.pk}/trouble/", {"kind": "breakdown"}, content_type="application/json")
    assert (told.status_code, told.json()["kind"]) == (201, "breakdown")
    client.force_login(dispatcher)
    done = client.post(
        f"/api/v1/troubles/{told.json()['id']}/settle/", {"answer": "换车"}, content_type="application/json"
    )
    assert done.json()["settled_at"]


def test_a_neighbour_hears_and_answers_nothing(client, neighbour, driver, aboard):
    trouble = report_trouble(aboard, kind="worse", by=driver)
    client.force_login(neighbour)
    assert client.get("/dispatch/troubles/", headers=HTMX).content.decode().strip() == ""
    assert client.post(f"/dispatch/troubles/{trouble.pk}/settle/", {"answer": "x"}, headers=HTMX).status_code == 404
