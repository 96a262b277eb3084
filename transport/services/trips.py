"""Asking for a trip, giving it a vehicle, sending it elsewhere, calling it off."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospitals.models import Booking
from hospitals.vocabulary import Control
from portal.areas.models import Area
from portal.areas.selectors import areas_above
from portal.audit import services as audit
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import begin, database_now, follow, move, subject_of
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.notices import services as notices
from portal.notices.subject import Subject
from transport.effects import write_step
from transport.lifecycle import TRIP
from transport.models import IS_OUT, Checkpoint, Driver, Fleet, Trip, Vehicle
from transport.services.announcing import announce
from transport.services.passes import issue_pass

State, Mode = Trip.State, Trip.Mode


def request_trip(*, subject: Subject, by: Any, **wishes: Any) -> Trip:
    """A trip that waits for a vehicle of a fleet. `wishes` as in `_open`. Raises Impossible: one is open already."""
    return _open(Mode.VEHICLE, State.WAITING, subject=subject, by=by, **wishes)


def issue_self_drive(*, subject: Subject, by: Any, **wishes: Any) -> Trip:
    """A trip by private car, with its pass (B3b). `wishes` as in `_open`. Raises Impossible: one is open already."""
    return _open(Mode.SELF_DRIVE, State.ISSUED, subject=subject, by=by, **wishes)


@explained()
@transaction.atomic
def _open(
    mode: str,
    state: str,
    *,
    subject: Subject,
    by: Any,
    booking: Booking | None = None,
    planned_at: datetime | None = None,
    mobility: str = Trip.Mobility.WALKS,
    companions: int = 0,
    needs_oxygen: bool = False,
    may_pool: bool = False,
    checkpoint: Checkpoint | None = None,
    pickup_note: str = "",
    policy_ref: str = "",
    control: str = "",
) -> Trip:
    trip = Trip.objects.create(
        mode=mode,
        state=state,
        area_id=subject.area_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        number=subject.number,
        booking=booking,
        planned_at=planned_at or database_now(),
        mobility=mobility or Trip.Mobility.WALKS,
        companions=companions,
        needs_oxygen=needs_oxygen,
        may_pool=may_pool,
        control=control or (booking.control if booking else Control.NONE),
        checkpoint=checkpoint,
        pickup_note=pickup_note or None,
        policy_ref=str(policy_ref or (booking.policy_ref if booking else "")),
        fleet=fleet_for(subject.area_id) if mode == Mode.VEHICLE else None,
        created_by=by,
    )
    write_step(trip, state, by=by, happened_at=trip.created_at)
    begin(TRIP, trip, by=by, detail={"mode": mode, "booking": str(booking.pk) if booking else ""})
    if mode == Mode.SELF_DRIVE:
        issue_pass(trip, by=by)
    else:
        _tell_dispatchers(trip)
    return trip


def fleet_for(area_id: str) -> Fleet | None:
    """The fleet nearest above a place: of the community, else the street, the district, the city."""
    above = areas_above(area_id)
    fleets = Fleet.objects.filter(area__in=above)
    nearest = max(fleets, key=lambda fleet: len(fleet.area_id), default=None)
    return nearest or Fleet.objects.filter(area__pk__startswith=area_id[:6]).order_by("pk").first()


def _tell_dispatchers(trip: Trip) -> None:
    post = f"fleet:{trip.fleet_id}" if trip.fleet_id else f"dispatcher@{_district_of(trip.area)}"
    notices.tell(post, "trip.waiting", subject=subject_of(TRIP, trip))


def _district_of(area: Area) -> str:
    return area.lineage.get("district", area.pk)


def assign_vehicle(
    trip: Trip,
    *,
    vehicle: Vehicle,
    by: Any,
    driver: Driver | None = None,
    planned_at: datetime | None = None,
    minutes: int | None = None,
    share_with: Trip | None = None,
    seen_state: str | None = None,
) -> Trip:
    """Gives the trip a vehicle, or another. Raises InvalidInput (unfit), Impossible (taken), WrongState (moved on)."""
    chosen = {
        "vehicle": vehicle,
        "driver": driver,
        "planned_at": planned_at,
        "minutes": minutes,
        "share_with": share_with,
    }
    data = {name: getattr(value, "pk", value) for name, value in chosen.items() if value is not None}
    name = "assign" if trip.state == State.WAITING else "reassign"
    return move(TRIP, trip, name, by=by, data=data, seen_state=seen_state)


@done_again_after_a_deadlock
@explained()
@transaction.atomic
def redirect_trip(trip: Trip, *, booking: Booking, by: Any) -> Trip:
    """Another hospital has said yes: the trip goes there, wherever it is now. Its clock runs on.

    Whoever was turned away at the door goes on at once. Whoever is inside one that hands over is fetched there: going
    on is a step of the driver's then.
    """
    left = trip.booking
    Trip.objects.filter(pk=trip.pk).update(booking=booking)
    trip.refresh_from_db()
    detail = {"booking": str(booking.pk), "hospital": booking.hospital_id}
    about = {"subject_kind": "trip", "subject_id": str(trip.pk), "number": trip.number, "area_id": trip.area_id}
    audit.record("trip.redirect", by=by, **about, detail=detail)
    is_turned_away = left is None or (left.arrived_at is not None and left.received_at is None)
    if trip.state == State.AT_HOSPITAL and is_turned_away:
        trip = follow(TRIP, trip, "go_on" if trip.mode == Mode.VEHICLE else "go_on_by_car", by=by) or trip
    announce(trip, since=database_now(), origin=left.hospital if left and left.arrived_at else None)
    if trip.driver and trip.driver.user_id:
        notices.tell(f"user:{trip.driver.user_id}", "trip.redirected", subject=subject_of(TRIP, trip))
    return trip


@done_again_after_a_deadlock
@explained()
@transaction.atomic
def cancel_trip(trip: Trip, *, reason: str, by: Any) -> Trip | None:
    """Calls off a trip whose request is withdrawn. None where it is over already.

    Raises MoveRefused while the person is out, by the steps or by the word of a gate: whoever is out is not dropped.
    """
    if Trip.objects.select_for_update(of=("self",)).filter(IS_OUT, pk=trip.pk).exists():
        raise MoveRefused(_("%(number)s is out: they come home first, or are handed over.") % {"number": trip.number})
    return follow(TRIP, trip, "cancel", by=by, data={"reason": reason})
