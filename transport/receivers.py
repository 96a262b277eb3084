"""What a move entails elsewhere: bookings follow trips, trips by private car follow the desk, pools stay together.

Every consequence is a `follow`, which does nothing where the other side is there already: so neither end waits for the
other, and a step seen at both ends counts once.
"""

from typing import Any

from django.dispatch import receiver

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from hospitals.services import announce_arrival
from portal.lifecycle.move import follow
from portal.lifecycle.signals import moved
from portal.lifecycle.table import Act
from transport.effects import write_step
from transport.lifecycle import TRIP
from transport.models import UNDER_WAY, Trip
from transport.selectors.steps import RECEIVED
from transport.services.passes import renew_pass, revoke_passes

BY_VEHICLE, BY_CAR = Trip.Mode.VEHICLE, Trip.Mode.SELF_DRIVE


@receiver(moved, sender=Trip)
def let_the_booking_follow(act: Act, **kwargs: Any) -> None:
    trip, name = act.thing, act.transition.name
    if trip.booking is None:
        return
    if name in ("depart", "go_out"):
        announce_arrival(trip.booking, expected_at=None, carrier=trip.driver.user if trip.driver else None)
    for step in {"arrive": ("arrive",), "leave": ("close",), "come_home": ("close", "withdraw")}.get(name, ()):
        follow(BOOKING, trip.booking, step, by=act.by, happened_at=act.happened_at)


@receiver(moved, sender=Trip)
def let_the_pass_follow(act: Act, **kwargs: Any) -> None:
    """A pass fits the trip as it is planned now, and dies with it."""
    trip, name = act.thing, act.transition.name
    if name in ("cancel", "release"):
        revoke_passes(trip, by=act.by)
    elif name in ("assign", "reassign"):
        renew_pass(trip, by=act.by)


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
        elif name == "receive":
            write_step(trip, RECEIVED, by=act.by, happened_at=act.happened_at)
