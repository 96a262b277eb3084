"""The link that opens a driver's map: gates, hospitals, communities; the door only once the address was revealed."""

import pytest

from portal.areas.models import Area
from portal.privacy import subjects
from transport.selectors.navigating import way_to_the_door, ways_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def trip(assigned, hospital, ask):
    Area.objects.filter(pk=assigned.area_id).update(latitude=45.72, longitude=126.68)
    hospital.latitude, hospital.longitude = 45.75, 126.65
    hospital.save()
    assigned.booking = ask()
    assigned.area.refresh_from_db()
    return assigned


def test_the_way_to_fetch_and_the_way_to_the_hospital(trip):
    gate, hospital = ways_of(trip)
    assert (gate["is_next"], hospital["is_next"]) == (True, False)
    assert gate["url"].startswith("geo:45.72,126.68?q=")
    assert hospital["url"].startswith("geo:45.75,126.65?q=")


def test_a_gate_with_a_place_of_its_own_is_meant_first(trip, checkpoint):
    checkpoint.latitude, checkpoint.longitude = 45.7212, 126.6811
    trip.checkpoint = checkpoint
    assert "45.7212,126.6811" in ways_of(trip)[0]["url"]


def test_a_city_may_name_its_own_map(trip, settings):
    settings.NAVIGATE_URL = "https://map.example/to?lon={longitude}&lat={latitude}&name={name}"
    assert ways_of(trip)[1]["url"].startswith("https://map.example/to?lon=126.65&lat=45.75&name=%E")


def test_the_door_is_in_no_link_before_it_was_revealed(client, driver, trip, monkeypatch):
    card = subjects.Card(number="n", name_masked="李**")
    plain = {"name": "李秀兰", "phone": "13800000452", "address": "7号楼2单元301"}
    provider = subjects.Provider(lambda ids: dict.fromkeys(ids, card), lambda key, name: plain[name], frozenset(plain))
    monkeypatch.setitem(subjects._providers, "case", provider)
    client.force_login(driver)
    door = way_to_the_door(trip, address=plain["address"])
    assert door not in client.get("/driver/").content.decode()
    assert door in client.post(f"/driver/{trip.pk}/contact/", headers={"HX-Request": "true"}).content.decode()
