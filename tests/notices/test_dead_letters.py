"""Letters that were given up stand on a screen until somebody who may decides about them."""

import pytest
from django.urls import reverse

from portal.notices.models import Delivery
from tests.notices.conftest import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead_letter(areas, endpoint):
    endpoint("http://127.0.0.1:1/", name="市平台")
    say()
    Delivery.objects.update(state="dead", attempts=20, last_error="http_500")
    return Delivery.objects.get()


def test_the_administrator_sees_them(client, admin, dead_letter):
    client.force_login(admin)
    text = client.get(reverse("notices:dead_letters")).content.decode()

    assert "市平台" in text
    assert "http_500" in text


@pytest.mark.parametrize("chosen", [True, False], ids=["the chosen", "all"])
def test_they_are_taken_up_again(client, admin, dead_letter, chosen):
    client.force_login(admin)
    client.post(reverse("notices:retry"), {"id": dead_letter.pk} if chosen else {})

    dead_letter.refresh_from_db()
    assert (dead_letter.state, dead_letter.attempts, dead_letter.last_error) == ("waiting", 0, "")


def test_a_delivered_one_is_not_sent_again(client, admin, dead_letter):
    Delivery.objects.update(state="delivered")
    client.force_login(admin)
    client.post(reverse("notices:retry"), {"id": dead_letter.pk})

    assert Delivery.objects.get().state == "delivered"


def test_a_district_does_not_see_the_webhooks_of_the_city(client, supervisor, dead_letter):
    client.force_login(supervisor)
    assert "市平台" not in client.get(reverse("notices:dead_letters")).content.decode()
    client.post(reverse("notices:retry"))
    assert Delivery.objects.get().state == "dead"


@pytest.mark.parametrize("name", ["operator", "grid", "auditor", "nobody"])
def test_others_have_no_business_there(client, request, dead_letter, name):
    client.force_login(request.getfixturevalue(name))

    assert client.get(reverse("notices:dead_letters")).status_code == 403
    assert client.post(reverse("notices:retry")).status_code == 403
    assert Delivery.objects.get().state == "dead"


def test_none_is_good_news(client, admin):
    client.force_login(admin)
    assert client.get(reverse("notices:dead_letters")).status_code == 200
