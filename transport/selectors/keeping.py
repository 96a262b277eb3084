"""A fleet as its keeper sees it: what each vehicle and driver lacks, and what will run out within a week."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from transport.models import OXYGEN_LEAST, Driver, DriverShift, Vehicle

SOON = timedelta(days=7)
TEST_SOON = timedelta(hours=12)
COMING = Q(trips__state__in=("assigned", "accepted"))


@dataclass(slots=True)
class Kept:
    """A vehicle or a driver: `lacks` forbids trips now, `soon` will, each in words, with its day where it has one."""

    thing: Any
    lacks: list[Any]
    soon: list[tuple[Any, date | datetime | None]] = field(default_factory=list)

    @property
    def light(self) -> str:
        return "late" if self.lacks else "near" if self.soon else "kept"


def kept_vehicles(user: Any, *, fleet: Any = None) -> list[Kept]:
    """The vehicles that this person keeps, what is wrong first; `coming` counts the trips they are given."""
    vehicles = visible(user, "vehicle.keep", Vehicle.objects.select_related("fleet")).annotate(
        coming=Count("trips", filter=COMING)
    )
    if fleet:
        vehicles = vehicles.filter(fleet=fleet)
    return _worst_first(kept_vehicle(vehicle) for vehicle in vehicles.order_by("fleet", "plate"))


def lacking_vehicles(user: Any) -> QuerySet[Vehicle]:
    """What `Vehicle.lacks()` says of one, asked of all; those withdrawn on purpose are nobody's worry."""
    today = timezone.localdate()
    over = [
        Q(**{f"{paper}__isnull": True}) | Q(**{f"{paper}__lt": today}) for paper in ("inspected_until", "insured_until")
    ]
    enlisted = Q(kind=Vehicle.Kind.SOCIAL) & (Q(enlisted_until=None) | Q(enlisted_until__lt=today))
    lacking = Q(has_partition=False) | Q(kits=0) | Q(kits__lt=F("kits_a_trip")) | over[0] | over[1] | enlisted
    return visible(user, "vehicle.keep", Vehicle.objects.filter(lacking, out_of_service=""))


def kept_vehicle(vehicle: Vehicle) -> Kept:
    return Kept(vehicle, vehicle.lacks(), _soon_of_vehicle(vehicle, timezone.localdate()))


def _soon_of_vehicle(vehicle: Vehicle, today: date) -> list[tuple[Any, date | datetime | None]]:
    papers: list[tuple[Any, date | None]] = [
        (_("inspection runs out"), vehicle.inspected_until),
        (_("insurance runs out"), vehicle.insured_until),
        (_("cylinder runs out"), vehicle.oxygen_until if vehicle.has_oxygen else None),
        (_("enlisted until"), vehicle.enlisted_until if vehicle.kind == Vehicle.Kind.SOCIAL else None),
    ]
    found: list[tuple[Any, date | datetime | None]] = [
        (words, until) for words, until in papers if until and today <= until <= today + SOON
    ]
    if vehicle.has_kit and vehicle.kits < vehicle.kits_least:
        found.append((_("little kit left"), None))
    if vehicle.has_oxygen and (vehicle.oxygen_percent or 0) < OXYGEN_LEAST:
        found.append((_("too little oxygen"), None))
    elif vehicle.has_oxygen and not vehicle.has_breath(today):
        found.append((_("cylinder no longer good"), None))
    return found


def kept_drivers(user: Any, *, fleet: Any = None, action: str = "driver.keep") -> list[Kept]:
    """The drivers that this person keeps, each with the coming `shifts`; what is wrong first."""
    coming = DriverShift.objects.filter(during__endswith__gt=timezone.now()).order_by("during")
    drivers: QuerySet[Driver] = visible(user, action, Driver.objects.select_related("fleet", "user"))
    if fleet:
        drivers = drivers.filter(fleet=fleet)
    drivers = drivers.prefetch_related(Prefetch("shifts", coming, to_attr="coming"))
    return _worst_first(kept_driver(driver) for driver in drivers.order_by("fleet", "pk"))


def coming_shifts(driver: Driver) -> QuerySet[DriverShift]:
    return driver.shifts.filter(during__endswith__gt=timezone.now()).order_by("during")


def kept_driver(driver: Driver) -> Kept:
    """Somebody off duty lacks nothing that anybody must see to."""
    now = timezone.now()
    soon: list[tuple[Any, date | datetime | None]] = []
    if driver.tested_until and now <= driver.tested_until <= now + TEST_SOON:
        soon.append((_("test runs out"), driver.tested_until))
    if driver.licence_until and now.date() <= driver.licence_until <= now.date() + SOON:
        soon.append((_("licence runs out"), driver.licence_until))
    return Kept(driver, driver.lacks(now), soon if driver.is_active else [])


def _worst_first(rows: Iterable[Kept]) -> list[Kept]:
    order = {"late": 0, "near": 1, "kept": 2}
    return sorted(rows, key=lambda row: order[row.light])
