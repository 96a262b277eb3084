"""Finding one's way in the tree: containment, coordinates, distances."""

import pytest

from portal.areas.models import Area
from portal.areas.selectors import ancestors, distance_km, full_name, located

HARBIN, BEIJING = (45.80, 126.53), (39.90, 116.40)


def test_containment_is_one_prefix(areas):
    within = {area.code for area in Area.objects.within("230110")}
    assert within == {code for code in areas if code.startswith("230110")}
    assert areas["230110"].contains("230110003001")
    assert not areas["230110"].contains("230103001")


def test_what_holds_a_place(areas):
    assert [area.code for area in ancestors(areas["230110003001"])] == ["2301", "230110", "230110003", "230110003001"]
    assert full_name(areas["230110003"]) == "哈尔滨市 香坊区 安埠街道"


def test_a_place_lies_where_the_nearest_known_place_above_it_lies(areas):
    community = areas["230110003001"]
    assert located(community) is None
    Area.objects.filter(code="2301").update(latitude=HARBIN[0], longitude=HARBIN[1])
    assert located(community) == HARBIN
    Area.objects.filter(code="230110").update(latitude=45.7, longitude=126.68)
    assert located(community) == (45.7, 126.68)


def test_half_a_coordinate_is_none(areas):
    Area.objects.filter(code="230110").update(latitude=45.7)
    assert located(areas["230110"]) is None


def test_distance():
    assert distance_km(HARBIN, BEIJING) == pytest.approx(1057, abs=5)
    assert distance_km(HARBIN, HARBIN) == 0
