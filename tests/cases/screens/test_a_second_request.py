"""Before a second open request of one resident and need: join the first, or stand beside it; nothing typed is lost."""

import pytest

from cases.models import Case
from portal.audit.models import Entry
from tests.cases.screens.conftest import HTMX, PHONE
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db
NEW = "/calls/new/"


@pytest.fixture
def first(policy, operator):
    return request_of(operator, phone=PHONE, need="treatment_session")


def test_the_warning_comes_while_the_call_is_still_typed(first, operator, at_screen, filled):
    words = at_screen(operator).post("/calls/proposal/", filled(), headers=HTMX).content.decode()
    assert first.number in words
    assert 'name="join"' in words
    assert 'name="related_to"' in words


def test_saving_answers_with_the_choice_and_everything_typed(first, operator, at_screen, filled):
    answer = at_screen(operator).post(NEW, filled(address="安埠街12号"))
    words = answer.content.decode()
    assert answer.status_code == 409
    assert first.number in words
    assert "隔离点说没有车" in words
    assert "安埠街12号" in words
    assert Case.objects.count() == 1


def test_what_the_page_says_already_the_preview_does_not_repeat(first, operator, at_screen, filled):
    told = at_screen(operator).post("/calls/proposal/", filled(told_of=first.number), headers=HTMX)
    assert told.context["twin"] is None


def test_joining_adds_the_words_to_the_open_request(first, operator, at_screen, filled):
    answer = at_screen(operator).post(NEW, filled(join=first.number))
    assert answer.status_code == 302
    assert Case.objects.count() == 1
    assert first.notes.get().body == "妈妈今天该透析了，隔离点说没有车"
    assert Entry.objects.filter(action="case.call_again", number=first.number).exists()
    assert "妈妈今天该透析了" in at_screen(operator).get(answer.url).content.decode()


def test_a_further_one_beside_it_stands_on_its_own(first, operator, at_screen, filled):
    answer = at_screen(operator).post(NEW, filled(related_to=first.number))
    assert answer.status_code == 302
    assert Case.objects.open().count() == 2
    assert Case.objects.exclude(pk=first.pk).get().related_to == first


def test_the_button_s_value_wins_over_the_empty_field_before_it(first, operator, at_screen, filled):
    answer = at_screen(operator).post(NEW, filled(related_to=["", first.number]))
    assert answer.status_code == 302
    assert Case.objects.open().count() == 2


def test_nobody_joins_a_request_out_of_sight(first, neighbour, at_screen, filled):
    assert at_screen(neighbour).post(NEW, filled(join=first.number)).status_code == 404


def test_policy_says_beforehand_what_it_will_propose_and_why(policy, operator, at_screen, filled):
    answer = at_screen(operator).post("/calls/proposal/", filled(), headers=HTMX)
    foresight = answer.context["foresight"]
    assert foresight.outcome.pathway == "outing_vehicle"
    assert foresight.outcome.why[0].id in answer.content.decode()
    assert not Case.objects.exists()


def test_a_critical_call_is_told_to_dial_120(policy, operator, at_screen, filled):
    answer = at_screen(operator).post("/calls/proposal/", filled(severity="critical", need="emergency"), headers=HTMX)
    assert answer.context["foresight"].is_for_120
    assert "120" in answer.content.decode()


def test_too_little_said_proposes_nothing_and_breaks_nothing(policy, operator, at_screen):
    answer = at_screen(operator).post("/calls/proposal/", {"need": "", "area": "nowhere"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.context["foresight"].outcome is None
