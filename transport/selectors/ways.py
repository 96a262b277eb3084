"""How long the way between two places takes, estimated: as the crow flies, with a detour, at the speed of a town.

Both are settings: TRAVEL_KMH and TRAVEL_DETOUR.
"""

from collections.abc import Sequence

from django.conf import settings

from portal.areas.models import Area
from portal.areas.selectors import Point, distance_km, located

STARTING = 3.0  # gates, lifts, parking
UNKNOWN_KM = 8.0  # where one of the two has no coordinates


class Places:
    """The points of a day, each numbered once, and the ways between all of them."""

    def __init__(self) -> None:
        self._points: list[Point | None] = []
        self._areas: dict[str, int] = {}

    def of_area(self, area: Area) -> int:
        if area.pk not in self._areas:
            self._areas[area.pk] = self.of_point(located(area))
        return self._areas[area.pk]

    def of_point(self, point: Point | None) -> int:
        self._points.append(point)
        return len(self._points) - 1

    def of(self, thing: Area, latitude: float | None, longitude: float | None) -> int:
        """A hospital or a gate where it stands, else somewhere in its area."""
        if latitude is None or longitude is None:
            return self.of_area(thing)
        return self.of_point((latitude, longitude))

    def km(self) -> list[list[float]]:
        return [[_km(here, there) for there in self._points] for here in self._points]


def minutes(km: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[STARTING + 60 / settings.TRAVEL_KMH * way if way else 0.0 for way in row] for row in km]


def minutes_between(here: Point | None, there: Point | None) -> float:
    """Of one way; None is a place that nobody has put on the map."""
    return STARTING + 60 / settings.TRAVEL_KMH * _km(here, there)


def _km(here: Point | None, there: Point | None) -> float:
    if here is None or there is None:
        return 0.0 if here is there else UNKNOWN_KM
    return settings.TRAVEL_DETOUR * distance_km(here, there)
