"""Finding one's way in the tree of areas: what holds a place, where it lies, how far it is."""

from collections.abc import Iterable, Mapping
from math import asin, cos, radians, sin, sqrt
from typing import cast

from django.db.models import QuerySet
from django.db.models.functions import Length

from portal.areas.models import Area

EARTH_KM = 6371.0
Point = tuple[float, float]


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


def points_of(areas: Iterable[Area]) -> dict[str, Point | None]:
    """What `located` says of each of many areas, by code, in one query."""
    wanted = {area.pk: area for area in areas}
    above = {code for area in wanted.values() for code in area.lineage.values()}
    known = Area.objects.filter(code__in=above, latitude__isnull=False, longitude__isnull=False)
    rows = known.values_list("code", "latitude", "longitude")
    points = {code: cast("Point", (latitude, longitude)) for code, latitude, longitude in rows}
    return {pk: _nearest(area, points) for pk, area in wanted.items()}


def _nearest(area: Area, points: Mapping[str, Point]) -> Point | None:
    codes = [code for code in area.lineage.values() if code in points]
    return points[max(codes, key=len)] if codes else None


def distance_km(a: Point, b: Point) -> float:
    """As the crow flies, between (latitude, longitude) pairs in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
