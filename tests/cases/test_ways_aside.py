"""Pause, transfer, return, cancel, merge, reopen: every way off the straight road, and what it does to the clocks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.lifecycle import CASE
from cases.models.vocabulary import State
from portal.commitments.models import Commitment
from portal.lifecycle.errors import InvalidInput, WrongState
from portal.lifecycle.move import move
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db


def open_clocks(case) -> dict[str, Commitment]:
    return {row.kind: row for row in Commitment.objects.open().filter(number=case.number)}


@pytest.fixture
def answered(policy, operator):
    case = request_of(operator, occurred_at=timezone.now() - timedelta(minutes=2))
    return move(CASE, case, "answer", by=operator, data={"channel": "phone"})


def test_a_pause_stops_the_clocks_and_every_step_until_it_is_resumed(answered, operator):
    paused = move(CASE, answered, "pause", by=operator, data={"reason": "waiting_family"})
    assert all(clock.paused_at for clock in open_clocks(paused).values())
    with pytest.raises(WrongState):
        move(CASE, paused, "judge", by=operator, data={})
    resumed = move(CASE, paused, "resume", by=operator)
    assert not any(clock.paused_at for clock in open_clocks(resumed).values())
    assert move(CASE, resumed, "judge", by=operator, data={}).state == State.JUDGED


def test_a_pause_needs_a_reason(answered, operator):
    with pytest.raises(InvalidInput) as refused:
        move(CASE, answered, "pause", by=operator, data={})
    assert "reason" in refused.value.fields


def test_words_that_are_no_code_count_as_another_reason_and_are_kept(answered, operator):
    paused = move(CASE, answered, "pause", by=operator, data={"reason": "daughter calls back at noon"})
    assert paused.pause_reason == "other"
    assert paused.notes.get(move="pause").body == "daughter calls back at noon"


def test_a_transfer_takes_the_clocks_along_and_restarts_none(answered, operator, areas):
    before = {kind: clock.due_at for kind, clock in open_clocks(answered).items()}
    moved = move(CASE, answered, "transfer", by=operator, data={"area": "230110003002", "reason": "wrong_place"})
    after = open_clocks(moved)
    assert {kind: clock.due_at for kind, clock in after.items()} == before
    assert {clock.area_id for clock in after.values()} == {"230110003002"}


def test_after_two_transfers_only_a_supervisor_moves_it(answered, operator, supervisor):
    for code in ("230110003002", "230110003001"):
        answered = move(CASE, answered, "transfer", by=operator, data={"area": code, "reason": "wrong_place"})
    third = {"area": "230110003002", "reason": "wrong_place"}
    with pytest.raises(WrongState):
        move(CASE, answered, "transfer", by=operator, data=third)
    assert move(CASE, answered, "transfer", by=supervisor, data=third).bounces == 3


def test_a_return_wants_a_new_judgement_with_a_clock_of_its_own(answered, operator):
    judged = move(CASE, answered, "judge", by=operator, data={})
    arranged = move(CASE, judged, "arrange", by=operator, data={})
    returned = move(CASE, arranged, "return", by=operator, data={"reason": "more_to_know"})
    assert returned.state == State.ANSWERED
    assert open_clocks(returned)["case.judge"].cycle == 2
    assert set(returned.jobs.values_list("state", flat=True)) == {"cancelled"}


def test_cancelling_ends_every_clock(answered, operator):
    cancelled = move(CASE, answered, "cancel", by=operator, data={"reason": "no_longer_needed"})
    assert cancelled.state == State.CANCELLED
    assert open_clocks(cancelled) == {}


def test_merging_keeps_what_was_said(policy, operator):
    first = request_of(operator, description="降压药没了")
    second = request_of(operator, need="consultation", description="还头晕")
    merged = move(CASE, second, "merge", by=operator, data={"into": first.number})
    assert merged.merged_into == first
    assert first.notes.get().body == "还头晕"
    assert open_clocks(merged) == {}


def test_a_request_merges_only_into_one_of_the_same_resident(policy, operator):
    first = request_of(operator)
    other = request_of(operator, name="王建国", phone="19900000002")
    with pytest.raises(InvalidInput) as refused:
        move(CASE, other, "merge", by=operator, data={"into": first.number})
    assert "into" in refused.value.fields


def test_a_dissatisfied_call_back_opens_it_again(answered, operator):
    case = move(CASE, answered, "judge", by=operator, data={})
    case = move(CASE, case, "finish", by=operator, data={"outcome": "advised"})
    case = move(CASE, case, "follow_up", by=operator, data={"satisfaction": "dissatisfied", "note": "药还没有送到"})
    assert case.state == State.ANSWERED
    assert {"case.judge", "case.arrange"} <= set(open_clocks(case))


def test_a_satisfied_call_back_can_be_filed(answered, operator):
    case = move(CASE, answered, "judge", by=operator, data={})
    case = move(CASE, case, "finish", by=operator, data={"outcome": "advised"})
    case = move(CASE, case, "follow_up", by=operator, data={"satisfaction": "satisfied"})
    assert move(CASE, case, "archive", by=operator).state == State.ARCHIVED
    assert open_clocks(case) == {}
