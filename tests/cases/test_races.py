"""Two people at one request: one wins, the other is told what happened."""

import pytest

from cases.lifecycle import CASE
from cases.models import Case
from portal.audit.models import Entry
from portal.commitments.models import Commitment
from portal.lifecycle.errors import WrongState
from portal.lifecycle.move import move
from tests.cases.telling import request_of
from tests.cases.test_one_open_request import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_answer_at_once_one_wins_and_the_other_learns_who(policy, operator, supervisor):
    case = request_of(operator)
    results = together(
        lambda: move(CASE, case, "answer", by=operator, data={"channel": "phone"}),
        lambda: move(CASE, case, "answer", by=supervisor, data={"channel": "phone"}),
    )
    won = [result for result in results if isinstance(result, Case)]
    lost = [result for result in results if isinstance(result, WrongState)]
    assert (len(won), len(lost)) == (1, 1), results
    assert lost[0].last.action == "case.answer"
    assert lost[0].last.by_id == won[0].owner_id
    assert Entry.objects.filter(action="case.answer").count() == 1


def test_cancel_against_answer_leaves_no_clock_running_on_a_cancelled_request(policy, operator, supervisor):
    case = request_of(operator)
    together(
        lambda: move(CASE, case, "answer", by=operator, data={"channel": "phone"}),
        lambda: move(CASE, case, "cancel", by=supervisor, data={"reason": "no_longer_needed"}),
    )
    case = Case.objects.get(pk=case.pk)
    assert case.state == "cancelled"
    assert not Commitment.objects.open().filter(number=case.number).exists()


def test_two_who_merge_each_into_the_other_never_lose_both(policy, operator, supervisor):
    first = request_of(operator)
    second = request_of(operator, need="consultation")
    for _attempt in range(3):
        together(
            lambda: move(CASE, first, "merge", by=operator, data={"into": second.number}),
            lambda: move(CASE, second, "merge", by=supervisor, data={"into": first.number}),
        )
    assert Case.objects.open().exists()
    assert not Case.objects.filter(merged_into__state="merged").exists()
