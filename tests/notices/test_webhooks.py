"""A webhook is made known by command, its secret is said once, and administrators switch it on and off."""

import time
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal.notices import webhook
from portal.notices.models import Endpoint

pytestmark = pytest.mark.django_db
URL = "https://city.example/hooks"


def add(*arguments):
    out = StringIO()
    call_command("add_webhook", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_secret_is_made_and_said_once(areas):
    secret = add("city", URL, "--area", "2301")

    assert len(secret) > 30
    assert Endpoint.objects.get().secret == secret


def test_it_may_be_the_fallback_of_another(areas):
    add("city", URL, "--area", "2301")
    add("reserve", URL, "--area", "2301", "--fallback-of", "city", "--kind", "commitment.escalated")

    first, reserve = Endpoint.objects.get(name="city"), Endpoint.objects.get(name="reserve")
    assert first.fallback == reserve
    assert (reserve.is_fallback_only, reserve.kinds) == (True, ["commitment.escalated"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("city", URL, "--area", "9999"),
        ("city", "ftp://x", "--area", "2301"),
        ("city", "nonsense", "--area", "2301"),
        ("known", URL, "--area", "2301"),
        ("city", URL, "--area", "2301", "--fallback-of", "unknown"),
    ],
    ids=["no such area", "no http", "no address", "name taken", "fallback of nobody"],
)
def test_bad_input_changes_nothing(areas, endpoint, arguments):
    endpoint(URL, name="known")
    with pytest.raises(CommandError):
        add(*arguments)

    assert Endpoint.objects.count() == 1


def test_an_administrator_switches_it_off_and_sees_no_secret(client, admin, endpoint):
    hook = endpoint(URL, secret="never on a screen")
    client.force_login(admin)
    address = reverse("admin:notices_endpoint_change", args=[hook.pk])

    page = client.get(address)
    assert page.status_code == 200
    assert "never on a screen" not in page.content.decode()
    client.post(address, {"name": hook.name, "kinds": "[]", "fallback": ""})
    hook.refresh_from_db()
    assert hook.is_active is False
    assert hook.secret == "never on a screen"


async def test_a_receiver_with_another_secret_refuses(receiver):
    async with webhook.client() as http:
        letter = webhook.Letter(1, uuid4(), receiver.url, "another secret", int(time.time()), {"kind": "x"})
        result = await webhook.send(http, letter)

    assert (result.status, result.error) == (401, "http_401")
    assert receiver.inbox.refused == 1
