"""Terms come from packs; where none speaks there are conservative ones; and no answer waits longer than a day."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.areas.models import Level
from portal.commitments import terms as registry
from portal.commitments.kinds import KINDS, label
from portal.commitments.terms import ANSWER_CAP, Step, Terms, default_terms, normalised, terms_for

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KINDS_OF_THE_CONTRACT = [
    *("case.answer", "case.judge", "case.arrange", "case.finish", "case.follow_up", "booking.accept"),
    *("hospital.reopen", "pass.release", "trip.return", "register.verify", "session.arrange", "roster.cover"),
]

steps = st.lists(
    st.builds(
        Step,
        after=st.timedeltas(timedelta(0), timedelta(days=9)),
        to=st.sampled_from(["supervisor", "operator", "grid"]),
        at=st.sampled_from(Level.values),
    ),
    max_size=5,
)


@pytest.fixture
def provide(monkeypatch):
    """Registers the only providers of one test."""
    monkeypatch.setattr(registry, "_providers", [])
    return registry.register


@pytest.mark.parametrize("kind", KINDS_OF_THE_CONTRACT)
def test_every_kind_has_terms_without_a_pack(kind):
    found = default_terms(kind)

    assert found.due > timedelta(0)
    assert found.steps
    # Nobody waits on a telephone for a register to be looked through: that ends with the street.
    assert found.steps[-1].at in (("street",) if kind == "register.verify" else ("city", "district"))
    assert label(kind) != kind


def test_an_unknown_kind_is_promised_too():
    assert default_terms("kitchen.clean").steps
    assert label("kitchen.clean") == "kitchen.clean"


def test_the_pack_speaks_first(provide):
    ours = Terms("case.judge", 5 * MINUTE, (Step(0 * MINUTE, "supervisor", "city"),), pack="harbin", cite="H1")
    provide(lambda kind, **asked: ours if kind == "case.judge" and asked["facts"] == {"severity": "critical"} else None)

    assert terms_for("case.judge", area_id="230110", facts={"severity": "critical"}) == ours
    assert terms_for("case.judge", area_id="230110").pack != "harbin"


def test_the_answer_to_a_call_is_capped():
    assert default_terms("case.answer").cap == ANSWER_CAP == 24 * HOUR
    assert default_terms("case.finish").cap is None


@given(due=st.timedeltas(timedelta(seconds=1), timedelta(days=9)), steps=steps)
def test_whatever_a_pack_says_the_city_supervisor_knows_within_a_day(due, steps):
    found = normalised(Terms("case.answer", due, tuple(steps)))

    ends = [found.due + step.after for step in found.steps]
    assert max(ends) <= ANSWER_CAP
    assert any((step.to, step.at) == ("supervisor", "city") for step in found.steps)
    assert ends == sorted(ends)


@given(due=st.timedeltas(timedelta(seconds=1), timedelta(days=9)), steps=steps)
def test_other_ladders_are_only_put_in_order(due, steps):
    found = normalised(Terms("case.finish", due, tuple(steps)))

    assert found.due == due
    assert sorted(found.steps, key=repr) == sorted(steps, key=repr)
    assert [step.after for step in found.steps] == sorted(step.after for step in steps)


@given(due=st.timedeltas(timedelta(seconds=1), timedelta(days=2)), steps=steps)
def test_normalising_twice_changes_nothing(due, steps):
    once = normalised(Terms("case.answer", due, tuple(steps)))

    assert normalised(once) == once
    assert normalised(once).digest == once.digest


def test_the_contract_is_complete():
    assert set(KINDS) >= set(KINDS_OF_THE_CONTRACT)
