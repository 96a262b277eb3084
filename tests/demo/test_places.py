"""Every area of Harbin gets a point, always the same one, near the district that holds it."""

import csv

from cases.demo.places import AREAS, locate, read_points
from portal.areas.models import Area
from portal.areas.selectors import distance_km


def areas() -> list[Area]:
    with (AREAS / "harbin.csv").open(encoding="utf-8", newline="") as file:
        return [
            Area(code=row["code"], name=row["name"], level=row["level"], parent_id=row["parent"] or None)
            for row in csv.DictReader(file)
        ]


def test_every_area_has_a_point_near_its_district():
    points, spread = read_points()
    found = locate(areas())
    assert len(found) == 3505
    for code, point in found.items():
        if len(code) > 6:
            assert distance_km(point, points[code[:6]]) <= spread[code[:6]] * 1.3 + 0.1


def test_points_are_always_the_same():
    assert locate(areas()) == locate(list(reversed(areas())))


def test_no_two_communities_lie_on_each_other():
    communities = [point for code, point in locate(areas()).items() if code.startswith("230110") and len(code) == 12]
    assert len(communities) == len(set(communities))
