"""Whoever calls, with whatever is known of them: exactly one outcome, with a clause, and safe."""

import functools

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.policy import Outcome, Pack, Situation, clocks_for, judge, load_pack, shipped_packs
from cases.policy.durations import DAY
from cases.policy.grammar.promises import OF_THE_NEIGHBOURHOOD
from cases.policy.values import (
    COMMITMENT_KINDS,
    CONTROLS,
    GOES_TO_HOSPITAL,
    GROUPS,
    NEEDS,
    PATHWAYS,
    SEVERITIES,
    TRANSPORT_MODES,
)
from tests.drawing import MANY

pack_of = functools.cache(load_pack)
situations = st.builds(
    Situation,
    need=st.sampled_from([*NEEDS, "something else"]),
    severity=st.sampled_from(list(SEVERITIES)),
    control=st.sampled_from(list(CONTROLS)),
    groups=st.frozensets(st.sampled_from(list(GROUPS)), max_size=4),
    area_code=st.sampled_from(["", "2301", "230110003", "150571", "110105"]),
    age=st.none() | st.integers(0, 120),
    latest_test_age_hours=st.none() | st.floats(0, 500),
    can_self_drive=st.none() | st.booleans(),
    treating_hospital=st.none() | st.just("市第五医院"),
    distance_km=st.none() | st.floats(0, 400),
)
packs = st.sampled_from(shipped_packs()).map(pack_of)


@settings(max_examples=MANY)
@given(packs, situations)
def test_there_is_exactly_one_outcome_with_a_clause(pack: Pack, situation: Situation) -> None:
    outcome = judge(pack, situation)

    assert isinstance(outcome, Outcome)
    assert outcome.pathway in PATHWAYS
    assert outcome.why
    assert all(clause.id in pack.clauses and clause.text_en and clause.text_zh for clause in outcome.why)
    assert len(set(outcome.clauses)) == len(outcome.why)
    assert 0 <= outcome.priority <= 9
    assert (outcome.hospital is not None) == (outcome.pathway in GOES_TO_HOSPITAL)
    assert outcome.transport.mode in TRANSPORT_MODES


@settings(max_examples=MANY)
@given(packs, situations.filter(lambda situation: situation.is_critical))
def test_a_critical_person_goes_to_120_and_is_never_asked_for_a_test(pack: Pack, situation: Situation) -> None:
    outcome = judge(pack, situation)

    assert outcome.pathway == "call_120"
    assert outcome.never_ask == ("test", "code")
    assert outcome.gate_pass.tests == ()
    assert "T3a" in outcome.clauses


@settings(max_examples=MANY)
@given(packs, situations)
def test_nobody_who_goes_to_a_hospital_may_be_turned_away_for_a_test(pack: Pack, situation: Situation) -> None:
    outcome = judge(pack, situation)

    if outcome.pathway in GOES_TO_HOSPITAL:
        assert outcome.never_ask == ("test", "code")
        assert "N1" in outcome.clauses


@settings(max_examples=MANY)
@given(packs, situations)
def test_the_isolated_never_share_a_vehicle_and_never_drive(pack: Pack, situation: Situation) -> None:
    outcome = judge(pack, situation)

    if situation.control in {"central_isolation", "high_risk", "abnormal_code", "home_isolation"}:
        assert not outcome.transport.pooling
        assert outcome.pathway != "outing_self_drive"
        if outcome.pathway == "outing_vehicle":
            assert outcome.transport.partition
            assert outcome.transport.kit


@settings(max_examples=MANY)
@given(packs, situations, st.sampled_from(list(COMMITMENT_KINDS)))
def test_every_promise_has_a_clock_that_ends_with_the_city_in_a_day(
    pack: Pack, situation: Situation, kind: str
) -> None:
    clock = clocks_for(pack, kind, situation)
    told = [step.after for step in clock.steps if (step.to, step.at) == ("supervisor", "city")]

    assert clock.due.total_seconds() > 0
    assert clock.cite in pack.clauses
    if kind in OF_THE_NEIGHBOURHOOD:  # nobody waits for it on a telephone: it ends with the street
        assert clock.steps
        return
    assert told
    assert max(step.after for step in clock.steps) <= DAY
    if kind == "case.answer":
        assert clock.due + min(told) <= DAY


@settings(max_examples=MANY)
@given(packs, situations)
def test_the_roads_not_taken_are_explained(pack: Pack, situation: Situation) -> None:
    outcome = judge(pack, situation)

    assert outcome.pathway not in {alternative.pathway for alternative in outcome.alternatives}
    for alternative in outcome.alternatives:
        assert alternative.text("en")
        assert alternative.text("zh")
