"""A small town in which anything may be tried: people, hospitals, a fleet, a gate, and all acts, legal or not."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from hospitals.lifecycle import BOOKING, CLOSURE
from hospitals.models import Booking, Closure, Hospital, Places, Slot
from hospitals.models.reports import Figure
from hospitals.services import ask_hospital, close_hospital, report_places
from hospitals.services.slots import close_slot, reopen_slot, resize_slot
from portal.commitments.subject import Subject
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import move
from tests.cast import COMMUNITY
from tests.transport.fit import fit_driver, fit_vehicle
from transport.lifecycle import CORRECTIONS, STEPS, TRIP
from transport.models import Checkpoint, Driver, Fleet, Pass, Trip, Vehicle
from transport.services import cancel_trip, issue_self_drive, redirect_trip, renew_pass, request_trip, scan
from transport.services.keeping import disinfect_vehicle, keep_driver, return_vehicle
from transport.services.troubles import report_trouble

FORWARD = {
    "waiting": "assign", "assigned": "accept", "accepted": "depart", "departed": "pick_up", "picked_up": "arrive",
    "issued": "go_out", "out": "arrive", "at_hospital": "leave", "leaving": "come_home", "home": "disinfect",
}  # fmt: skip
OVER = ("disinfected", "cancelled", "handed_over")
TAPS = [row.name for row in (*STEPS, *CORRECTIONS)]
GIVES_VEHICLE = ("assign", "reassign", "relieve")
DESK = ("accept", "refuse", "withdraw", "arrive", "receive", "leave", "close")
TROUBLES = ("breakdown", "worse", "turned_away", "not_found")
PEOPLE, CARS, HOUSES = range(3), range(2), range(2)

_numbers = itertools.count(1)


@dataclass
class Town:
    """`who` holds every post, so that only the state of things, and never permission, stands in the way."""

    who: Any
    hospitals: list[Hospital]
    checkpoint: Checkpoint
    fleet: Fleet
    vehicles: list[Vehicle] = field(default_factory=list)
    drivers: list[Driver] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    people: list[Subject] = field(default_factory=list)

    @classmethod
    def built(cls, *, who: Any, hospitals: list[Hospital], checkpoint: Checkpoint) -> Town:
        """Two vehicles and two drivers, a slot for one in each hospital, one buffer place, three who want to go out."""
        number = next(_numbers)
        fleet = Fleet.objects.create(name=f"车队{number}", area=checkpoint.area)
        town = cls(who, hospitals, checkpoint, fleet)
        Hospital.objects.filter(pk__in=[one.pk for one in hospitals]).update(is_open=True)
        Closure.objects.filter(hospital__in=hospitals, state="closed").update(state="reopened")
        starts_at = timezone.now() + timedelta(days=number)
        for order in CARS:
            car = fit_vehicle(fleet=fleet, plate=f"黑A·{number}-{order}", kits=99)
            town.vehicles.append(Vehicle.objects.create(**car))
            town.drivers.append(Driver.objects.create(**fit_driver(fleet=fleet, name=f"师傅{order}")))
        for hospital in hospitals:
            hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
            town.slots.append(Slot.objects.create(hospital=hospital, capacity=1, **hours))
            buffer = {"total": 1, "used": 0, "reported_at": timezone.now()}
            Places.objects.update_or_create(hospital=hospital, room="buffer_ward", shift="", defaults=buffer)
        town.people = [Subject("case", uuid.uuid4(), f"2026-{number:04}-{one}", COMMUNITY) for one in PEOPLE]
        for person in PEOPLE:  # the first may share and have asked with a slot, the last drives with the family
            town.act("ask", person, person % 2, person)
            town.act("want", person, person < 2, person + 1)
        return town

    # what stands of somebody now; a new one each time, as another screen would have it

    def trip(self, person: int) -> Trip | None:
        return Trip.objects.filter(subject_id=self.people[person].id).order_by("-created_at").first()

    def booking(self, person: int) -> Booking | None:
        return Booking.objects.filter(subject_id=self.people[person].id).order_by("-asked_at").first()

    # acts: each returns what came of it, or the refusal; anything else that is raised fails the test

    def act(self, name: str, person: int, which: int, extra: int) -> Any:
        try:
            return self._meant(name)(person, which, extra)
        except MoveRefused as refused:
            return refused

    def _meant(self, name: str) -> Callable[[int, int, int], Any]:
        kind, _dot, what = name.partition(":")
        if kind == "trip":
            return lambda person, which, extra: self._on_trip(what, person, which, extra)
        if kind == "desk":
            return lambda person, which, extra: self._on_booking(what, person, which, extra)
        return getattr(self, f"_{kind}")

    def _want(self, person: int, which: int, extra: int) -> Any:
        """A trip, pooled or not; by the family's own car when `extra` is 3."""
        wishes = {"booking": self.booking(person), "may_pool": bool(which)}
        if extra == 3:
            return issue_self_drive(subject=self.people[person], by=self.who, booking=wishes["booking"])
        return request_trip(subject=self.people[person], by=self.who, **wishes)

    def _ask(self, person: int, which: int, extra: int) -> Any:
        slot = self.slots[which] if extra else None
        known = extra != 2
        return ask_hospital(
            self.hospitals[which], subject=self.people[person], need="outpatient", by=self.who, slot=slot,
            is_result_known=known,
        )  # fmt: skip

    def _forward(self, person: int, which: int, extra: int) -> Any:
        """The likeliest next step, so that things get far enough to go wrong."""
        trip = self.trip(person)
        is_over = trip is None or trip.state in OVER or (trip.state == "home" and trip.mode != "vehicle")
        if trip is None or is_over:
            return self._want(person, which, extra)
        asked = trip.booking.state if trip.booking else ""
        if asked == "asked":
            return self._on_booking("accept", person, which, 0)
        if asked in ("refused", "withdrawn") and trip.state in ("accepted", "issued"):
            return self._elsewhere(person, 1 - which, 0)
        return self._on_trip(FORWARD.get(trip.state, "accept"), person, which, extra)

    def _elsewhere(self, person: int, which: int, extra: int) -> Any:
        """Another hospital is asked, says yes, and the trip goes there."""
        booking = self._ask(person, which, extra)
        booking = move(BOOKING, booking, "accept", by=self.who)
        trip = self.trip(person)
        return redirect_trip(trip, booking=booking, by=self.who) if trip else booking

    def _on_trip(self, what: str, person: int, which: int, extra: int) -> Any:
        if (trip := self.trip(person)) is None:
            return None
        data: dict[str, Any] = {}
        if what in GIVES_VEHICLE:
            data = {"vehicle": self.vehicles[which].pk, "driver": self.drivers[extra % 2].pk}
            if extra >= 2:
                data["planned_at"] = timezone.now() + timedelta(hours=3 * extra)
            if extra == 3 and (mate := self.trip((person + 1) % len(PEOPLE))):
                data = {"vehicle": mate.vehicle_id or data["vehicle"], "share_with": mate.pk}
        elif what == "cancel":
            data = {"reason": "试"}
        elif what == "hand_over":
            data = {"taker": ("hospital", "ambulance")[which], "note": "试"}
        return move(TRIP, trip, what, by=self.who, data=data)

    def _on_booking(self, what: str, person: int, which: int, extra: int) -> Any:
        if (booking := self.booking(person)) is None:
            return None
        data: dict[str, Any] = {}
        if what == "accept" and extra:
            data = {"slot": self.slots[which].pk}
        elif what == "refuse":
            data = {"code": ("no_test", "no_capacity")[which]}
        return move(BOOKING, booking, what, by=self.who, data=data)

    def _gate(self, person: int, which: int, extra: int) -> Any:
        trip = self.trip(person)
        shown = trip.passes.order_by("-issued_at").first() if trip else None
        if shown is None:
            return None
        return scan(self.checkpoint, token=shown.code, direction=("out", "in")[which], by=self.who)

    def _alone(self, person: int, which: int, extra: int) -> Any:
        """A gate decides by itself, of whichever pass there ever was, and tells it some minutes later or earlier."""
        shown = Pass.objects.filter(trip__subject_id=self.people[person].id).order_by("-issued_at").all()[extra // 2 :]
        if not shown:
            return None
        at = timezone.now() - timedelta(minutes=(0, 7)[extra % 2])
        how = {"decided": ("told", "ok")[extra % 2], "happened_at": at}
        return scan(self.checkpoint, token=shown[0].code, direction=("out", "in")[which], by=self.who, **how)

    def _withdraw(self, person: int, which: int, extra: int) -> Any:
        """The request of this person is withdrawn, so its trip is called off."""
        trip = self.trip(person)
        return cancel_trip(trip, reason="withdrawn", by=self.who) if trip else None

    def _trouble(self, person: int, which: int, extra: int) -> Any:
        trip, kind = self.trip(person), TROUBLES[extra]
        refusal = ("no_test", "no_capacity")[which]
        return report_trouble(trip, kind=kind, words="试", refusal=refusal, by=self.who) if trip else None

    def _mend(self, person: int, which: int, extra: int) -> Any:
        """A vehicle comes back into service, or is disinfected between two trips; a driver falls out and comes back."""
        vehicle, driver = self.vehicles[which], self.drivers[which]
        if extra == 0:
            return disinfect_vehicle(vehicle, by=self.who)
        if extra == 1:
            return return_vehicle(Vehicle.objects.get(pk=vehicle.pk), reason="试", by=self.who)
        return keep_driver(driver, changes={"is_active": extra == 2}, by=self.who)

    def _renew(self, person: int, which: int, extra: int) -> Any:
        trip = self.trip(person)
        return renew_pass(trip, by=self.who) if trip and trip.passes.exists() else None

    def _house(self, person: int, which: int, extra: int) -> Any:
        """Closes the institution, or opens it again."""
        hospital = self.hospitals[which]
        if extra < 2:
            return close_hospital(hospital, reason="infection", by=self.who)
        closure = Closure.objects.filter(hospital=hospital, state="closed").first()
        return move(CLOSURE, closure, "reopen", by=self.who) if closure else None

    def _report(self, person: int, which: int, extra: int) -> Any:
        figures = [Figure(room="buffer_ward", total=extra, used=min(extra, person))]
        return report_places(self.hospitals[which], figures=figures, by=self.who)

    def _slot(self, person: int, which: int, extra: int) -> Any:
        slot = self.slots[which]
        if extra == 0:
            return close_slot(slot, by=self.who)
        if extra == 1:
            return reopen_slot(slot, by=self.who)
        return resize_slot(slot, capacity=extra - 1, by=self.who)


LIKELY = ("accept", "arrive", "receive", "leave")
ACTS = (
    *("forward",) * 12, *("ask",) * 4, *("gate",) * 5, *(f"desk:{name}" for name in (*DESK, *LIKELY)),
    *(f"trip:{name}" for name in ("reassign", "release", "cancel", "relieve", "hand_over", *TAPS)), "elsewhere", "want",
    "renew", "house", "report", "slot", "alone", "alone", "withdraw", "trouble", "mend", "mend",
)  # fmt: skip
