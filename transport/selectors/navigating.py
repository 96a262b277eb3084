"""Where a driver's map is to lead: the gate or the hospital of a trip, and the door once it was revealed.

The template of the link is a setting. Of a resident it says no more than the community until somebody has revealed the
address, with its reason in the journal; the link opens on the telephone and goes through no address of the portal.
"""

from typing import Any
from urllib.parse import quote

from django.conf import settings

from portal.areas.selectors import Point, located
from transport.models import Trip


def ways_of(trip: Trip) -> list[dict[str, Any]]:
    """The gate and the hospital, whichever have coordinates; `is_next` marks where this trip goes now."""
    if trip.state in (Trip.State.HOME, Trip.State.DISINFECTED):
        return []
    towards_hospital = trip.state in (Trip.State.PICKED_UP, Trip.State.OUT)
    hospital = trip.booking.hospital if trip.booking else None
    found = [
        (False, str(trip.checkpoint or trip.area), _point_of_gate(trip)),
        (True, str(hospital), _point_of(hospital)),
    ]
    return [
        {
            "is_hospital": is_hospital,
            "name": name,
            "url": _link(point, name),
            "is_next": is_hospital == towards_hospital,
        }
        for is_hospital, name, point in found
        if point
    ]


def way_to_the_door(trip: Trip, *, address: str) -> str:
    """For the moment in which the address is shown anyway. Empty where nothing is known of the place."""
    point = _point_of_gate(trip)
    if not point or not address:
        return ""
    latitude, longitude = point
    return settings.NAVIGATE_ADDRESS_URL.format(latitude=latitude, longitude=longitude, address=quote(address))


def _point_of_gate(trip: Trip) -> Point | None:
    return _point_of(trip.checkpoint) or _point_of(trip.area) or located(trip.area)


def _point_of(place: Any) -> Point | None:
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _link(point: Point, name: str) -> str:
    return settings.NAVIGATE_URL.format(latitude=point[0], longitude=point[1], name=quote(name))
