"""The lifecycle of a request: its edges, and that nothing else writes a state."""

import pytest

from cases.lifecycle import CASE
from cases.models.vocabulary import State
from portal.access.registry import rule_for
from portal.commitments.kinds import KINDS
from portal.lifecycle.errors import Denied, InvalidInput, WrongState
from portal.lifecycle.fields import StateWrittenByHand
from portal.lifecycle.move import allowed, move
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db

CONTRACT = {
    "answer", "judge", "arrange", "start", "finish", "follow_up", "archive",
    "transfer", "return", "pause", "resume", "cancel", "merge", "reopen",
}  # fmt: skip


def test_the_table_has_the_transitions_of_the_contract():
    assert set(CASE.by_name) >= CONTRACT


def test_every_transition_asks_for_an_action_that_the_table_of_access_knows():
    for row in CASE.transitions:
        assert rule_for(row.action), row.name


def test_every_clock_that_a_transition_names_has_words():
    for row in CASE.transitions:
        for kind in (*row.keeps, *(start.kind for start in row.starts)):
            assert kind in KINDS, f"{row.name}: {kind}"


def test_only_the_filed_the_cancelled_and_the_merged_have_no_way_on():
    assert CASE.final_states() == {State.CANCELLED, State.MERGED}


@pytest.mark.parametrize("name", sorted(CONTRACT - {"answer", "transfer", "cancel", "merge"}))
def test_a_fresh_request_refuses_every_later_step_and_says_what_is_possible(policy, supervisor, name):
    case = request_of(supervisor)
    with pytest.raises(WrongState) as refused:
        move(CASE, case, name, by=supervisor, data={})
    assert refused.value.state == State.RECEIVED
    assert refused.value.allowed == ["answer", "transfer", "cancel", "merge"]
    case.refresh_from_db()
    assert case.state == State.RECEIVED


def test_the_state_cannot_be_written_by_hand(policy, operator):
    case = request_of(operator)
    with pytest.raises(StateWrittenByHand):
        case.state = State.ARCHIVED


def test_another_districts_operator_may_not_move_it(policy, operator, neighbour):
    case = request_of(operator)
    with pytest.raises(Denied):
        move(CASE, case, "answer", by=neighbour, data={"channel": "phone"})
    assert allowed(CASE, case, neighbour) == []


def test_a_wrong_input_names_its_field_and_moves_nothing(policy, operator):
    case = request_of(operator)
    with pytest.raises(InvalidInput) as refused:
        move(CASE, case, "answer", by=operator, data={"channel": "pigeon"})
    assert list(refused.value.fields) == ["channel"]
    case.refresh_from_db()
    assert case.state == State.RECEIVED


def test_whoever_saw_an_older_state_is_told_what_happened(policy, operator, supervisor):
    case = request_of(operator)
    move(CASE, case, "answer", by=operator, data={"channel": "phone"}, seen_state="received")
    with pytest.raises(WrongState) as refused:
        move(CASE, case, "transfer", by=supervisor, data={}, seen_state="received")
    assert refused.value.state == State.ANSWERED
    assert refused.value.last.action == "case.answer"
    assert refused.value.last.by == operator
