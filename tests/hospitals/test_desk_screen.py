"""The desk's page: four columns, one tap each, refusing with a reason, nobody's name in plain without an entry."""

import json

import pytest

from hospitals.lifecycle import BOOKING
from hospitals.models import Closure, Places
from portal.audit.models import Entry
from portal.lifecycle.move import move
from portal.privacy import subjects

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
DIALOG = {**HTMX, "HX-Target": "dialog-body"}


@pytest.fixture
def page(client, desk):
    client.force_login(desk)
    return client


@pytest.fixture
def resident(monkeypatch):
    """Somebody for every subject, whose plain name is known above."""
    card = subjects.Card(number="n", name_masked="李**", age=67, sex="女", groups=["透析"])
    provider = subjects.Provider(
        lambda ids: dict.fromkeys(ids, card), lambda key, name: {"name": "李秀兰", "phone": "13800000452"}[name],
        frozenset({"name", "phone"}),
    )  # fmt: skip
    monkeypatch.setitem(subjects._providers, "case", provider)


def cards_in(page, column):
    board = page.get("/desk/", headers=HTMX).context["columns"]
    return next(one["cards"] for one in board if one["name"] == column)


def test_everybody_stands_in_their_column(page, ask, desk, resident):
    asked, expected, inside, leaving = ask(), ask(), ask(), ask()
    for booking, steps in (
        (expected, ["accept"]),
        (inside, ["accept", "receive"]),
        (leaving, ["accept", "receive", "leave"]),
    ):
        for step in steps:
            move(BOOKING, booking, step, by=desk)
    for column, booking in (("asked", asked), ("expected", expected), ("received", inside), ("leaving", leaving)):
        assert [card["booking"] for card in cards_in(page, column)] == [booking]


def test_only_masked_names_stand_there(page, ask, resident):
    ask()
    html = page.get("/desk/").content.decode()
    assert "李**" in html
    assert "李秀兰" not in html


def test_the_same_queries_however_many_are_asked(page, ask, resident, django_assert_max_num_queries):
    for _ in range(12):
        ask()
    with django_assert_max_num_queries(22):
        page.get("/desk/", headers=HTMX)


def test_accepting_is_one_tap(page, ask):
    booking = ask()
    answer = page.post(f"/desk/bookings/{booking.pk}/move/accept/", headers=HTMX)
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"])["reread"] is True
    booking.refresh_from_db()
    assert booking.state == "accepted"


def test_a_second_tap_is_told(page, ask, desk):
    booking = ask()
    move(BOOKING, booking, "accept", by=desk)
    assert page.post(f"/desk/bookings/{booking.pk}/move/accept/", headers=HTMX).status_code == 409


def test_refusing_opens_the_reasons_and_says_which_are_forbidden(page, ask):
    dialog = page.get(f"/desk/bookings/{ask().pk}/move/refuse/", headers=DIALOG).content.decode()
    assert 'value="no_test"' in dialog
    assert "N1" in dialog


def test_refusing_without_a_reason_comes_back(page, ask):
    booking = ask()
    answer = page.post(f"/desk/bookings/{booking.pk}/move/refuse/", {"code": "other"}, headers=DIALOG)
    assert answer.status_code == 422
    assert "note" in answer.context["form"].errors
    booking.refresh_from_db()
    assert booking.state == "asked"


def test_a_forbidden_refusal_is_counted_on_the_page(page, ask):
    page.post(f"/desk/bookings/{ask().pk}/move/refuse/", {"code": "fever"}, headers=DIALOG)
    assert page.get("/desk/").context["violations"] == 1


def test_a_name_in_plain_leaves_an_entry(page, ask, resident):
    booking = ask()
    told = page.post(f"/desk/bookings/{booking.pk}/contact/", headers=HTMX).content.decode()
    assert "李秀兰" in told
    assert Entry.objects.filter(action="privacy.reveal", number=booking.number).count() == 2


def test_one_room_is_reported_from_the_board(page, hospital):
    url = f"/desk/{hospital.pk}/places/buffer_rescue/"
    said = {"total-buffer_rescue": 4, "used-buffer_rescue": 5}
    assert page.post(url, said, headers=DIALOG).status_code == 422
    assert page.post(url, {**said, "used-buffer_rescue": 1}, headers=DIALOG).status_code == 204
    assert Places.objects.get().free == 3
    assert page.get(f"/desk/{hospital.pk}/places/cellar/").status_code == 404


def test_closing_and_reopening(page, hospital):
    answer = page.post(f"/desk/{hospital.pk}/close/", {"reason": "infection"})
    closure = Closure.objects.get()
    assert answer["Location"] == f"/closures/{closure.pk}/"
    again = page.post(f"/desk/{hospital.pk}/close/", {"reason": "staff"})
    assert again.status_code == 422
    assert page.get("/desk/").context["closure"] == closure
    assert page.post(f"/desk/closures/{closure.pk}/reopen/", headers=HTMX).status_code == 204


def test_without_htmx_it_works_too(page, ask):
    assert page.post(f"/desk/bookings/{ask().pk}/move/accept/").status_code == 302


def test_it_is_the_desks_page(client, operator, nobody):
    for user in (operator, nobody):
        client.force_login(user)
        assert client.get("/desk/").status_code == 403
