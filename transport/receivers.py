"""What a move entails elsewhere: bookings follow trips, trips by private car follow the desk, pools stay together.

Every consequence is a `follow`, which does nothing where the other side is there already: so neither end waits for the
other, and a step seen at both ends counts once.
"""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.dispatch import receiver

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from portal.lifecycle.move import follow, subject_of
from portal.lifecycle.signals import moved
from portal.lifecycle.table import Act
from portal.notices import services as notices
from transport.effects import write_step
from transport.lifecycle import TRIP
from transport.models import UNDER_WAY, Trip, Vehicle
from transport.selectors.steps import MAY_LEAVE, RECEIVED
from transport.services.announcing import announce
from transport.services.passes import renew_pass, revoke_passes

BY_VEHICLE, BY_CAR = Trip.Mode.VEHICLE, Trip.Mode.SELF_DRIVE
# What the desk sees and a trip by vehicle keeps as a step of its own.
DESK_STEPS = {"receive": RECEIVED, "leave": MAY_LEAVE}
# What a step of a trip is for the hospital. Whoever is handed over is not brought there; who is inside stays theirs.
AT_THE_HOSPITAL = {
    "arrive": ("arrive",), "leave": ("close",), "come_home": ("close", "withdraw"), "hand_over": ("withdraw",),
}  # fmt: skip
# What brings a trip nearer to its hospital, or further away again.
NEARER = (
    "assign", "reassign", "depart", "go_out", "pick_up", "go_on", "go_on_by_car", "undo_depart", "undo_go_out",
    "undo_pick_up",
)  # fmt: skip


@receiver(moved, sender=Trip)
def let_the_booking_follow(act: Act, **kwargs: Any) -> None:
    trip, name = act.thing, act.transition.name
    if trip.booking is None:
        return
    if name in NEARER:
        first = trip.booking.takes_over
        announce(trip, since=act.happened_at, origin=first.hospital if first else None)
    for step in AT_THE_HOSPITAL.get(name, ()):
        follow(BOOKING, trip.booking, step, by=act.by, happened_at=act.happened_at)


@receiver(moved, sender=Trip)
def let_the_pass_follow(act: Act, **kwargs: Any) -> None:
    """A pass fits the trip as it is planned now, and dies with it."""
    trip, name = act.thing, act.transition.name
    if name in ("cancel", "release", "hand_over"):
        revoke_passes(trip, by=act.by)
    elif name in ("assign", "reassign"):
        renew_pass(trip, by=act.by)


@receiver(moved, sender=Trip)
def let_the_stock_follow(act: Act, **kwargs: Any) -> None:
    """Protective kit is used up by setting out; a departure that is taken back has used none."""
    sign = {"depart": -1, "undo_depart": 1}.get(act.transition.name)
    if sign:
        left = F("kits") + Value(sign) * F("kits_a_trip")
        Vehicle.objects.filter(pk=act.thing.vehicle_id).update(kits=Greatest(left, Value(0)))


@receiver(moved, sender=Trip)
def let_the_pool_follow(act: Act, **kwargs: Any) -> None:
    """One disinfection of the vehicle is the disinfection for everybody who shared the ride."""
    if act.transition.name != "disinfect":
        return
    for mate in Trip.objects.filter(pool=act.thing.pool, state=Trip.State.HOME):
        follow(TRIP, mate, "disinfect", by=act.by, happened_at=act.happened_at)


@receiver(moved, sender=Booking)
def let_the_trip_follow(act: Act, **kwargs: Any) -> None:
    """What the desk sees is also news of the trip: for a vehicle one more step, for a private car the step itself."""
    booking, name = act.thing, act.transition.name
    if name not in ("arrive", "receive", "leave"):
        return
    for trip in Trip.objects.filter(booking=booking, state__in=UNDER_WAY):
        if trip.mode == BY_CAR:
            follow(TRIP, trip, "leave" if name == "leave" else "arrive", by=act.by, happened_at=act.happened_at)
        elif name in DESK_STEPS:
            write_step(trip, DESK_STEPS[name], by=act.by, happened_at=act.happened_at)
        if name == "leave":
            tell_who_brings_home(trip)


@receiver(moved, sender=Booking)
def tell_the_crew_of_a_refusal(act: Act, **kwargs: Any) -> None:
    """On the road their hospital receives no longer: whoever drives and whoever dispatches hears it at once."""
    if act.transition.name == "refuse":
        for trip in Trip.objects.filter(booking=act.thing, state__in=UNDER_WAY):
            for post in _crew(trip):
                notices.tell(post, "trip.refused_ahead", subject=subject_of(TRIP, trip))


def tell_who_brings_home(trip: Trip) -> None:
    for post in _crew(trip):
        notices.tell(post, "trip.may_leave", subject=subject_of(TRIP, trip))


def _crew(trip: Trip) -> list[str]:
    """The driver and the fleet."""
    driver = f"user:{trip.driver.user_id}" if trip.driver and trip.driver.user_id else ""
    return [post for post in (driver, f"fleet:{trip.fleet_id}" if trip.fleet_id else "") if post]
