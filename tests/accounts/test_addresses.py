"""Whose address counts: what our own proxies saw, not what a caller writes into a header."""

import pytest
from django.test import RequestFactory

from portal.accounts.addresses import client_address
from portal.audit.models import Entry
from tests.accounts.test_log_in import LOG_IN, enter

REAL, INVENTED, OUTER, INNER = "203.0.113.9", "198.51.100.1", "10.0.0.2", "10.0.0.3"


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, f"{INVENTED}", "127.0.0.1"),  # nobody stands in front: the header is anybody's invention
        (1, f"{INVENTED}, {REAL}", REAL),
        (2, f"{INVENTED}, {REAL}, {OUTER}", REAL),
        (2, f"{REAL}", "127.0.0.1"),  # did not come through both
        (1, "", "127.0.0.1"),
        (1, "not an address", "127.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_nearest_trusted_proxy_is_believed(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(RequestFactory().get("/", headers={"X-Forwarded-For": header})) == address


@pytest.mark.django_db
def test_a_caller_who_invents_addresses_is_locked_all_the_same(client, operator, settings):
    settings.AXES_ENABLED, settings.TRUSTED_PROXIES = True, 1
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        invented = f"198.51.100.{attempt}, {REAL}"
        client.post(LOG_IN, {"username": "operator", "password": "guess"}, headers={"X-Forwarded-For": invented})
    said = {"username": "operator", "password": "demo-operator"}
    assert client.post(LOG_IN, said, headers={"X-Forwarded-For": f"192.0.2.1, {REAL}"}).status_code == 429
    assert client.post(LOG_IN, said, headers={"X-Forwarded-For": OUTER}).status_code == 302


@pytest.mark.django_db
def test_the_journal_says_from_where(client, operator):
    enter(client, password="wrong")
    enter(client)
    found = Entry.objects.filter(action__startswith="account.log_in").values_list("detail", flat=True)
    assert [detail["from"] for detail in found] == ["127.0.0.1", "127.0.0.1"]
