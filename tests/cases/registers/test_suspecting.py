"""Which pairs look like one resident, how surely and why; and that looking stays linear."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.duplicates.comparing import ENOUGH, MOST, Traits, compared
from cases.duplicates.pairing import CROWD, suspicious_pairs
from cases.traces.spelling import spellings

DOOR = {"address": "安埠街12号3单元502室", "building": "安埠街12号"}


def traits(name, **more):
    ways = spellings(name)
    sounds, ears = frozenset(way.sound for way in ways), frozenset(way.ear for way in ways)
    return Traits(name, sounds, ears, **more)


def reasons(one, other):
    likeness = compared(one, other)
    return [str(reason) for reason in likeness.reasons] if likeness else None


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (traits("李秀兰", phone="1"), traits("李秀蓝", phone="1"), ["same_sound", "same_phone"]),
        (traits("张晓虹", born="1949-12-31"), traits("臧小红", born="1949-12-31"), ["near_sound", "same_birth"]),
        (traits("王桂兰", **DOOR), traits("王桂兰", **DOOR), ["same_name", "same_door"]),
        (
            traits("王桂兰", born="1949-01-02", **DOOR), traits("王桂花", born="1949-02-01", **DOOR),
            ["near_name", "near_birth", "same_door"],
        ),
        (
            traits("王桂兰", phone="16400000001", birth_year=1949),
            traits("王桂兰", phone="16400000002", birth_year=1949), ["same_name", "same_year", "near_phone"],
        ),
    ],
)  # fmt: skip
def test_what_speaks_for_one_resident(one, other, why):
    assert reasons(one, other) == why
    assert reasons(other, one) == why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (traits("李秀兰", phone="1", **DOOR), traits("王建国", phone="1", **DOOR)),  # husband and wife
        (traits("李秀兰"), traits("李秀兰")),  # nothing but a name
        (traits("李秀兰", born="1949-12-31"), traits("李秀兰", born="1980-05-05", **DOOR)),
        (traits("李秀兰", id_number="1", born="1949-12-31"), traits("李秀兰", id_number="2", born="1949-12-31")),
        (traits("王浩", **DOOR, sex="male"), traits("王昊", **DOOR, sex="female")),
        (traits("王浩", **DOOR), traits("王强", **DOOR)),  # of two characters one differs: brothers
    ],
)
def test_what_does_not(one, other):
    assert compared(one, other) is None


def test_twins_are_never_among_the_surest():
    same = {"born": "2015-01-01", "phone": "1", **DOOR}
    twins = compared(traits("王子轩", **same), traits("王子涵", **same))
    assert twins is None or twins.score < compared(traits("王子轩", **same), traits("王梓轩", **same)).score


NAMED = [traits(name) for name in ("李秀兰", "李秀蓝", "李秀花", "张晓虹", "臧小红")]
anybody = st.builds(
    replace,
    st.sampled_from(NAMED),
    phone=st.sampled_from(["", "16400000001", "16400000002", "16409000001"]),
    born=st.sampled_from(["", "1949-12-11", "1949-11-12", "1959-12-11", "1949-12-10"]),
    building=st.sampled_from(["", "安埠街12号"]),
    address=st.sampled_from(["", "安埠街12号3单元502室"]),
)


@given(st.lists(anybody, max_size=12))
def test_no_pair_is_lost_by_sorting_into_buckets(people):
    everybody = {UUID(int=n): one for n, one in enumerate(people)}
    found = suspicious_pairs(everybody)
    for a, one in everybody.items():
        for b, other in everybody.items():
            if a < b and (likeness := compared(one, other)):
                assert found[a, b] == likeness
                assert ENOUGH <= likeness.score <= MOST


def test_a_crowd_behind_one_number_is_no_suspicion_by_itself():
    ward = {UUID(int=n): traits("李秀兰", phone="045155550000") for n in range(CROWD + 1)}
    assert suspicious_pairs(ward) == {}
