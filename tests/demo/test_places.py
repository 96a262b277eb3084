"""Every area of Harbin gets a point, always the same one, near the district that holds it."""

from cases.demo.places import locate, read_areas, read_points
from portal.areas.selectors import distance_km


def test_every_area_has_a_point_near_its_district():
    points, spread = read_points()
    found = locate(read_areas())
    assert len(found) == 3505
    for code, point in found.items():
        if len(code) > 6:
            assert distance_km(point, points[code[:6]]) <= spread[code[:6]] * 1.3 + 0.1


def test_points_are_always_the_same():
    assert locate(read_areas()) == locate(list(reversed(read_areas())))


def test_no_two_communities_lie_on_each_other():
    communities = [
        point for code, point in locate(read_areas()).items() if code.startswith("230110") and len(code) == 12
    ]
    assert len(communities) == len(set(communities))
