"""When a trip reaches its hospital: estimated from where it is, by the ways that the plan of a day reckons with."""

from datetime import datetime, timedelta
from itertools import pairwise

from hospitals.models import Hospital
from transport.models import Trip
from transport.selectors.ways import STARTING, Places, minutes

State = Trip.State
WITH_THE_PERSON = (State.PICKED_UP, State.OUT)


def arrival_of(trip: Trip, *, since: datetime, origin: Hospital | None = None) -> datetime | None:
    """The instant of arrival, the step of now having been made at `since`; None where nobody is on the way there.

    `origin` is the hospital that the person is brought from, where they do not come from home.
    """
    if trip.booking is None or trip.state not in (State.DEPARTED, *WITH_THE_PERSON):
        return None
    places = Places()
    stops = [_at_hospital(places, trip.booking.hospital)]
    stops.insert(0, _at_hospital(places, origin) if origin else places.of_area(trip.area))
    if trip.state == State.DEPARTED:
        stops.insert(0, _at_base(places, trip))
    return since + _on_the_way(places, stops)


def agreed_arrival_of(trip: Trip) -> datetime | None:
    """When a trip that has a vehicle and has not set out would be there: what the desk may count on till then."""
    if trip.booking is None or trip.during is None or trip.state not in (State.ASSIGNED, State.ACCEPTED):
        return None
    places = Places()
    stops = [places.of_area(trip.area), _at_hospital(places, trip.booking.hospital)]
    return max(trip.planned_at, trip.during.lower) + _on_the_way(places, stops)


def _on_the_way(places: Places, stops: list[int]) -> timedelta:
    ways = minutes(places.km())
    return timedelta(minutes=sum(max(STARTING, ways[here][there]) for here, there in pairwise(stops)))


def _at_hospital(places: Places, hospital: Hospital) -> int:
    return places.of(hospital.area, hospital.latitude, hospital.longitude)


def _at_base(places: Places, trip: Trip) -> int:
    """Where its vehicle starts from: its base, else somewhere in the area of its fleet."""
    vehicle = trip.vehicle
    if vehicle is None:
        return places.of_area(trip.area)
    return places.of(vehicle.fleet.area, vehicle.base_latitude, vehicle.base_longitude)
