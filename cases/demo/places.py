"""Harbin: all its areas, how many people live in its districts, and points that are right to about a kilometre."""

from __future__ import annotations

import csv
from collections import defaultdict
from math import cos, pi, radians, sin, sqrt
from pathlib import Path
from tempfile import NamedTemporaryFile

from cases.demo.census import read_census
from portal.areas.models import Area, Level
from portal.areas.services import load_areas

AREAS = Path(__file__).parent / "data" / "areas"
CITY, DISTRICT, NEIGHBOUR = "2301", "230110", "230103"
KM_PER_DEGREE = 111.2
GOLDEN_ANGLE = pi * (3 - sqrt(5))
AROUND_STREET = 0.25  # communities lie so much nearer to their street than streets to their district

Point = tuple[float, float]


def load_places() -> int:
    """Loads the areas with their points and, of the districts, the population. Returns how many there are."""
    population = {code: shares.population for code, shares in read_census().items()}
    areas = read_areas()
    points = locate(areas)
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["code", "name", "level", "parent", "latitude", "longitude", "population"])
        for area in areas:
            row = [area.code, area.name, area.level, area.parent_id or "", *points[area.code]]
            table.writerow([*row, population.get(area.code, "")])
        file.flush()
        loaded = load_areas(Path(file.name))
    return loaded.new + loaded.known


def read_areas() -> list[Area]:
    """The areas of the file, not yet saved."""
    with (AREAS / "harbin.csv").open(encoding="utf-8", newline="") as file:
        return [
            Area(code=row["code"], name=row["name"], level=row["level"], parent_id=row["parent"] or None)
            for row in csv.DictReader(file)
        ]


def locate(areas: list[Area]) -> dict[str, Point]:
    """A point for every area: seats as known, streets around their district's seat, communities around their street."""
    points, spread = read_points()
    below: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        below[area.parent_id or ""].append(area.code)
    for parent in sorted(areas, key=lambda area: len(area.code)):
        unknown = sorted(code for code in below[parent.code] if code not in points)
        if unknown:
            share = AROUND_STREET if parent.level == Level.STREET else 1.0
            points |= strewn(points[parent.code], unknown, radius_km=spread[parent.code[:6]] * share)
    return points


def read_points() -> tuple[dict[str, Point], dict[str, float]]:
    with (AREAS / "points.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}
    return points, {row["code"]: float(row["spread_km"]) for row in rows}


def strewn(centre: Point, codes: list[str], *, radius_km: float) -> dict[str, Point]:
    """Points evenly strewn over a disc, by the angle at which a sunflower sets its seeds: always the same ones."""
    points: dict[str, Point] = {}
    for order, code in enumerate(codes, start=1):
        distance = radius_km * sqrt(order / len(codes))
        angle = order * GOLDEN_ANGLE
        north, east = distance * cos(angle), distance * sin(angle)
        longitude = centre[1] + east / (KM_PER_DEGREE * cos(radians(centre[0])))
        points[code] = (round(centre[0] + north / KM_PER_DEGREE, 5), round(longitude, 5))
    return points
