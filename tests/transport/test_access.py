"""Who sees and moves trips: fleet, driver, both gates, and those responsible for the person; nobody else."""

import pytest

from hospitals.lifecycle import BOOKING
from portal.access.api import visible
from portal.lifecycle.move import move
from tests.access.agreement import prove_agreement
from transport.models import Trip, Vehicle
from transport.services import assign_vehicle

pytestmark = pytest.mark.django_db


def test_can_and_visible_agree_about_trips(
    wait, own_car, subject, ask, areas, fleet, hospital, checkpoint, vehicle, at_wheel, dispatcher, desk, driver
):
    trips = [
        assign_vehicle(wait(booking=move(BOOKING, ask(), "accept", by=desk)), vehicle=vehicle, by=dispatcher),
        wait(subject=subject("230103001001")),
        own_car(checkpoint=checkpoint),
        own_car(subject=subject("230110003002")),
    ]
    reached = prove_agreement(
        "trip.", trips, held_on=[*areas.values(), fleet, hospital, checkpoint], also=[("the driver", driver)]
    )
    assert reached["the driver trip.step_vehicle"] == {trips[0].pk}


def test_can_and_visible_agree_about_vehicles(areas, fleet, vehicle):
    prove_agreement("vehicle.", [vehicle], held_on=[*areas.values(), fleet])


def test_the_neighbour_sees_neither_trips_nor_vehicles(assigned, neighbour):
    assert not visible(neighbour, "trip.view", Trip.objects.all()).exists()
    assert not visible(neighbour, "vehicle.view", Vehicle.objects.all()).exists()


@pytest.mark.parametrize(
    "path",
    ["/trips/{trip}/move/cancel/", "/trips/{trip}/pass/", "/driver/{trip}/step/accept/", "/passes/{shown}/qr.svg"],
)
def test_out_of_scope_is_404(client, assigned, neighbour, path):
    client.force_login(neighbour)
    url = path.format(trip=assigned.pk, shown=assigned.passes.get(revoked_at=None).pk)
    assert client.get(url).status_code == 404


def test_another_driver_does_not_see_the_trip(client, assigned, person, fleet):
    client.force_login(person("other", "driver", on=fleet))
    assert client.get(f"/driver/{assigned.pk}/step/accept/").status_code == 404


@pytest.mark.parametrize("url", ["/driver/", "/gate/", "/dispatch/", "/outside/"])
def test_pages_are_for_whom_they_are_made(client, nobody, url):
    client.force_login(nobody)
    assert client.get(url).status_code == 403
    client.logout()
    assert client.get(url).status_code == 302


def test_a_number_leads_everybody_to_their_own_page(client, assigned, driver, dispatcher, operator, neighbour):
    leads = {}
    for user in (driver, dispatcher, operator, neighbour):
        client.force_login(user)
        answer = client.get(f"/trips/{assigned.number}/")
        leads[user.username] = answer.get("Location", answer.status_code)
    assert leads["driver"] == "/driver/"
    assert leads["dispatcher"] == "/dispatch/"
    assert assigned.number in leads["operator"]
    assert leads["neighbour"] == 404
