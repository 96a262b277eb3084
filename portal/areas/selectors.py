"""Finding one's way in the tree of areas: what holds a place, where it lies, how far it is."""

from collections.abc import Iterable, Mapping
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple, cast

from django.db.models import QuerySet
from django.db.models.functions import Length

from portal.areas.models import Area
from portal.standing import Standing

EARTH_KM = 6371.0
Point = tuple[float, float]


class Spot(NamedTuple):
    """An area's name and where it lies: as near as anybody has put it on the map."""

    name: str
    point: Point | None


_coded = Standing(lambda code: Area.objects.filter(code=code), code=str)


def area_coded(code: str) -> Area | None:
    """The place of this code."""
    return _coded.first(code=code)


def ancestors(area: Area) -> QuerySet[Area]:
    """The area and all above it, the city first."""
    return Area.objects.filter(code__in=area.lineage.values()).order_by(Length("code"))


def areas_above(code: str) -> list[str]:
    """Every prefix that could be the code of an area holding `code`, itself included."""
    return [code[:length] for length in range(1, len(code) + 1)]


def full_name(area: Area) -> str:
    """哈尔滨市 香坊区 安埠街道: the way people say a place."""
    return " ".join(ancestors(area).values_list("name", flat=True))


def located(area: Area) -> Point | None:
    """(latitude, longitude) of the area or, if it has none, of the nearest area above that does."""
    known = ancestors(area).filter(latitude__isnull=False, longitude__isnull=False)
    nearest = known.reverse().values_list("latitude", "longitude").first()
    return cast("Point | None", nearest)


def spots_of(codes: Iterable[str]) -> dict[str, Spot]:
    """The names of many areas and what `located` says of each, by code, in one query."""
    wanted = set(codes)
    above = {prefix for code in wanted for prefix in areas_above(code)}
    rows = Area.objects.filter(code__in=above).values_list("code", "name", "latitude", "longitude")
    names, points = {}, {}
    for code, name, latitude, longitude in rows:
        names[code] = name
        if latitude is not None and longitude is not None:
            points[code] = (latitude, longitude)
    return {code: Spot(names[code], _nearest(code, points)) for code in wanted & names.keys()}


def _nearest(code: str, points: Mapping[str, Point]) -> Point | None:
    return next((points[above] for above in reversed(areas_above(code)) if above in points), None)


def distance_km(a: Point, b: Point) -> float:
    """As the crow flies, between (latitude, longitude) pairs in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
