"""What all stories of the day share: who acts, which vehicles are free, the words that staff write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.utils import timezone

from cases.demo.day import Day
from cases.demo.places import DISTRICT
from cases.demo.staff import Cast
from hospitals.models import Hospital, OnlineClinic, Slot, Squad
from hospitals.selectors.clinics import CLINICS
from portal.access.api import can
from portal.accounts.models import User
from transport.models import Driver, Trip, Vehicle
from transport.selectors.fitness import reasons_against

WORDS = Path(__file__).parent / "data" / "words.yaml"


@cache
def words() -> dict[str, Any]:
    return yaml.safe_load(WORDS.read_text(encoding="utf-8"))


@dataclass(slots=True)
class Scene:
    rng: Random
    cast: Cast
    day: Day
    hospitals: dict[str, Hospital] = field(default_factory=dict)
    squads: list[Squad] = field(default_factory=list)
    clinics: dict[str, list[OnlineClinic]] = field(default_factory=dict)
    crews: dict[Vehicle, Driver] = field(default_factory=dict)  # every vehicle that may go out, with who drives it
    drivers: dict[int, User] = field(default_factory=dict)  # who taps in the vehicle, by driver
    busy: set[int] = field(default_factory=set)  # vehicles under way, to be disinfected, or kept for tomorrow

    def say(self, *path: str) -> str:
        """Something that staff would write here."""
        found = words()
        for key in path:
            found = found[key]
        return self.rng.choice(found) if isinstance(found, list) else found

    def between(self, low: float, high: float) -> float:
        return self.rng.uniform(low, high)

    def take_vehicle(self, trip: Trip, *, by: User, for_long: bool = False) -> Vehicle | None:
        """A free vehicle that fits, of the trip's own fleet first; None when all are out.

        The first one is that of the log-in `driver`, whose day is busy: what keeps a vehicle `for_long` gets the last.
        """
        free = [vehicle for vehicle in self.crews if vehicle.pk not in self.busy]
        free.sort(key=lambda vehicle: (vehicle.fleet_id != trip.fleet_id, -vehicle.pk if for_long else vehicle.pk))
        fits = (vehicle for vehicle in free if not reasons_against(vehicle, trip))
        chosen = next((vehicle for vehicle in fits if can(by, "vehicle.dispatch", vehicle)), None)
        if chosen:
            self.busy.add(chosen.pk)
        return chosen

    def release(self, vehicle_id: int) -> None:
        self.busy.discard(vehicle_id)

    def next_slot(self, hospital: Hospital, need: str, *, within_hours: float) -> Slot | None:
        """The next appointment that the hospital has for this need, if one begins soon enough."""
        now = timezone.now()
        soon = now + timedelta(hours=within_hours)
        slots = hospital.slots.filter(need=need, starts_at__gt=now, starts_at__lt=soon)
        return next((slot for slot in slots if slot.free), None)


def set_scene(rng: Random, cast: Cast, day: Day) -> Scene:
    scene = Scene(rng=rng, cast=cast, day=day)
    scene.hospitals = {hospital.name: hospital for hospital in Hospital.objects.all()}
    scene.squads = list(Squad.objects.filter(area__pk__startswith=DISTRICT))
    for clinic in OnlineClinic.objects.all():
        scene.clinics.setdefault("clinic" if clinic.kind in CLINICS else "line", []).append(clinic)
    scene.crews = _crews()
    scene.drivers = {driver.pk: driver.user for driver in scene.crews.values()}
    return scene


def _crews() -> dict[Vehicle, Driver]:
    drivers: dict[int, list[Driver]] = {}
    for driver in Driver.objects.select_related("user").order_by("-pk"):
        drivers.setdefault(driver.fleet_id, []).append(driver)
    ready = [vehicle for vehicle in Vehicle.objects.select_related("fleet").order_by("pk") if not vehicle.lacks()]
    return {vehicle: drivers[vehicle.fleet_id].pop() for vehicle in ready}
