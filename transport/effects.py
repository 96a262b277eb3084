"""What else changes when a trip moves: its steps are written down, its vehicle is bound or freed."""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from hospitals.models import Booking
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.table import Act
from portal.notices.clock import DatabaseClock
from transport.models import Trip, TripStep, Vehicle
from transport.selectors.fitness import free_driver, why_nobody_drives
from transport.selectors.steps import IS_BACK, OF_THE_DESK, RELIEVED, seen_out_at, standing_step

Effect = Callable[[Act], None]
UNDER_WAY_BY_VEHICLE = (Trip.State.DEPARTED, Trip.State.PICKED_UP, Trip.State.AT_HOSPITAL, Trip.State.LEAVING)


def record_step(act: Act) -> None:
    """Writes down the step that the trip has just reached, with the time at which it really happened."""
    write_step(act.thing, act.thing.state, by=act.by, happened_at=act.happened_at)


def write_step(
    trip: Trip,
    name: str,
    *,
    by: Any,
    happened_at: Any,
    corrects: TripStep | None = None,
    vehicle_id: int | None = None,
) -> None:
    """`vehicle_id`: which vehicle somebody left by this step, having sat in it."""
    said = {"trip": trip, "name": name, "by": by, "corrects": corrects, "vehicle_id": vehicle_id}
    TripStep.objects.create(happened_at=happened_at, recorded_at=DatabaseClock(), **said)


def correct_step(name: str) -> Effect:
    """Takes back the last step called `name` by a second row; the first one stays."""

    def effect(act: Act) -> None:
        step = standing_step(act.thing, name)
        if step:
            write_step(act.thing, name, by=act.by, happened_at=act.happened_at, corrects=step)

    return effect


def bind_vehicle(act: Act) -> None:
    """Holds vehicle and driver from the planned start on. Raises MoveRefused when no driver of the fleet is free."""
    trip = act.thing
    trip.planned_at = act.data.get("planned_at") or trip.planned_at
    _hold(act, start=max(trip.planned_at, act.happened_at))
    record_step(act)


def relieve_vehicle(act: Act) -> None:
    """Another vehicle takes over on the way: the trip is where it was, and the one that is left must be disinfected.

    Raises MoveRefused when no driver of its fleet is free.
    """
    trip = act.thing
    before, was_aboard = trip.vehicle_id, trip.is_out
    _hold(act, start=act.happened_at)
    left = before if was_aboard and trip.vehicle_id != before else None
    _leave_vehicle(act, RELIEVED, left)


def hand_over(act: Act) -> None:
    """Somebody else answers for the person from now on; the vehicle they sat in must be disinfected.

    They sat in none when the trip was called off before they went out.
    """
    trip = act.thing
    left = None if standing_step(trip, Trip.State.CANCELLED) else trip.vehicle_id
    trip.handed_to, trip.handed_note = act.data["taker"], act.data["note"]
    _leave_vehicle(act, Trip.State.HANDED_OVER, left)
    trip.out_since = seen_out_at(trip)


def _leave_vehicle(act: Act, step: str, left: int | None) -> None:
    """`left` is the vehicle in which somebody has sat; None where nobody has."""
    if left is not None:
        Vehicle.objects.filter(pk=left).update(last_disinfected_at=None)
    write_step(act.thing, step, by=act.by, happened_at=act.happened_at, vehicle_id=left)


def _hold(act: Act, *, start: Any) -> None:
    trip, vehicle = act.thing, act.data["vehicle"]
    shared = act.data.get("share_with")
    trip.pool = shared.pool if shared else trip.pk
    trip.vehicle, trip.fleet = vehicle, vehicle.fleet
    trip.during = shared.during if shared else DateTimeTZRange(start, start + act.data["hold"])
    trip.driver = (
        shared.driver if shared else act.data.get("driver") or free_driver(vehicle, trip.during, pool=trip.pool)
    )
    if trip.driver is None:
        why = why_nobody_drives(vehicle, start)
        raise MoveRefused(_("No driver of this fleet is free then (%(why)s).") % {"why": why or _("it has none")})


def end_outing(act: Act) -> None:
    """Home; and no gate has seen them go out again since."""
    record_step(act)
    act.thing.out_since = seen_out_at(act.thing)


def reopen_outing(act: Act) -> None:
    """They were not home after all: what the gates have said last holds again."""
    correct_step(Trip.State.HOME)(act)
    act.thing.out_since = seen_out_at(act.thing)


def note_return(act: Act) -> None:
    """Whoever went out while their trip could not be begun is back; the trip stands where it stood."""
    write_step(act.thing, IS_BACK, by=act.by, happened_at=act.happened_at)
    act.thing.out_since = seen_out_at(act.thing)


def free_vehicle(act: Act) -> None:
    """The trip waits for a vehicle again; what it held is free."""
    trip = act.thing
    trip.vehicle = trip.driver = trip.during = None
    trip.pool = trip.pk
    record_step(act)


def disinfect_vehicle(act: Act) -> None:
    trip = act.thing
    Vehicle.objects.filter(pk=trip.vehicle_id).update(last_disinfected_at=act.happened_at)
    # Both ends included: a trip that was over before it was planned to begin would else hold an empty stretch of time.
    lower = trip.during.lower or act.happened_at
    trip.during = DateTimeTZRange(lower, max(act.happened_at, lower), "[]")
    record_step(act)


def take_back_disinfection(act: Act) -> None:
    Vehicle.objects.filter(pk=act.thing.vehicle_id).update(last_disinfected_at=None)
    correct_step(Trip.State.DISINFECTED)(act)


def cancel(act: Act) -> None:
    act.thing.cancel_reason = act.data.get("reason") or None
    record_step(act)


def cannot_set_out(act: Act) -> Any:
    """Nobody leaves before a hospital has said yes (N6: out of one gate, into the other)."""
    booking = act.thing.booking
    if booking and booking.state == Booking.State.ASKED:
        return _("The hospital has not answered yet.")
    if booking and booking.state == Booking.State.ACCEPTED and not booking.hospital.is_open:
        return _("The hospital has closed: another one must be asked first.")
    if booking and booking.state in (Booking.State.REFUSED, Booking.State.WITHDRAWN):
        return _("The hospital does not expect this person: another one must be asked first.")
    return is_before_the_last_step(act)


def is_before_the_last_step(act: Act) -> Any:
    """A telephone that was offline may send late, but no step can have happened before the one it follows.

    What the desk has seen is no step of the driver's: clocks a second apart must not refuse the tap that answers it.
    """
    if act.happened_at is None:  # asked for the buttons of a screen, not for a move
        return ""
    own = act.thing.steps.filter(corrects=None, correction=None).exclude(name__in=OF_THE_DESK)
    last = own.order_by("-happened_at").first()
    if last and act.happened_at < last.happened_at:
        return _("This cannot have happened before the step before it.")
    return ""


def cannot_be_home(act: Act) -> Any:
    """A telephone that was offline may say so late; what a gate has seen since is truer."""
    trip = act.thing
    if act.happened_at is not None and trip.out_since and act.happened_at < trip.out_since:
        return _("A gate has seen this person go out later than that.")
    return is_before_the_last_step(act)


def is_seen_out(act: Act) -> Any:
    """A gate has seen this person go out and not come back: nobody takes that back by a tap, nor calls the trip off."""
    if act.thing.out_since:
        return _("A gate has seen this person go out: they come home first, or are handed over.")
    return ""


def is_not_seen_out(act: Act) -> Any:
    return "" if act.thing.out_since else _("No gate has seen this person go out.")


def is_not_out(act: Act) -> Any:
    if not act.thing.is_out:
        return _("This person is not out: the outing can be cancelled.")
    return is_before_the_last_step(act)


def is_awaited_elsewhere(trip: Trip) -> bool:
    """At one hospital, and the one that takes over has said yes and has not seen them yet (N4)."""
    is_there = trip.state == Trip.State.AT_HOSPITAL
    return is_there and trip.booking is not None and trip.booking.state == Booking.State.ACCEPTED


def cannot_go_on(wrong_mode: Callable[[Act], Any]) -> Callable[[Act], Any]:
    def guard(act: Act) -> Any:
        if not is_awaited_elsewhere(act.thing):
            return _("No other hospital expects this person.")
        return wrong_mode(act) or is_before_the_last_step(act)

    return guard


def must_go_on(act: Act) -> Any:
    if is_awaited_elsewhere(act.thing):
        return _("Another hospital takes over: this person goes on there, not home.")
    return is_before_the_last_step(act)


def cannot_be_disinfected(act: Act) -> Any:
    return is_self_drive(act) or _carries_a_mate(act) or is_before_the_last_step(act)


def _carries_a_mate(act: Act) -> Any:
    """One disinfection is the disinfection for everybody who shared the ride, so it comes after the last of them."""
    if act.happened_at is None:  # asked for the buttons of a screen, not for a move
        return ""
    trip = act.thing
    mates = Trip.objects.filter(pool=trip.pool, vehicle=trip.vehicle_id, state__in=UNDER_WAY_BY_VEHICLE)
    mate = mates.exclude(pk=trip.pk).first()
    return _("%(number)s shares this ride and is not home yet.") % {"number": mate.number} if mate else ""


def is_self_drive(act: Act) -> Any:
    return _("This outing has no vehicle of a fleet.") if act.thing.mode == Trip.Mode.SELF_DRIVE else ""


def is_by_vehicle(act: Act) -> Any:
    return _("This outing has a vehicle of a fleet.") if act.thing.mode == Trip.Mode.VEHICLE else ""
