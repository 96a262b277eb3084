"""The panel of a request and the moves on it are asked for all day long: in few statements, however much there is."""

import pytest

from cases.lifecycle import CASE
from cases.models import Case
from cases.selectors.outings import current_outing, outings_of
from cases.selectors.requests import case_numbered, jobs_of
from portal.lifecycle.move import allowed, move
from tests.cases.screens.conftest import HTMX
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db

WHO_ASKS = 4  # the session, the account, what the account holds, its second factor


@pytest.fixture
def under_way(policy, operator):
    """Answered, judged and given out as work."""
    case = request_of(operator, need="medicine")
    move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    move(CASE, case, "judge", by=operator, data={"pathway": "medicine_delivery"})
    return move(CASE, case, "arrange", by=operator, data={})


def test_its_panel(under_way, operator, at_screen, django_assert_max_num_queries):
    client = at_screen(operator)
    with django_assert_max_num_queries(WHO_ASKS + 9):
        answer = client.get(f"/cases/{under_way.number}/", headers=HTMX | {"HX-Target": "panel"})
    assert answer.status_code == 200


def test_an_answer(under_way, operator, at_screen, django_assert_max_num_queries):
    """The second one: the first of all writes down the terms of the promises that it makes."""
    case, client = request_of(operator, need="consultation"), at_screen(operator)
    with django_assert_max_num_queries(WHO_ASKS + 13):
        answer = client.post(f"/cases/{case.number}/move/answer/", {"channel": "phone"}, headers=HTMX)
    assert answer.status_code == 204


def test_a_new_call(policy, operator, at_screen, filled, django_assert_max_num_queries):
    client = at_screen(operator)
    client.post("/calls/new/", filled())
    with django_assert_max_num_queries(WHO_ASKS + 21):
        answer = client.post("/calls/new/", filled(name="王建国", caller_phone="13900000002"))
    assert answer.status_code == 302
    assert Case.objects.count() == 2


def test_what_may_be_done_next_is_not_asked_once_for_each_button(under_way, operator, django_assert_num_queries):
    case = case_numbered(under_way.number)
    outings_of(case, operator)
    jobs_of(case)
    with django_assert_num_queries(0):
        names = [row.name for row in allowed(CASE, case, operator)]
    assert "finish" not in names, "its work is not done"


def test_a_request_read_again_knows_nothing_of_before(under_way, operator, django_assert_num_queries):
    case = case_numbered(under_way.number)
    outings_of(case, operator)
    case.refresh_from_db()
    with django_assert_num_queries(1):
        assert current_outing(case) is None


def test_nobody_beyond_its_place_reads_it(under_way, operator, neighbour, at_screen):
    path = f"/cases/{under_way.number}/"
    assert at_screen(neighbour).get(path, headers=HTMX).status_code == 404
    assert at_screen(operator).get("/cases/20200101-0001/", headers=HTMX).status_code == 404


def test_the_row_comes_whole(under_way, django_assert_num_queries):
    """A rule or a dialog may ask for any column of the request, its resident and its place."""
    case = case_numbered(under_way.number)
    assert not case.get_deferred_fields()
    with django_assert_num_queries(0):
        assert (case.person.area_id, case.area.lineage["district"]) == ("230110003001", "230110")
    assert Case.objects.get(number=case.number).updated_at == case.updated_at
