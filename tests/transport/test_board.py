"""The dispatch board: in the order of urgency, narrowed, drawn as lines of time and points; who was quicker is told."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.env import BadEnvironment, env_tiles
from transport.models import Trip
from transport.selectors.board import waiting_trips
from transport.services import assign_vehicle

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def board(client, dispatcher):
    def get(user=dispatcher, **query):
        client.force_login(user)
        return client.get("/dispatch/", query)

    return get


@pytest.fixture
def send(client, dispatcher):
    def post(trip, vehicle, user=dispatcher, **data):
        client.force_login(user)
        return client.post(f"/dispatch/{trip.pk}/vehicle/{vehicle.pk}/", data, headers=HTMX)

    return post


def toast(answer):
    return json.loads(answer["HX-Trigger"])["toast"]["text"]


# who waits


def test_the_most_urgent_stands_first_and_tomorrow_waits(dispatcher, wait, ask):
    now = timezone.now()
    tomorrow = wait(planned_at=now + timedelta(days=1), booking=ask(severity="urgent"))
    routine = wait(planned_at=now - timedelta(hours=1), booking=ask(severity="routine"))
    dialysis = wait(planned_at=now, booking=ask(severity="routine", groups=["dialysis"]))
    urgent = wait(planned_at=now, booking=ask(severity="urgent"))
    critical = wait(planned_at=now + timedelta(hours=5), booking=ask(severity="critical"))
    assert list(waiting_trips(dispatcher)) == [critical, urgent, dialysis, routine, tomorrow]


def test_each_has_the_clock_of_the_time_that_was_wanted(board, wait):
    wait(planned_at=timezone.now() - timedelta(minutes=20))
    wait(planned_at=timezone.now() + timedelta(minutes=20))
    assert [one.clock.state for one in board().context["waiting"]] == ["late", "near"]


def test_an_empty_board_says_so(board):
    assert board().context["waiting"] == []


def test_the_list_is_narrowed_by_place(board, wait):
    wait()
    assert board(area="230110003").context["waiting_total"] == 1
    assert board(area="999").context["waiting_total"] == 1, "a place that is no choice narrows nothing"


# vehicles


def test_vehicles_are_narrowed_by_plate_kind_and_state(board, make_vehicle, assigned):
    make_vehicle("黑B1", kind="ambulance")
    make_vehicle("黑B2", has_partition=False)

    def shown(**query):
        return [state.vehicle.plate for state in board(**query).context["states"]]

    assert shown(q="黑b") == ["黑B1", "黑B2"]
    assert shown(kind="ambulance") == ["黑B1"]
    assert shown(doing="unfit") == ["黑B2"]
    assert shown(doing="held") == [assigned.vehicle.plate]


def test_a_long_list_is_cut_and_says_so(board, make_vehicle):
    for number in range(45):
        make_vehicle(f"{number:03}")
    context = board().context
    assert (len(context["states"]), context["states_total"]) == (40, 45)


def test_the_timeline_draws_what_is_held_and_the_disinfection(board, assigned):
    (line,) = board().context["timeline"].lines
    assert [piece.kind for piece in line.pieces] == ["held", "clean"]
    assert assigned.number in line.pieces[0].title


def test_the_map_knows_communities_and_no_address(board, areas, wait):
    community = areas["230110003001"]
    community.latitude, community.longitude = 45.7, 126.7
    community.save()
    trip = wait(pickup_note="7号楼2单元301")
    response = board()
    (mark,) = [mark for mark in response.context["marks"] if mark["kind"] == "waiting"]
    assert mark["at"] == [45.7, 126.7]
    assert trip.number in mark["label"]
    assert "7号楼" not in response.content.decode()


# sending


def test_the_proposed_driver_goes(send, wait, vehicle, at_wheel, second_at_wheel):
    trip = wait()
    assert send(trip, vehicle, driver=second_at_wheel.pk).status_code == 204
    trip.refresh_from_db()
    assert trip.driver == second_at_wheel


def test_a_driver_just_taken_is_replaced_by_the_next(send, dispatcher, wait, make_vehicle, at_wheel, second_at_wheel):
    assign_vehicle(wait(), vehicle=make_vehicle("黑A1"), driver=at_wheel, by=dispatcher)
    trip = wait()
    assert send(trip, make_vehicle("黑A2"), driver=at_wheel.pk).status_code == 204
    trip.refresh_from_db()
    assert trip.driver == second_at_wheel


def test_who_was_quicker_with_the_outing_is_told(send, wait, make_vehicle, at_wheel, second_at_wheel, area_dispatcher):
    trip, first = wait(), make_vehicle("黑A1")
    send(trip, first, user=area_dispatcher)
    refused = send(trip, make_vehicle("黑A2"))
    assert refused.status_code == 409
    assert all(words in toast(refused) for words in (str(area_dispatcher), trip.number, "黑A1"))
    trip.refresh_from_db()
    assert trip.vehicle == first


def test_who_was_quicker_with_the_vehicle_is_told(send, wait, vehicle, at_wheel, second_at_wheel, area_dispatcher):
    first, second = wait(), wait()
    send(first, vehicle, user=area_dispatcher)
    refused = send(second, vehicle)
    assert refused.status_code == 409
    assert all(words in toast(refused) for words in (str(area_dispatcher), first.number))


def test_what_a_vehicle_lacks_is_told_and_not_that_fields_are_marked(send, wait, make_vehicle, at_wheel):
    refused = send(wait(), make_vehicle("黑A2", has_partition=False))
    assert refused.status_code == 422
    assert toast(refused) == str(_("no partition between cab and cabin"))


def test_a_colleague_s_vehicle_is_taken_away_only_on_purpose(board, assigned):
    seen = board(trip=str(assigned.pk)).context
    assert seen["chosen"] is None
    assert assigned.vehicle.plate in seen["gone"]
    assert board(trip=str(assigned.pk), again="1").context["chosen"] == assigned


def test_another_vehicle_takes_over_with_the_same_driver(board, send, assigned, make_vehicle):
    other = make_vehicle("黑A2")
    (offer,) = board(trip=str(assigned.pk), again="1").context["able"]
    assert (offer.vehicle, offer.driver) == (other, assigned.driver)
    assert send(assigned, other, seen_state="assigned", driver=offer.driver.pk).status_code == 204
    assigned.refresh_from_db()
    assert assigned.vehicle == other


# over HTTP


def test_a_program_reads_the_same_ranking(client, dispatcher, neighbour, wait, make_vehicle, at_wheel):
    trip = wait()
    make_vehicle("黑A1")
    make_vehicle("黑A2", kits=0)
    client.force_login(dispatcher)
    best, last = client.get(f"/api/v1/trips/{trip.pk}/suggestions/").json()["results"]
    assert (best["vehicle"]["plate"], best["fits"], best["driver"]["name"]) == ("黑A1", True, at_wheel.name)
    assert best["reasons"]
    assert (last["vehicle"]["plate"], last["fits"]) == ("黑A2", False)
    assert last["against"]
    client.force_login(neighbour)
    assert client.get(f"/api/v1/trips/{trip.pk}/suggestions/").status_code == 404


# tiles


def test_tiles_come_from_one_host_that_is_named(monkeypatch):
    monkeypatch.delenv("TILES_TRIED", raising=False)
    assert env_tiles("TILES_TRIED") == ("", [])
    monkeypatch.setenv("TILES_TRIED", "https://maps.example/{z}/{x}/{y}.png")
    assert env_tiles("TILES_TRIED")[1] == ["https://maps.example"]


@pytest.mark.parametrize("wrong", ["maps", "https://{s}.maps.example/{z}/{x}/{y}.png", "https://maps.example/{z}.png"])
def test_a_wrong_address_of_tiles_stops_the_start(monkeypatch, wrong):
    monkeypatch.setenv("TILES_TRIED", wrong)
    with pytest.raises(BadEnvironment, match="TILES_TRIED"):
        env_tiles("TILES_TRIED")


def test_nothing_is_drawn_of_other_districts(board, neighbour, wait, vehicle):
    wait()
    context = board(neighbour).context
    assert (context["waiting"], context["states"]) == ([], [])
    assert Trip.objects.count() == 1
