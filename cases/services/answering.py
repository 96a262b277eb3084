"""What hospitals say to a request, and what it does then: accepted, refused, taken back, handed over to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.models import Outing, Placement
from cases.services.arranging import trip_arranged, want_trip
from cases.services.placing import REFUSALS_BEFORE_THE_CENTRE, ask_next, call_the_centre
from hospitals.vocabulary import Refusal
from transport import services as transport
from transport.models import Trip

if TYPE_CHECKING:
    from hospitals.models import Booking

OVER = (Trip.State.HOME, Trip.State.DISINFECTED, Trip.State.HANDED_OVER)


def booking_accepted(booking: Booking, *, by: Any) -> None:
    """The hospital will receive: transport is wanted now, or, where the resident drives, the pass is issued."""
    outing = _open_outing_of(booking)
    if outing is None:
        return
    trip = outing.trip
    if trip is None or trip.state == Trip.State.CANCELLED:
        trip = outing.trip = want_trip(outing, booking, by=by)
        outing.save(update_fields=["trip"])
    else:
        transport.redirect_trip(trip, booking=booking, by=by)
    trip_arranged(trip, by=by)


def booking_refused(booking: Booking, *, by: Any) -> None:
    """N1: placed again at once while its clocks run on; after the second refusal the centre must assign.

    A closing is no refusal of the institution's: it does not bring the command centre nearer.
    """
    outing = _open_outing_of(booking)
    if outing is None:
        return
    if booking.takes_over is not None:
        _stay_with(booking.takes_over, refused=booking, outing=outing, by=by)
        return
    if booking.refusal_code != Refusal.CLOSED:
        outing.refusals += 1
        outing.save(update_fields=["refusals"])
    if outing.refusals < REFUSALS_BEFORE_THE_CENTRE:
        ask_next(outing, by=by)
    else:
        call_the_centre(outing)


def booking_withdrawn(booking: Booking, *, by: Any) -> None:
    """Somebody stopped asking while the person still has to go: whoever stopped it names another one, or the centre."""
    outing = _open_outing_of(booking)
    if outing is None or (outing.trip and outing.trip.state in OVER):
        return
    if booking.takes_over is not None:
        _stay_with(booking.takes_over, refused=booking, outing=outing, by=by)
    else:
        call_the_centre(outing)


def _stay_with(first: Booking, *, refused: Booking, outing: Outing, by: Any) -> None:
    """N4: nobody takes over, so the first receiver has the person still, and whoever is on the way turns round."""
    trip = outing.trip
    if trip and trip.booking_id == refused.pk:
        transport.redirect_trip(trip, booking=first, by=by)


def hand_over_asked(booking: Booking) -> None:
    """The question that a hospital puts to another one is a step of the outing like those that the centre puts."""
    outing = _open_outing_of(booking)
    if outing is None:
        return
    for asked in booking.hand_overs.exclude(pk__in=outing.placements.values("booking")):
        Placement.objects.create(outing=outing, booking=asked, hop=outing.placements.count() + 1)


def _open_outing_of(booking: Booking) -> Outing | None:
    return (
        Outing.objects.select_related("case__person", "case__area", "trip__booking")
        .filter(closed_at=None, placements__booking=booking)
        .first()
    )
