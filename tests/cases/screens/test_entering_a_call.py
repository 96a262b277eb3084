"""Call entry: what is saved, what is refused beside its field, and that nothing typed is lost on the way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Draft

pytestmark = pytest.mark.django_db
NEW = "/calls/new/"


def test_a_call_becomes_a_request_whose_page_opens(policy, operator, at_screen, filled):
    answer = at_screen(operator).post(NEW, filled())
    case = Case.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("cases:case", args=[case.number])
    assert (case.person.name, case.caller_phone, case.area_id) == ("李秀兰", "13900000001", "230110003001")
    assert case.groups == ["dialysis", "elderly"]
    assert case.pathway == "outing_vehicle"


def test_the_caller_s_number_is_the_resident_s_unless_another_is_said(policy, operator, at_screen, filled):
    screen = at_screen(operator)
    screen.post(NEW, filled())
    screen.post(NEW, filled(name="王建国", phone="138 0000 0452"))
    assert Case.objects.get(person__name_index=Case.objects.first().person.name_index).person.phone
    assert {case.person.phone for case in Case.objects.all()} == {"13900000001", "13800000452"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("caller_phone", "1390000001"),
        ("caller_phone", "no number"),
        ("phone", "12"),
        ("id_number", "23010219800101001X"),
        ("id_number", "230102"),
        ("birth_date", str(timezone.localdate() + timedelta(days=1))),
        ("birth_date", "31.02.1990"),
        ("occurred_at", f"{timezone.localtime() + timedelta(hours=1):%Y-%m-%dT%H:%M}"),
        ("occurred_at", f"{timezone.localtime() - timedelta(days=31):%Y-%m-%dT%H:%M}"),
        ("latest_test_at", f"{timezone.localtime() + timedelta(hours=1):%Y-%m-%dT%H:%M}"),
        ("area", ""),
        ("area", "230103001001"),
        ("area", "无此社区"),
        ("need", ""),
        ("severity", "deadly"),
        ("control", "jail"),
        ("groups", ["nobility"]),
        ("name", ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(policy, operator, at_screen, filled, field, value):
    answer = at_screen(operator).post(NEW, filled(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "隔离点说没有车" in answer.content.decode()
    assert not Case.objects.exists()


def test_somebody_whom_nobody_can_call_back_is_not_entered(policy, operator, at_screen, filled):
    answer = at_screen(operator).post(NEW, filled(caller_phone=""))
    assert "caller_phone" in answer.context["form"].errors


def test_the_id_number_fills_date_of_birth_and_sex(policy, operator, at_screen, filled):
    at_screen(operator).post(NEW, filled(id_number="11010519491231002X"))
    person = Case.objects.get().person
    assert (person.birth_date, person.sex, person.birth_year) == ("1949-12-31", "female", 1949)


def test_an_id_number_that_contradicts_the_date_of_birth_is_asked_about(policy, operator, at_screen, filled):
    answer = at_screen(operator).post(NEW, filled(id_number="11010519491231002X", birth_date="1950-01-01"))
    assert "birth_date" in answer.context["form"].errors


def test_the_clock_counts_from_the_call_when_it_is_entered_later(policy, operator, at_screen, filled):
    called = timezone.localtime() - timedelta(minutes=40)
    at_screen(operator).post(NEW, filled(occurred_at=f"{called:%Y-%m-%dT%H:%M}"))
    assert abs((Case.objects.get().occurred_at - called).total_seconds()) < 60


def test_sending_the_same_page_twice_enters_one_request(policy, operator, at_screen, filled):
    screen = at_screen(operator)
    first = screen.post(NEW, filled(token="page-1"))
    second = screen.post(NEW, filled(token="page-1", need="medicine"))
    assert second.url == first.url
    assert Case.objects.count() == 1


def test_saving_clears_the_draft(policy, operator, at_screen, filled):
    screen = at_screen(operator)
    screen.post("/calls/case-new/draft/", filled())
    assert Draft.objects.count() == 1
    screen.post(NEW, filled())
    assert not Draft.objects.exists()


def test_a_grid_worker_reports_for_a_resident_of_the_own_community(policy, grid, at_screen, filled):
    page = at_screen(grid).get("/calls/report/")
    assert "安埠社区 230110003001" in page.content.decode()
    answer = at_screen(grid).post("/calls/report/", filled(channel="grid"))
    assert answer.status_code == 302
    assert Case.objects.get().channel == "grid"


def test_a_grid_worker_cannot_report_for_another_community(policy, grid, at_screen, filled):
    answer = at_screen(grid).post("/calls/report/", filled(area="和平社区 230110003002"))
    assert "area" in answer.context["form"].errors


def test_who_takes_no_requests_in_has_no_such_page(policy, auditor, desk, at_screen):
    assert at_screen(auditor).get(NEW).status_code == 403
    assert at_screen(desk).get(NEW).status_code == 403


def test_an_id_number_of_somebody_else_is_asked_about(policy, operator, at_screen, filled):
    screen = at_screen(operator)
    screen.post(NEW, filled(id_number="11010519491231002X"))
    other_number = screen.post(NEW, filled(id_number="440524188001010014", need="medicine"))
    assert "id_number" in other_number.context["form"].errors
    chosen = str(Case.objects.get().person_id)
    other_for_chosen = screen.post(NEW, filled(person=chosen, id_number="440524188001010014", need="medicine"))
    assert "id_number" in other_for_chosen.context["form"].errors


def test_nobody_s_request_is_tied_to_another_resident_s(policy, operator, at_screen, filled):
    screen = at_screen(operator)
    screen.post(NEW, filled())
    answer = screen.post(NEW, filled(name="王建国", phone="13800000452", related_to=Case.objects.get().number))
    assert answer.context["form"].non_field_errors()
