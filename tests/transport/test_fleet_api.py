"""Vehicles, drivers and shifts over HTTP: what each lacks, kept by whoever keeps them and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from transport.models import DriverShift

pytestmark = pytest.mark.django_db


def as_(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_a_vehicle_tells_its_papers_what_it_lacks_and_what_it_will(dispatcher, make_vehicle):
    soon = timezone.localdate() + timedelta(days=2)
    made = make_vehicle("黑A2", kits=0, insured_until=soon)
    told = as_(dispatcher).get(f"/api/v1/vehicles/{made.pk}/").json()
    assert (told["state"], len(told["lacks"])) == ("unfit", 1)
    assert told["papers"]["insured_until"] == soon.isoformat()
    assert told["soon"][0]["on"] == soon.isoformat()


def test_a_keeper_changes_what_is_told_and_nothing_else(dispatcher, vehicle):
    call, address = as_(dispatcher), f"/api/v1/vehicles/{vehicle.pk}/"
    changed = call.patch(address, {"kits": 20, "out_of_service": "送修"}, format="json")
    assert changed.status_code == 200
    assert (changed.json()["papers"]["kits"], changed.json()["state"]) == (20, "unfit")
    before = vehicle.insured_until
    vehicle.refresh_from_db()
    assert (vehicle.insured_until, vehicle.out_of_service) == (before, "送修")
    assert call.patch(address, {"out_of_service": ""}, format="json").json()["state"] == "free"


@pytest.mark.parametrize("wrong", [{"oxygen_percent": 140}, {"insured_until": "soon"}, {"plate": "黑A1"}])
def test_a_mistake_is_told_at_its_field(wrong, dispatcher, vehicle):
    refused = as_(dispatcher).patch(f"/api/v1/vehicles/{vehicle.pk}/", wrong, format="json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, list(wrong))


def test_a_driver_is_tested_and_gets_shifts(dispatcher, at_wheel):
    call, address = as_(dispatcher), f"/api/v1/drivers/{at_wheel.pk}/"
    taken = timezone.now() - timedelta(hours=1)
    told = call.patch(address, {"last_tested_at": taken.isoformat()}, format="json").json()
    assert told["tested_until"] is not None
    assert told["lacks"] == []
    starts = timezone.now() + timedelta(hours=1)
    hours = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=8)).isoformat(), "days": 2}
    made = call.post(f"{address}shifts/", hours, format="json")
    assert (made.status_code, len(made.json())) == (201, 2)
    assert call.post(f"{address}shifts/", hours, format="json").status_code == 409
    assert len(call.get(f"{address}shifts/").json()) == 2
    assert call.delete(f"{address}shifts/{made.json()[0]['id']}/").status_code == 204
    assert DriverShift.objects.count() == 1


def test_who_only_looks_changes_nothing_and_strangers_see_nothing(auditor, neighbour, vehicle, at_wheel):
    for address, change in ((f"/api/v1/vehicles/{vehicle.pk}/", {"kits": 1}), (f"/api/v1/drivers/{at_wheel.pk}/", {})):
        assert as_(auditor).get(address).status_code == 200
        assert as_(auditor).patch(address, change, format="json").status_code == 403
        assert as_(neighbour).get(address).status_code == 404
        assert as_(neighbour).patch(address, change, format="json").status_code == 404
