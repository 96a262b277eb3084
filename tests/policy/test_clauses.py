"""Every clause about judging: who calls, in what circumstances; what must come of it, and which clause says so."""

from datetime import timedelta
from typing import Any

import pytest

from cases.policy import Outcome, Situation, clocks_for, judge, load_pack, refusal
from tests.policy.stories import APRIL, HARBIN, NATIONAL, NOVEMBER, STORIES, TONGLIAO, Story


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_the_clause_is_carried_out(story: Story) -> None:
    outcome = judge(load_pack(story.pack), Situation(**story.person))

    assert outcome.pathway == story.pathway
    assert {path: _at(outcome, path) for path in story.expect} == story.expect


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_the_clause_is_cited_in_words_of_both_languages(story: Story) -> None:
    outcome = judge(load_pack(story.pack), Situation(**story.person))

    assert story.clause in outcome.clauses
    assert story.en in " | ".join(clause.text("en") for clause in outcome.why)
    assert story.zh in " | ".join(clause.text("zh-hans") for clause in outcome.why)


def test_t1_a_closed_hospital_has_48_hours() -> None:
    clock = clocks_for(load_pack(TONGLIAO), "hospital.reopen", Situation())

    assert (clock.due, clock.cite) == (timedelta(hours=48), "T1")
    assert [(step.to, step.at) for step in clock.steps] == [("supervisor", "district"), ("supervisor", "city")]


def test_h1_the_green_channel_shortens_the_clocks() -> None:
    pack = load_pack(HARBIN)
    resident, dialysis = Situation(need="treatment_session"), Situation(need="treatment_session", groups={"dialysis"})

    for kind in ("case.answer", "case.judge", "case.arrange", "booking.accept"):
        assert clocks_for(pack, kind, dialysis).due < clocks_for(pack, kind, resident).due
        assert clocks_for(pack, kind, dialysis).cite == "H1"


@pytest.mark.parametrize("code", ["no_test", "expired_test", "abnormal_code", "fever", "risk_area", "came_alone"])
@pytest.mark.parametrize("pack", [NATIONAL, HARBIN, APRIL, TONGLIAO, NOVEMBER])
def test_n1_no_pack_permits_a_forbidden_reason(pack: str, code: str) -> None:
    ruling = refusal(load_pack(pack), code)

    assert ruling.forbidden
    assert "N1" in [clause.id for clause in ruling.why]


def test_p2_names_the_forbidden_reasons() -> None:
    for code in ("no_test", "expired_test", "abnormal_code", "fever"):
        ruling = refusal(load_pack(APRIL), code)
        assert ruling.why[0].id == "P2"
        assert "推诿拒诊" in ruling.why[0].text("zh")


def test_b3d_coming_alone_is_no_reason_to_refuse() -> None:
    assert [clause.id for clause in refusal(load_pack(NOVEMBER), "came_alone").why] == ["B3d", "N1"]


def test_a_lack_of_capacity_is_no_violation() -> None:
    assert not refusal(load_pack(NATIONAL), "no_capacity").forbidden


def _at(outcome: Outcome, path: str) -> Any:
    value: Any = outcome
    for name in path.split("."):
        value = getattr(value, name)
    return value
