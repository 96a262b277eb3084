"""Who moves people in Xiangfang: fleets, what their vehicles have and lack, drivers, and the gates of communities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from cases.demo.identities import office_phone
from cases.demo.places import DISTRICT, NEIGHBOUR
from portal.areas.models import Area
from transport.models import Checkpoint, Driver, Fleet, Vehicle

Kind = Vehicle.Kind
SPARE_DRIVERS = 2
TESTED = 30  # days: longer than anywhere, so that a demo left alone for a while can still drive
LACKING = {"has_partition": False, "kits": 0, "last_disinfected_at": None}
ENLISTED = 20  # days


@dataclass(frozen=True, slots=True)
class Model:
    """So many vehicles of one make. `lacks` names columns that are not as dispatch needs them."""

    count: int
    kind: Kind
    seats: int = 3
    wheelchair: int = 0
    stretcher: int = 0
    has_oxygen: bool = False
    lacks: str = ""
    out_of_service: str = ""


DISTRICT_FLEET = (
    Model(16, Kind.DEDICATED_CAR),
    Model(6, Kind.WHEELCHAIR_VAN, seats=4, wheelchair=2),
    Model(5, Kind.AMBULANCE, seats=2, stretcher=1, wheelchair=1, has_oxygen=True),
    Model(3, Kind.NEGATIVE_PRESSURE, seats=2, stretcher=1, wheelchair=1, has_oxygen=True),
    Model(1, Kind.DEDICATED_CAR, lacks="has_partition"),
    Model(1, Kind.DEDICATED_CAR, lacks="kits"),
    Model(1, Kind.DEDICATED_CAR, lacks="last_disinfected_at"),
    Model(1, Kind.AMBULANCE, seats=2, stretcher=1, out_of_service="发动机故障，待修"),
)
# B3a: communities form medical fleets, social vehicles help; not every one of them is fit to be dispatched.
COMMUNITY_FLEET = (
    Model(2, Kind.SOCIAL, seats=4),
    Model(1, Kind.WHEELCHAIR_VAN, seats=4, wheelchair=1),
    Model(1, Kind.SOCIAL, seats=4, lacks="has_partition"),
)
NEIGHBOUR_FLEET = (Model(4, Kind.DEDICATED_CAR), Model(2, Kind.AMBULANCE, seats=2, stretcher=1, has_oxygen=True))


def form_fleets(communities: list[Area]) -> int:
    """The fleets of two districts and of `communities`. Returns how many vehicles they have."""
    made = [
        _form(Area.objects.get(pk=DISTRICT), "香坊区就医保障车队", DISTRICT_FLEET),
        _form(Area.objects.get(pk=NEIGHBOUR), "南岗区就医保障车队", NEIGHBOUR_FLEET),
    ]
    for community in communities:
        name = community.name.removesuffix("居委会").removesuffix("村委会")
        made.append(_form(community, f"{name}群众就医保障车队", COMMUNITY_FLEET))
    return sum(made)


def _form(area: Area, name: str, models: tuple[Model, ...]) -> int:
    now = timezone.now()
    fleet = Fleet.objects.create(area=area, name=name, phone=office_phone(3000 + Fleet.objects.count()))
    vehicles = [
        _vehicle(fleet, model, plate=_plate(fleet, order), now=now)
        for order, model in enumerate(model for model in models for _ in range(model.count))
    ]
    Vehicle.objects.bulk_create(vehicles)
    wanted = sum(1 for vehicle in vehicles if not vehicle.lacks()) + SPARE_DRIVERS
    Driver.objects.bulk_create(
        Driver(
            fleet=fleet,
            name=f"师傅{order}",
            phone=office_phone(5000 + fleet.pk * 50 + order),
            licence_until=_in_days(now, 700),
            protection=Driver.Protection.SECOND,
            last_tested_at=now - timedelta(hours=3),
            tested_until=now + timedelta(days=TESTED),
        )
        for order in range(1, wanted + 1)
    )
    Driver.objects.filter(fleet=fleet, name=f"师傅{wanted}").update(tested_until=now - timedelta(hours=5))
    return len(vehicles)


def _plate(fleet: Fleet, order: int) -> str:
    """A plate as no vehicle has it: 演 is no series."""
    return f"黑A演{fleet.pk % 100:02d}{order + 1:02d}"


def _vehicle(fleet: Fleet, model: Model, *, plate: str, now: datetime) -> Vehicle:
    vehicle = Vehicle(
        fleet=fleet,
        plate=plate,
        kind=model.kind,
        seats=model.seats,
        wheelchair=model.wheelchair,
        stretcher=model.stretcher,
        has_partition=True,
        kits=8,
        has_oxygen=model.has_oxygen,
        oxygen_percent=90 if model.has_oxygen else None,
        oxygen_until=_in_days(now, 200) if model.has_oxygen else None,
        inspected_until=_in_days(now, 150),
        insured_until=_in_days(now, 240),
        last_disinfected_at=now - timedelta(hours=2),
        out_of_service=model.out_of_service,
        enlisted_until=_in_days(now, ENLISTED) if model.kind == Kind.SOCIAL else None,
    )
    if plate.endswith("02"):  # what will run out within the week is shown beforehand
        vehicle.insured_until, vehicle.kits = _in_days(now, 5), 2
    if model.lacks:
        setattr(vehicle, model.lacks, LACKING[model.lacks])
    return vehicle


def _in_days(now: datetime, days: int) -> date:
    return timezone.localdate(now) + timedelta(days=days)


def set_up_gates(communities: list[Area]) -> int:
    """One checkpoint at each of these communities, and one on the road of every street."""
    streets = Area.objects.filter(parent=DISTRICT)
    gates = [Checkpoint(area=area, name=f"{_short(area)}卡口") for area in (*streets, *communities)]
    for gate in gates:
        gate.latitude, gate.longitude = gate.area.latitude, gate.area.longitude
    Checkpoint.objects.bulk_create(gates)
    return len(gates)


def _short(area: Area) -> str:
    return area.name.removesuffix("居委会").removesuffix("村委会")
