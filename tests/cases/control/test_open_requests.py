"""What open requests learn when the status of their resident changes."""

import pytest
from django.utils.translation import override

from cases.control.lifecycle import CONTROL
from cases.lifecycle import CASE
from cases.selectors.timeline import timeline
from cases.services.control import draft_act
from portal.lifecycle.move import move
from portal.notices.models import Notice
from tests.cases.telling import request_of

ADDRESS = "安埠街12号3单元502室"


@pytest.fixture
def sealed(areas, operator):
    def act(control="high_risk"):
        made = draft_act(area=areas["230110003001"], reach="building", control=control, address=ADDRESS, by=operator)
        return move(CONTROL, made, "confirm", by=operator)

    return act


def told_of(case):
    with override("en"):
        return [event.text for event in timeline(case)]


def test_a_request_that_nobody_judged_is_proposed_anew(policy, operator, sealed):
    case = request_of(operator, address=ADDRESS, need="treatment_session", groups=["dialysis"], can_self_drive=True)
    assert case.pathway == "outing_self_drive"
    sealed()
    case.refresh_from_db()
    assert (case.control, case.pathway) == ("high_risk", "outing_vehicle")
    assert any("proposes anew" in text for text in told_of(case))


def test_what_was_judged_stays_and_its_owner_is_told(policy, operator, sealed):
    case = request_of(operator, address=ADDRESS, need="treatment_session", groups=["dialysis"], can_self_drive=True)
    case = move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    case = move(CASE, case, "judge", by=operator, data={"pathway": "outing_self_drive"})
    sealed()
    case.refresh_from_db()
    assert (case.control, case.pathway) == ("none", "outing_self_drive")
    assert any("judged before" in text for text in told_of(case))
    assert Notice.objects.filter(kind="case.control", to=f"user:{operator.pk}", number=case.number).exists()


def test_undoing_tells_them_again(policy, operator, sealed):
    case = request_of(operator, address=ADDRESS, need="treatment_session", groups=["dialysis"], can_self_drive=True)
    move(CONTROL, sealed(), "undo", by=operator)
    case.refresh_from_db()
    assert (case.control, case.pathway) == ("none", "outing_self_drive")
