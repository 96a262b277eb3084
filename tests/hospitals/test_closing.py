"""T1: a closed institution is asked no more, nobody bound there is lost, and 48 hours run until it reopens."""

from datetime import timedelta

import pytest

from hospitals.lifecycle import BOOKING, CLOSURE
from hospitals.matching import Query, match
from hospitals.models import Booking, Closure, Violation
from hospitals.services import close_hospital
from portal.commitments.models import Commitment
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import Impossible
from portal.lifecycle.move import move
from tests.cast import COMMUNITY

pytestmark = pytest.mark.django_db


def test_closing_starts_48_hours(hospital, desk):
    closure = close_hospital(hospital, reason="infection", by=desk)
    promise = Commitment.objects.get(kind="hospital.reopen", subject_id=closure.pk)
    assert promise.due_at - promise.started_at == timedelta(hours=48)
    assert promise.started_at == closure.closed_at
    assert promise.number == hospital.name


def test_whoever_was_bound_there_is_placed_anew(ask, hospital, desk):
    asked, expected, inside = ask(), ask(), ask()
    move(BOOKING, expected, "accept", by=desk)
    move(BOOKING, move(BOOKING, inside, "accept", by=desk), "receive", by=desk)
    close_hospital(hospital, reason="infection", by=desk)
    states = dict(Booking.objects.values_list("pk", "state"))
    assert [states[b.pk] for b in (asked, expected, inside)] == ["refused", "refused", "received"]
    assert not Violation.objects.exists()


def test_a_closed_institution_is_neither_asked_nor_chosen(ask, hospital, desk):
    close_hospital(hospital, reason="infection", by=desk)
    with pytest.raises(MoveRefused):
        ask()
    candidate = match(Query(area_id=COMMUNITY, need="outpatient"))[0]
    assert candidate.excluded
    assert candidate.why_not.clause == "T1"


def test_it_is_closed_once(hospital, desk):
    close_hospital(hospital, reason="infection", by=desk)
    with pytest.raises(Impossible):
        close_hospital(hospital, reason="staff", by=desk)
    assert Closure.objects.count() == 1


def test_reopening_keeps_the_promise(ask, hospital, desk):
    closure = close_hospital(hospital, reason="infection", by=desk)
    move(CLOSURE, closure, "reopen", by=desk)
    hospital.refresh_from_db()
    assert hospital.is_open
    assert Commitment.objects.get(kind="hospital.reopen").kept_at
    assert ask().state == "asked"


@pytest.mark.django_db(transaction=True)
def test_a_question_never_slips_in_between(ask, hospital, desk, at_once):
    ask_result, closure = at_once(ask, lambda: close_hospital(hospital, reason="infection", by=desk))
    assert isinstance(closure, Closure)
    if isinstance(ask_result, Booking):
        ask_result.refresh_from_db()
        assert ask_result.state == "refused"
    else:
        assert isinstance(ask_result, MoveRefused)
