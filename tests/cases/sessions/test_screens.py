"""The pages of the calendar: the list keeps what was chosen, a day is changed from its resident's page, closings."""

from datetime import timedelta

import pytest
from django.test import Client

from cases.models import ClosedDay, DayChange, PlannedSession


@pytest.fixture
def at_screen():
    def sit(user):
        client = Client()
        client.force_login(user)
        return client

    return sit


def test_tomorrow_is_the_list_that_opens(planned, grid, at_screen):
    session = planned(name="李秀兰")
    page = at_screen(grid).get("/sessions/").content.decode()
    assert f'name="choice-{session.pk}"' in page
    assert "李秀兰" not in page


def test_a_choice_that_is_none_comes_back_beside_its_row(planned, grid, at_screen):
    first, second = planned(), planned()
    choices = {f"choice-{first.pk}": "no such", f"choice-{second.pk}": "own_way"}
    answer = at_screen(grid).post("/sessions/submit/", choices)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert '<option value="own_way" selected>' in page
    assert not PlannedSession.objects.exclude(state="planned").exists()


def test_decided_later_it_stays_on_the_list(planned, grid, at_screen):
    first, second = planned(), planned()
    choices = {f"choice-{first.pk}": "later", f"choice-{second.pk}": ""}
    at_screen(grid).post("/sessions/submit/", choices)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("planned", "submitted")


def test_the_list_costs_the_same_however_long(planned, grid, at_screen, django_assert_max_num_queries):
    for _ in range(6):
        planned()
    screen = at_screen(grid)
    with django_assert_max_num_queries(32):
        screen.get("/sessions/")


def test_a_neighbour_meets_an_empty_list_and_no_session(planned, neighbour, at_screen):
    session = planned()
    assert str(session.pk) not in at_screen(neighbour).get("/sessions/").content.decode()
    assert at_screen(neighbour).get(f"/sessions/{session.pk}/").status_code == 404
    address = f"/sessions/entries/{session.entry_id}/{session.origin}/"
    assert at_screen(neighbour).post(address, {"kind": "skipped", "reason": "unfit"}).status_code == 404


def test_a_day_is_changed_from_the_page_of_the_resident(planned, grid, at_screen, tomorrow):
    session = planned()
    screen = at_screen(grid)
    address = f"/sessions/entries/{session.entry_id}/{session.origin}/"
    assert address in screen.get(f"/register/people/{session.entry.person_id}/").content.decode()
    assert screen.post(address, {"kind": "moved"}).status_code == 422
    later = tomorrow + timedelta(days=1)
    assert screen.post(address, {"kind": "moved", "to_day": later.isoformat()}).status_code == 302
    session.refresh_from_db()
    assert session.on == later
    screen.post(address, {"kind": "back"})
    session.refresh_from_db()
    assert (session.on, DayChange.objects.count()) == (tomorrow, 0)


def test_a_day_that_was_listed_is_changed_at_its_request(planned, grid, at_screen):
    session = planned()
    screen = at_screen(grid)
    screen.post("/sessions/submit/", {f"choice-{session.pk}": ""})
    address = f"/sessions/entries/{session.entry_id}/{session.origin}/"
    assert screen.post(address, {"kind": "skipped", "reason": "unfit"}).status_code == 422
    assert not DayChange.objects.exists()


def test_the_centre_closes_a_day_and_opens_it_again(planned, operator, grid, at_screen, tomorrow, centre):
    session = planned()
    told = {"area": "230110", "hospital": centre.pk, "on": tomorrow.isoformat(), "groups": ["dialysis"], "name": "检修"}
    assert at_screen(grid).post("/sessions/closed/", told).status_code == 403
    assert at_screen(operator).post("/sessions/closed/", told).status_code == 302
    session.refresh_from_db()
    assert session.is_closed_day
    assert at_screen(operator).post("/sessions/closed/", told).status_code == 422
    at_screen(operator).post(f"/sessions/closed/{ClosedDay.objects.get().pk}/drop/")
    session.refresh_from_db()
    assert not session.is_closed_day


def test_the_week_shows_who_is_treated_when(planned, grid, at_screen):
    session = planned()
    page = at_screen(grid).get("/sessions/week/", {"from": session.on.isoformat()}).content.decode()
    assert f"/sessions/{session.pk}/" in page
    assert at_screen(grid).get("/sessions/week/", {"from": "nonsense"}).status_code == 200


def test_its_number_leads_to_it(planned, grid, at_screen):
    session = planned()
    assert at_screen(grid).get(f"/sessions/number/{session.number}/")["Location"] == f"/sessions/{session.pk}/"
