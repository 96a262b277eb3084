"""The suggested vehicle: 500 vehicles put to each of 200 waiting outings, beside the same rows by plain SQL."""

import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from portal.access.roles import Role
from portal.access.services import grant
from portal.areas.models import Area
from transport.models import Driver, Fleet, Trip, Vehicle
from transport.selectors.standing import standing_of
from transport.selectors.suggesting import ranked, suggestions

VEHICLES, WAITING, COMMUNITIES = 500, 200, 100
STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
PLAIN = {"SECOND_FACTOR_ROLES": [], "STORAGES": {**settings.STORAGES, "staticfiles": {"BACKEND": STATIC}}}

# The same vehicles, what each is held for, and who could drive it; ordered by what a statement can order by.
BY_HAND = """
SELECT v.*, f.*, h.*, d.* FROM transport_vehicle v JOIN transport_fleet f ON f.id = v.fleet_id
LEFT JOIN LATERAL (SELECT id, number, state, during FROM transport_trip t WHERE t.vehicle_id = v.id
    AND t.state IN ('assigned', 'accepted', 'departed', 'picked_up', 'at_hospital', 'leaving', 'home')
    ORDER BY during LIMIT 1) h ON true
LEFT JOIN LATERAL (SELECT * FROM transport_driver w WHERE w.fleet_id = v.fleet_id AND w.is_active
    ORDER BY w.id LIMIT 1) d ON true
ORDER BY v.has_partition DESC, v.kits >= 1 DESC, h.id IS NULL DESC, v.seats, v.plate
"""


def run() -> Iterator[dict[str, Any]]:
    dispatcher = make_ground()
    outings = list(Trip.objects.filter(state="waiting").select_related("area", "booking__hospital"))
    fleet = Vehicle.objects.all()
    floor = median_ms([by_hand] * 50)
    yield {
        "case": f"suggestion, {VEHICLES} vehicles",
        "value": median_ms([lambda outing=outing: suggestions(dispatcher, outing) for outing in outings]),
        "unit": "ms", "floor": floor,
        "note": f"{queries(lambda: suggestions(dispatcher, outings[0]))} queries; at most 50 ms",
    }  # fmt: skip
    standing = standing_of(fleet, doors=[outing.area_id for outing in outings])
    yield {
        "case": f"ranking on one reading, {WAITING} outings",
        "value": median_ms([lambda outing=outing: ranked(outing, standing) for outing in outings]),
        "unit": "ms", "note": "no query",
    }  # fmt: skip
    with override_settings(**PLAIN):
        yield page(dispatcher, outings[0])


def page(dispatcher: Any, outing: Trip) -> dict[str, Any]:
    """The board with an outing chosen, as the browser gets it."""
    client = Client()
    client.force_login(dispatcher)

    def open_board() -> None:
        answer = client.get(reverse("transport:board"), {"trip": str(outing.pk)}, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.status_code

    return {
        "case": f"board, {VEHICLES} vehicles, {WAITING} waiting", "value": median_ms([open_board] * 15), "unit": "ms",
        "note": f"{queries(open_board)} queries; at most 300 ms",
    }  # fmt: skip


# --- ground ----------------------------------------------------------------------------------------------------------


def make_ground() -> Any:
    """A district of communities, two fleets, half of the vehicles held; returns a dispatcher of the district."""
    lineage: dict[str, str] = {}
    for code, level in (("2301", "city"), ("230110", "district"), ("230110003", "street")):
        lineage = {**lineage, level: code}
        Area.objects.create(code=code, name=code, level=level, lineage=lineage, latitude=45.7, longitude=126.7)
    places = [
        Area(
            code=f"230110003{n:03}", name=f"C{n}", level="community", parent_id="230110003", latitude=45.6 + n * 0.002,
            longitude=126.6 + n % 10 * 0.02, lineage={**lineage, "community": f"230110003{n:03}"},
        )
        for n in range(COMMUNITIES)
    ]  # fmt: skip
    Area.objects.bulk_create(places)
    dispatcher = get_user_model().objects.create_user("bench-dispatcher")
    grant(dispatcher, Role.DISPATCHER, Area.objects.get(pk="230110"))
    fleets = [Fleet.objects.create(area_id="230110", name=f"F{n}") for n in range(2)]
    make_fleet(fleets)
    make_trips(places, fleets)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE transport_trip, transport_vehicle, transport_driver, areas_area")
    return dispatcher


def make_fleet(fleets: list[Fleet]) -> None:
    now, later = timezone.now(), timezone.localdate() + timedelta(days=90)
    Vehicle.objects.bulk_create(
        Vehicle(
            fleet=fleets[n % 2], plate=f"B{n:04}", kind=list(Vehicle.Kind)[n % 4], seats=3, stretcher=n % 3 == 0,
            wheelchair=n % 2, has_partition=n % 20 != 0, kits=n % 9, inspected_until=later, insured_until=later,
            has_oxygen=n % 3 == 0, oxygen_percent=80, oxygen_until=later, last_disinfected_at=now - timedelta(hours=1),
            base_latitude=45.6 + n % 50 * 0.004, base_longitude=126.6 + n % 40 * 0.005,
        )
        for n in range(VEHICLES)
    )  # fmt: skip
    Driver.objects.bulk_create(
        Driver(
            fleet=fleets[n % 2], name=f"D{n}", licence_until=later, protection=2, tested_until=now + timedelta(days=9)
        )
        for n in range(VEHICLES)
    )


def make_trips(places: list[Area], fleets: list[Fleet]) -> None:
    """Those that wait, and one for every second fit vehicle in the hours to come."""
    now = timezone.now()
    drivers = {fleet.pk: list(fleet.drivers.order_by("pk")) for fleet in fleets}
    held = [one for one in Vehicle.objects.order_by("pk") if not one.lacks()][::2]
    rows = [a_trip(n, places, now, state="waiting", fleet=fleets[n % 2]) for n in range(WAITING)]
    for n, vehicle in enumerate(held):
        bound = {"vehicle": vehicle, "driver": drivers[vehicle.fleet_id].pop(), "fleet_id": vehicle.fleet_id}
        begins = now + timedelta(hours=n % 8)
        rows.append(a_trip(n, places, now, state="assigned", during=(begins, begins + timedelta(hours=4)), **bound))
    Trip.objects.bulk_create(rows)


def a_trip(n: int, places: list[Area], now: Any, **fields: Any) -> Trip:
    key = uuid.uuid4()
    is_seated = n % 3 == 2 and fields["state"] == "waiting"
    return Trip(
        id=key, pool=key, mode="vehicle", area=places[n % COMMUNITIES], subject_kind="bench", subject_id=uuid.uuid4(),
        number=f"B-{n}", planned_at=now + timedelta(minutes=n), mobility="wheelchair" if is_seated else "walks",
        **fields,
    )  # fmt: skip


def by_hand() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        cursor.fetchall()


def median_ms(works: list[Callable[[], object]]) -> float:
    works[0]()
    taken = []
    for work in works:
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def queries(work: Callable[[], object]) -> int:
    seen: list[str] = []
    with connection.execute_wrapper(lambda go, sql, *rest: seen.append(sql) or go(sql, *rest)):
        work()
    return len(seen)
