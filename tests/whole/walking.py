"""Calling addresses as somebody, in a transaction that is given back, and what the table of permissions foretells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from portal.access.api import can, forget
from portal.access.selectors import is_person
from tests.whole.addresses import Address
from tests.whole.examples import EXAMPLES, Example
from tests.whole.people import ANONYMOUS
from tests.whole.world import District, World

LOG_IN, UNKNOWN_CALLER, REFUSED, ABSENT, SERVED = "log-in page", "401", "403", "404", "served"
ANSWERS = {200, 201, 204, 302, 400, 409, 422, 429}
NOT_THIS_WAY = "405"


class Walker:
    """One person of the world with an open session."""

    def __init__(self, name: str, user: Any, **how: Any) -> None:
        self.name, self.user = name, user
        self._client = Client(raise_request_exception=False, **how)
        if name != ANONYMOUS:
            self._client.force_login(user)
            forget(user)
        self._cookies = {key: morsel.value for key, morsel in self._client.cookies.items()}

    def call(
        self, method: str, path: str, data: Any = None, *, look: Callable[[], Any] | None = None, **headers: str
    ) -> HttpResponse:
        """What the address answers. Nothing that it writes stays (`look` sees it), and the session is as before."""
        self._client.cookies.clear()
        self._client.cookies.load(self._cookies)
        with transaction.atomic():
            answer = self._client.generic(method, path) if data is None else self._send(method, path, data, headers)
            if look:
                look()
            transaction.set_rollback(True)
        return answer

    def _send(self, method: str, path: str, data: Any, headers: dict[str, str]) -> HttpResponse:
        send = getattr(self._client, method.lower())
        as_json = {"content_type": "application/json"} if method == "POST" and path.startswith("/api/") else {}
        return send(path, data, headers=headers, **as_json)


def walkers(world: World, *names: str) -> list[Walker]:
    """Logged in within the world's transaction; of everybody, or of those named."""
    return [Walker(name, user) for name, user in world.people.items() if not names or name in names]


def examples_of(address: Address, district: District) -> list[Example]:
    if address.path in EXAMPLES:
        return EXAMPLES[address.path](district)
    return [Example()]


def visits(address: Address, world: World) -> Iterator[tuple[Example, str]]:
    """The address filled with every example of our district and with the first of theirs; one without a part once."""
    ours, theirs = examples_of(address, world.ours), examples_of(address, world.theirs)
    is_about_something = "<" in address.path or any(example.about for example in ours)
    for example in [*ours, *theirs[:1]] if is_about_something else ours:
        yield example, address.filled(example.values)


def at_the_door(user: Any, method: str, address: Address) -> str:
    """By the table of permissions, before anybody looks at the thing that the address names."""
    action = address.action_for(method)
    if address.declared.is_public:
        return SERVED
    if not is_person(user):
        return UNKNOWN_CALLER if address.is_call else LOG_IN
    return REFUSED if action and not can(user, action) else SERVED


def foretold(user: Any, method: str, address: Address, example: Example) -> str:
    """By the table of permissions alone."""
    if (refused := at_the_door(user, method, address)) != SERVED:
        return refused
    if example.owner not in (None, user):
        return ABSENT
    if example.about is not None:
        does = (example.post if method == "POST" else "") or example.does
        if not can(user, example.sees, example.about):
            return ABSENT
        if does and not can(user, does, example.about):
            return REFUSED
    return SERVED


def told(answer: HttpResponse, address: Address) -> str:
    """The answer in the words of `foretold`; what fits none of them, as it is."""
    if answer.status_code == 302 and answer.url.startswith("/login/?next=") and not address.declared.is_public:
        return LOG_IN
    return SERVED if answer.status_code in ANSWERS else str(answer.status_code)
