"""Every address, every role: strangers are sent away, nobody is let further than their actions, nothing breaks."""

import itertools

import pytest
from django.test import AsyncClient, Client
from django.urls import get_resolver
from django.urls.converters import get_converters

from portal.access.api import can
from portal.access.checks import addresses
from portal.access.declarations import declaration_of, view_class_of
from portal.access.third_party import third_party_declaration

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EVERYBODY = ["operator", "neighbour", "grid", "medic", "desk", "dispatcher", "driver", "gate"]
EVERYBODY += ["supervisor", "city", "auditor", "admin", "nobody"]
# Something of the right form that does not exist: behind the permission there must be a 404, never an error.
ENDLESS = {"/live/"}
NOTHING = {"int": 0, "uuid": "00000000-0000-4000-8000-000000000000", "str": "20000101-0000", "slug": "nothing"}


def concrete(route):
    """An address for a route, with things that do not exist; None for the few routes of regular expressions."""
    parts = []
    for part in route.replace("<", "\0<").replace(">", ">\0").split("\0"):
        if part.startswith("<"):
            kind = part.strip("<>").partition(":")[0] if ":" in part else "str"
            part = str(NOTHING.get(kind, "nothing")) if kind in get_converters() else "nothing"
        parts.append(part)
    address = f"/{''.join(parts)}"
    return None if set(address) & set("^$()?\\") else address


def our_addresses():
    for route, callback, namespaces in addresses(get_resolver()):
        declared = declaration_of(callback)
        if declared is not None and "admin" not in namespaces and (address := concrete(route)):
            yield address, callback, declared


ADDRESSES = {address: (callback, declared) for address, callback, declared in our_addresses()}


def asked(declared, callback, method):
    """The action that decides: by method, or in the API by the name that the viewset gives it."""
    names = getattr(callback, "actions", None) or {}
    return declared.action_for(method, names.get(method.lower()))


def test_packages_are_listed_with_their_rule():
    listed = [third_party_declaration(callback, spaces) for _route, callback, spaces in addresses(get_resolver())]
    assert any(listed)
    assert len(ADDRESSES) > 20


def fits_a_stranger(declared, callback, response):
    if declared.is_public:
        return response.status_code < 500 or response.status_code == 503  # /healthz may say that it is not well
    if view_class_of(callback):
        return response.status_code in (401, 404, 405)
    return response.status_code == 302 and response.url.partition("?")[0] == "/login/"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_strangers_see_public_pages_only(client, method):
    wrong = []
    for address, (callback, declared) in ADDRESSES.items():
        response = client.generic(method, address)
        if not fits_a_stranger(declared, callback, response):
            wrong.append(f"{method} {address}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_role_gets_as_far_as_its_actions(request, who):
    user = request.getfixturevalue(who)
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for (address, (callback, declared)), method in itertools.product(ADDRESSES.items(), ("GET", "POST")):
        if declared.is_public or address in ENDLESS:
            continue
        action = asked(declared, callback, method)
        status = client.generic(method, address).status_code
        may = not action or can(user, action)
        fits = status < 500 and status != 401 if may else status in (403, 404, 405)
        if not fits:
            wrong.append(f"{method} {address} ({action}): {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db(transaction=True)
async def test_the_same_door_under_asgi():
    response = await AsyncClient().get("/journal/")
    assert (response.status_code, response.url) == (302, "/login/?next=/journal/")
