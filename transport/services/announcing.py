"""Telling the hospital's desk when a trip arrives, each time the trip comes a step nearer or goes elsewhere."""

from datetime import datetime

from hospitals.models import Booking, Hospital
from hospitals.services import announce_arrival
from transport.models import UNDER_WAY, Trip
from transport.selectors.arrivals import agreed_arrival_of, arrival_of


def announce(trip: Trip, *, since: datetime, origin: Hospital | None = None) -> None:
    """`since` is when the trip made the step it is at. A slot that was agreed stays what is expected of it."""
    booking = trip.booking
    if booking is None or booking.state not in (Booking.State.ASKED, Booking.State.ACCEPTED):
        return
    is_agreed = booking.slot_id is not None or (booking.expected_at is not None and trip.state in UNDER_WAY)
    announce_arrival(
        booking,
        eta_at=arrival_of(trip, since=since, origin=origin),
        carrier=trip.driver.user if trip.driver and trip.state in UNDER_WAY else None,
        expected_at=None if is_agreed else agreed_arrival_of(trip),
    )
