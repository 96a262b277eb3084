"""B1b: a critical request goes to 120 at once, the hand-over is recorded and followed until somebody confirms it."""

import pytest

from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from portal.commitments.models import Commitment
from portal.lifecycle.errors import WrongState
from portal.lifecycle.move import move
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def critical(policy, operator):
    return request_of(operator, need="emergency", severity="critical")


def test_the_hand_over_waits_for_its_call_before_anybody_judged(critical):
    job = critical.jobs.get()
    assert (job.kind, job.state) == ("handover_120", "assigned")
    assert Commitment.objects.get(subject_id=job.pk, kind="job.accept").is_open


def test_it_is_followed_until_somebody_confirms(critical, operator):
    job = move(JOB, critical.jobs.get(), "call", by=operator, data={"reference": "120-0457"})
    assert Commitment.objects.get(subject_id=job.pk, kind="job.done").is_open
    job = move(JOB, job, "confirm", by=operator, data={"result": "车组确认接到病人"})
    assert job.state == "done"
    assert Commitment.objects.get(subject_id=job.pk, kind="job.done").kept_at


def test_arranging_what_has_begun_is_under_way_at_once_and_gives_out_no_second_job(critical, operator):
    move(JOB, critical.jobs.get(), "call", by=operator)
    case = move(CASE, critical, "answer", by=operator, data={"channel": "phone"})
    case = move(CASE, case, "judge", by=operator, data={})
    case = move(CASE, case, "arrange", by=operator, data={})
    assert case.state == "under_way"
    assert case.jobs.count() == 1


def test_a_hand_over_that_is_confirmed_already_is_not_given_out_again(critical, operator):
    job = move(JOB, critical.jobs.get(), "call", by=operator)
    move(JOB, job, "confirm", by=operator, data={"result": "已接到"})
    case = move(CASE, critical, "answer", by=operator, data={"channel": "phone"})
    case = move(CASE, case, "judge", by=operator, data={})
    case = move(CASE, case, "arrange", by=operator, data={})
    assert (case.state, case.jobs.count()) == ("under_way", 1)


def test_opened_again_it_goes_to_120_again(critical, operator):
    job = move(JOB, critical.jobs.get(), "call", by=operator)
    move(JOB, job, "confirm", by=operator, data={"result": "已接到"})
    case = critical
    for name, data in (
        ("answer", {"channel": "phone"}), ("judge", {}), ("arrange", {}), ("finish", {"outcome": "handed_over"}),
        ("reopen", {"reason": "need_again"}), ("judge", {}), ("arrange", {}),
    ):  # fmt: skip
        case = move(CASE, case, name, by=operator, data=data)
    assert case.jobs.count() == 2


def test_it_cannot_be_finished_before_the_hand_over_is_confirmed(critical, operator):
    case = move(CASE, critical, "answer", by=operator, data={"channel": "phone"})
    case = move(CASE, case, "judge", by=operator, data={})
    with pytest.raises(WrongState):
        move(CASE, case, "finish", by=operator, data={"outcome": "advised"})


def test_no_test_is_asked_for(critical):
    assert "test" in critical.proposal["never_ask"]


def test_other_kinds_of_work_have_no_such_step(policy, operator):
    case = request_of(operator, need="consultation")
    for name, data in (("answer", {"channel": "phone"}), ("judge", {}), ("arrange", {})):
        case = move(CASE, case, name, by=operator, data=data)
    with pytest.raises(WrongState):
        move(JOB, case.jobs.get(), "call", by=operator)
