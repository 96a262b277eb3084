"""The number first: who is behind it, what is open, what the household asked; never anybody of another place."""

import pytest

from cases.models import Case, Person
from tests.cases.screens.conftest import HTMX, PHONE
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db
KNOWN = "/calls/case-new/known/"


def ask(client, phone=PHONE):
    return client.post(KNOWN, {"caller_phone": phone}, headers=HTMX).content.decode()


def test_a_known_number_shows_the_resident_masked_with_what_is_open(policy, operator, at_screen):
    case = request_of(operator, phone=PHONE, need="treatment_session", groups=["dialysis"])
    words = ask(at_screen(operator), "139 0000 0001")
    assert "李**" in words
    assert "李秀兰" not in words
    assert case.number in words


def test_somebody_for_whom_the_number_called_before_is_known_by_it_too(policy, operator, at_screen):
    request_of(operator, phone="13900000009", caller_phone=PHONE)
    assert "李**" in ask(at_screen(operator))


def test_the_household_of_the_last_day_stands_below(policy, operator, at_screen):
    request_of(operator, phone=PHONE, address="安埠街12号3单元")
    other = request_of(operator, name="王建国", phone="13900000007", address="安埠街12号3单元")
    assert other.number in ask(at_screen(operator))


def test_an_older_request_of_the_household_does_not(policy, operator, at_screen):
    request_of(operator, phone=PHONE, address="安埠街12号3单元")
    other = request_of(operator, name="王建国", phone="13900000007", address="安埠街12号3单元")
    Case.objects.filter(pk=other.pk).update(created_at="2020-01-01T00:00Z")
    assert other.number not in ask(at_screen(operator))


def test_the_neighbour_district_sees_nobody_of_ours(policy, operator, neighbour, at_screen):
    case = request_of(operator, phone=PHONE)
    words = ask(at_screen(neighbour))
    assert "李**" not in words
    assert case.number not in words


def test_choosing_somebody_fills_the_form_and_keeps_what_was_typed(policy, operator, at_screen):
    person = request_of(operator, phone=PHONE, groups=["dialysis"], control="sealed", address="安埠街12号").person
    sent = {"caller_phone": PHONE, "person": str(person.pk), "description": "又打来了", "groups": [], "area": ""}
    answer = at_screen(operator).post("/calls/case-new/person/", sent, headers=HTMX)
    form, words = answer.context["form"], answer.content.decode()
    assert form.initial["area"] == "安埠社区 230110003001"
    assert form.initial["groups"] == ["dialysis"]
    assert form.initial["control"] == "sealed"
    assert "又打来了" in words
    assert "李**" in words
    assert "李秀兰" not in words
    assert "安埠街12号" not in words


def test_a_chosen_resident_gets_the_request_though_no_name_was_typed(policy, operator, at_screen, filled):
    person = request_of(operator, phone="13900000009", caller_phone=PHONE).person
    answer = at_screen(operator).post("/calls/new/", filled(name="", person=str(person.pk)))
    assert answer.status_code == 302
    assert person.cases.count() == 2
    assert Person.objects.count() == 1


def test_somebody_out_of_sight_cannot_be_chosen(policy, operator, neighbour, at_screen, filled):
    person = request_of(operator, phone=PHONE).person
    answer = at_screen(neighbour).post(
        "/calls/new/", filled(name="", person=str(person.pk), area="花园社区 230103001001")
    )
    assert "name" in answer.context["form"].errors


def test_a_choice_that_is_no_id_is_nobody(policy, operator, at_screen, filled):
    answer = at_screen(operator).post("/calls/new/", filled(name="", person="nonsense"))
    assert answer.status_code == 422


def test_the_number_of_questions_does_not_grow_with_the_people(policy, operator, at_screen, django_assert_num_queries):
    screen = at_screen(operator)
    request_of(operator, phone=PHONE, address="安埠街12号")
    ask(screen)
    with django_assert_num_queries(8):
        ask(screen)
    for number in range(5):
        request_of(operator, name=f"王{number}", phone=PHONE, address="安埠街12号")
    with django_assert_num_queries(8):
        ask(screen)


@pytest.mark.parametrize("key", ["case-new", "case-report"])
def test_places_are_found_by_name_or_code_within_reach_only(policy, operator, neighbour, at_screen, key):
    ours, theirs = at_screen(operator), at_screen(neighbour)
    assert "230110003001" in ours.get("/calls/areas/?q=安埠").content.decode()
    assert "230110003002" in ours.get("/calls/areas/?q=230110003002").content.decode()
    assert "230110003001" not in theirs.get("/calls/areas/?q=安埠").content.decode()


@pytest.mark.parametrize("typed", ["李秀兰", "秀兰", "lxl", "lixiu"])
def test_a_name_is_enough_when_the_number_is_not_known(policy, operator, neighbour, at_screen, typed):
    case = request_of(operator, phone=PHONE)
    for phone in ("", "13700000000"):
        asked = {"caller_phone": phone, "name": typed}
        words = at_screen(operator).post(KNOWN, asked, headers=HTMX).content.decode()
        assert case.number in words
        assert "李**" in words
        assert case.number not in at_screen(neighbour).post(KNOWN, asked, headers=HTMX).content.decode()
