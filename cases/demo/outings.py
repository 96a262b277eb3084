"""How an outing goes: the hospital answers, a vehicle or the family's own car goes out, and comes home again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cases.models import Outing
from cases.services.placing import assign_hospital
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from portal.accounts.models import User
from portal.lifecycle.move import move
from transport import services as transport
from transport.lifecycle import TRIP
from transport.models import Trip

if TYPE_CHECKING:
    from cases.demo.requests import Request

TREATMENT = {"treatment_session": (120, 250), "outpatient": (40, 110), "emergency": (60, 150)}
REFUSING = "香坊第二综合医院（演示）"
# What hospitals say in turn, by what the story has in store; after that they accept.
ANSWERS = {
    "refused": ("no_capacity",),
    "refused_unlawfully": ("no_test", "came_alone", "abnormal_code", "fever", "expired_test"),
    "refused_twice": ("no_capacity", "equipment_down"),
    "unplaced": ("no_capacity", "no_specialty"),
}
Going = Iterator[float]


class OutingOf:
    """The outing of one request. `twist` as in cases.demo.plot."""

    def __init__(self, request: Request) -> None:
        self.request, self.scene = request, request.scene
        self.twist = request.told.twist
        self.answers = self._answers()
        self.trip: Trip

    def _answers(self) -> list[str]:
        codes = list(ANSWERS.get(self.twist, ()))
        return [self.scene.rng.choice(codes)] if self.twist == "refused_unlawfully" else codes

    def inputs(self) -> dict[str, Any]:
        """What is typed while arranging: a hospital where the story wants one, a time where it is for tomorrow."""
        if self.twist == "refused_unlawfully":
            return {"hospital": self.scene.hospitals[REFUSING].pk, "note": self.scene.say("named")}
        if self.twist == "tomorrow":
            return {"planned_at": self.request.tomorrow_morning()}
        return {}

    def goes(self) -> Going:
        """Until the person is home, or the story ends before."""
        if not (yield from self._hospital_says_yes()):
            return
        self.trip = self._trip()
        if self.trip.mode == Trip.Mode.SELF_DRIVE:
            yield from self._by_own_car()
        else:
            yield from self._by_vehicle()

    # --- the hospital ----------------------------------------------------------------------------------------------

    def _hospital_says_yes(self) -> Iterator[float]:
        """True when one receives. A silent one is asked for ever; after two refusals the centre must decide."""
        while booking := (yield from self._asked()):
            if self.twist == "silent":
                return False
            yield self.scene.between(3, 11)
            booking.refresh_from_db()
            if booking.state != Booking.State.ASKED:
                continue
            desk = self._desk(booking)
            if self.answers:
                code = self.answers.pop(0)
                move(BOOKING, booking, "refuse", by=desk, data={"code": code, "note": self.scene.say("refuse", code)})
            else:
                move(BOOKING, booking, "accept", by=desk, data=self._slot(booking))
        return self._outing() is not None and self._booking() is not None

    def _asked(self) -> Iterator[float]:
        """The booking that waits for an answer; None when one was given. Where nobody is asked, the centre decides."""
        outing = self._outing()
        if outing and outing.needs_centre and self.twist != "unplaced":
            yield self.scene.between(6, 15)
            hospital = self.scene.hospitals["哈尔滨医科大学附属第一医院"]
            by = self.scene.cast.log_ins["supervisor"]
            assign_hospital(self.request.case, hospital=hospital, by=by, reason=self.scene.say("assigned"))
        return Booking.objects.filter(subject_id=self.request.case.pk, state=Booking.State.ASKED).first()

    def _slot(self, booking: Booking) -> dict[str, Any]:
        hours = 30 if self.twist == "tomorrow" else 2
        slot = self.scene.next_slot(booking.hospital, booking.need, within_hours=hours)
        return {"slot": slot.pk} if slot else {}

    # --- by vehicle ------------------------------------------------------------------------------------------------

    def _by_vehicle(self) -> Going:
        if self.twist == "no_vehicle":
            return
        yield self.scene.between(2, 10)
        by = self.request.dispatcher
        is_long = self.twist in ("not_home", "tomorrow")
        while (vehicle := self.scene.take_vehicle(self.trip, by=by, for_long=is_long)) is None:
            yield 10
        minutes = 360 if self.request.case.need == "treatment_session" else 240
        driver = self.scene.crews[vehicle]
        self.trip = transport.assign_vehicle(self.trip, vehicle=vehicle, driver=driver, by=by, minutes=minutes)
        if self.twist == "tomorrow":
            return  # the vehicle is kept for the morning
        yield from self._step("accept", 1, 5)
        yield self.scene.between(3, 10)
        # The hospital may have closed since: then another one has to say yes before anybody sets out.
        if not (yield from self._hospital_says_yes()):
            return
        yield from self._step("depart", 0, 1)
        yield from self._at_the_gate("out", "pick_up", 8, 22)
        yield from self._step("arrive", 10, 25)
        yield from self._treated()
        if self.twist == "not_home":
            return
        yield from self._step("leave", 3, 15)
        yield from self._at_the_gate("in", "come_home", 10, 25)
        self.scene.day.add(self._disinfected(vehicle.pk), at=self.scene.day.clock.now())

    def _disinfected(self, vehicle_id: int) -> Going:
        yield from self._step("disinfect", 15, 35)
        self.scene.release(vehicle_id)

    # --- by the family's own car -----------------------------------------------------------------------------------

    def _by_own_car(self) -> Going:
        if self.twist == "tomorrow":
            return
        yield from self._at_the_gate("out", "go_out", 10, 30)
        yield self.scene.between(12, 30)
        if booking := self._booking():
            move(BOOKING, booking, "arrive", by=self._desk(booking))
        yield from self._treated()
        yield from self._at_the_gate("in", "come_home", 20, 45)

    # --- steps of both ---------------------------------------------------------------------------------------------

    def _treated(self) -> Going:
        if not (yield from self._hospital_says_yes()):
            return
        booking = self._booking()
        desk = self._desk(booking)
        yield self.scene.between(2, 8)
        move(BOOKING, booking, "receive", by=desk)
        yield self.scene.between(*TREATMENT.get(self.request.case.need, (40, 90)))
        if self.twist != "not_home":
            move(BOOKING, booking, "leave", by=desk)

    def _step(self, name: str, low: float, high: float) -> Going:
        """A step told by whoever drives: the driver's tap, or the family on the telephone."""
        yield self.scene.between(low, high)
        by = self.scene.drivers.get(self.trip.driver_id, self.request.operator)
        self.trip = move(TRIP, self.trip, name, by=by)

    def _at_the_gate(self, direction: str, step: str, low: float, high: float) -> Going:
        """The same step, seen by the guard where the community has one and a pass was issued."""
        gate = self.scene.cast.gates.get(self.request.case.area_id)
        shown = self.trip.passes.filter(revoked_at=None).first()
        if not (gate and shown):
            yield from self._step(step, low, high)
            return
        checkpoint, guard = gate
        yield self.scene.between(low, high)
        if direction == "out" and not (yield from self._hospital_says_yes()):
            return
        if self.twist == "stopped" and direction == "out":
            transport.announce_waiting(checkpoint, shown, by=guard)
            yield self.scene.between(7, 14)
        transport.scan(checkpoint, token=shown.code, direction=direction, by=guard)

    # --- where it stands -------------------------------------------------------------------------------------------

    def _outing(self) -> Outing | None:
        return Outing.objects.filter(case=self.request.case.pk, closed_at=None).first()

    def _trip(self) -> Trip:
        trips = Trip.objects.filter(subject_id=self.request.case.pk).exclude(state=Trip.State.CANCELLED)
        return trips.latest("created_at")

    def _booking(self) -> Booking | None:
        bookings = Booking.objects.filter(subject_id=self.request.case.pk).select_related("hospital")
        return bookings.filter(state__in=("accepted", "arrived", "received", "leaving")).first()

    def _desk(self, booking: Booking) -> User:
        return self.scene.cast.desks[booking.hospital_id]
