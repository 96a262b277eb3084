"""What the stream told many screens to read is read once for all of equal sight, and for nobody else."""

import pytest

from cases.lifecycle import CASE
from cases.selectors.tabs import COUNTS
from cases.views.queue import ROWS
from portal.access.roles import Role
from portal.lifecycle.move import move
from portal.notices.live import rounds
from tests.cases.screens.conftest import HTMX
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db
LIVE = {**HTMX, "HX-Target": "queue", "X-Live": "1"}
BY_HAND = {**HTMX, "HX-Target": "queue"}


@pytest.fixture(autouse=True)
def one_round(monkeypatch):
    """Time stands still, and nothing is left of other tests."""
    monkeypatch.setattr(rounds, "began_at", lambda: 1.0)
    for reading in (ROWS, COUNTS):
        reading._kept.clear()


def reread(screen, headers=LIVE, **told):
    return screen.post("/queue/", told, headers=headers).content.decode()


def test_two_of_equal_sight_get_what_was_read_once(policy, operator, person, areas, at_screen):
    colleague = person("colleague", Role.OPERATOR, on=areas["230110"])
    first = request_of(operator, name="甲", phone="13900000001")
    assert first.number in reread(at_screen(operator))
    second = request_of(operator, name="乙", phone="13900000002")
    answer = reread(at_screen(colleague))
    assert first.number in answer
    assert second.number not in answer


def test_what_a_person_did_is_read_anew(policy, operator, at_screen):
    screen = at_screen(operator)
    reread(screen)
    case = request_of(operator, name="甲", phone="13900000001")
    assert case.number in reread(screen, BY_HAND)


def test_nobody_gets_what_another_may_see(policy, operator, neighbour, at_screen):
    case = request_of(operator, name="甲", phone="13900000001")
    assert case.number in reread(at_screen(operator))
    assert case.number not in reread(at_screen(neighbour))


def test_mine_is_one_s_own(policy, operator, city, at_screen):
    case = request_of(operator, name="甲", phone="13900000001")
    move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    assert case.number in reread(at_screen(operator), mine="1")
    assert case.number not in reread(at_screen(city), mine="1")


def test_another_filter_and_another_language_are_another_reading(policy, operator, at_screen):
    request_of(operator, name="甲", phone="13900000001")
    screen = at_screen(operator)
    chinese = reread(screen)
    assert reread(screen, need="outpatient") != chinese
    screen.post("/language/", {"language": "en"})
    assert "Resident · groups" in reread(screen)
