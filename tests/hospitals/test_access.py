"""Who sees and moves bookings: the two ends of the question and nobody else; outside one's places there is nothing."""

import pytest

from hospitals.models import Booking, Hospital
from portal.access.api import can, visible
from tests.access.agreement import prove_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(areas):
    return Hospital.objects.create(name="南岗医院", area=areas["230103"])


def test_can_and_visible_agree_about_bookings(ask, subject, areas, hospital, elsewhere, driver):
    bookings = [
        ask(subject=subject(code), hospital=where)
        for code in ("230110003001", "230103001001")
        for where in (hospital, elsewhere)
    ]
    Booking.objects.filter(pk=bookings[0].pk).update(carrier=driver)
    bookings[0].refresh_from_db()
    reached = prove_agreement(
        "booking.", bookings, held_on=[*areas.values(), hospital, elsewhere], also=[("the carrier", driver)]
    )
    assert reached["the carrier booking.arrive"] == {bookings[0].pk}


def test_can_and_visible_agree_about_institutions(areas, hospital, elsewhere):
    prove_agreement("hospital.", [hospital, elsewhere], held_on=[*areas.values(), hospital, elsewhere])


def test_a_desk_sees_only_who_is_sent_there(ask, desk, elsewhere):
    ours, theirs = ask(), ask(hospital=elsewhere)
    assert set(visible(desk, "booking.view", Booking.objects.all())) == {ours}
    assert not can(desk, "booking.accept", theirs)


def test_the_neighbour_sees_nothing_of_it(ask, neighbour):
    ask()
    assert not visible(neighbour, "booking.view", Booking.objects.all()).exists()


@pytest.mark.parametrize("path", ["move/accept", "contact"])
def test_out_of_scope_is_404(client, ask, neighbour, path):
    client.force_login(neighbour)
    booking = ask()
    for method in (client.get, client.post):
        assert method(f"/desk/bookings/{booking.pk}/{path}/").status_code in (404, 405, 403)
    assert client.post(f"/desk/bookings/{booking.pk}/move/accept/").status_code == 404


def test_in_scope_but_not_allowed_is_403(client, ask, operator):
    client.force_login(operator)
    assert client.post(f"/desk/bookings/{ask().pk}/move/accept/").status_code == 403


def test_a_number_leads_the_desk_to_its_board_and_others_to_the_request(client, ask, desk, operator, neighbour):
    booking = ask()
    leads = {}
    for user in (desk, operator, neighbour):
        client.force_login(user)
        answer = client.get(f"/bookings/{booking.number}/")
        leads[user.username] = answer.get("Location", answer.status_code)
    assert leads["desk"].startswith("/desk/?hospital=")
    assert leads["operator"] == f"/cases/{booking.number}/"
    assert leads["neighbour"] == 404
