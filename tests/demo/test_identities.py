"""Invented people look like people, and cannot be anybody."""

from datetime import date
from random import Random

import pytest

from cases.demo.census import bands, read_census
from cases.demo.households import households
from cases.demo.identities import address, id_number, office_phone, phones, road_of
from cases.id_numbers import birth_date_in, is_id_number, sex_in
from cases.validation import check_phone


@pytest.fixture
def rng() -> Random:
    return Random(7)


@pytest.mark.parametrize("sex", ["female", "male"])
def test_ids_are_valid_and_of_no_county(sex):
    for serial in (0, 1, 250, 499):
        number = id_number(date(1950, 3, 8), sex=sex, serial=serial)
        assert is_id_number(number)
        assert number.startswith("999999")
        assert birth_date_in(number) == date(1950, 3, 8)
        assert sex_in(number) == sex


def test_ids_of_one_day_differ():
    assert len({id_number(date(1950, 3, 8), sex="female", serial=serial) for serial in range(500)}) == 500


def test_mobile_numbers_have_a_prefix_that_no_operator_was_given(rng):
    first = [next(numbers) for numbers in [phones(rng)] for _ in range(1000)]
    assert all(number.startswith("164") and len(number) == 11 for number in first)
    assert len(set(first)) == 1000
    check_phone(first[0])


def test_office_numbers_begin_as_no_local_number_does():
    assert office_phone(12001) == "0451-00012001"
    check_phone(office_phone(1))


def test_addresses_fit_town_and_village(rng):
    assert address(rng, street="安乐街道", community="幸福社区居委会").startswith("安乐街")
    assert address(rng, street="成高子镇", community="和平村村委会").startswith("和平村")
    assert road_of("哈平路街道", "哈安社区居委会") == "哈平路"
    assert road_of("香坊大街街道", "通站社区居委会") == "香坊大街"
    assert road_of("幸福镇", "安居社区居委会") == "安居小区"


def test_three_thousand_are_sized_by_the_census():
    shares = read_census()["230110"]
    counted = bands(shares, 3000)
    total = sum(band.count for band in counted)
    assert total == 3000
    old = sum(band.count for band in counted if band.low >= 65)
    children = sum(band.count for band in counted if band.high <= 14)
    women = sum(band.count for band in counted if (band.sex, band.low) == ("female", 15))
    assert old / total == pytest.approx(shares.old, abs=0.001)
    assert children / total == pytest.approx(shares.children, abs=0.001)
    assert women / total == pytest.approx(shares.women_15_49, abs=0.001)


def test_households_hold_everybody_once(rng):
    drawn = [("female", 30), ("male", 32), ("male", 4), ("female", 70), ("male", 72), ("female", 19)]
    made = households(rng, drawn, year=2026)
    assert sorted((one.sex, one.age) for household in made for one in household.members) == sorted(drawn)


def test_a_child_lives_with_grown_ups_and_has_the_family_name(rng):
    (family,) = households(rng, [("female", 30), ("male", 32), ("male", 4)], year=2026)
    child, father = family.of("child"), family.of("father")
    assert child.surname == father.surname
    assert family.of("mother")


def test_no_two_of_a_household_are_called_alike(rng):
    drawn = [("female", 5)] * 40 + [("female", 34)] * 20 + [("male", 36)] * 20
    for household in households(rng, drawn, year=2026):
        names = [member.name for member in household.members]
        assert len(names) == len(set(names))
