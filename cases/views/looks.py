"""A granted look at personal data stays open for some minutes, so that a screen that re-reads itself keeps it."""

from __future__ import annotations

import time

from django.http import HttpRequest

from cases.models import Case, Person

SECONDS = 300
KEY = "looks"  # in the session: "id:field" → until when; ids and field names only


def open_look(request: HttpRequest, about: Case | Person, field: str) -> None:
    now = time.time()
    still = {name: until for name, until in request.session.get(KEY, {}).items() if until > now}
    request.session[KEY] = {**still, f"{about.pk}:{field}": now + SECONDS}


def open_looks(request: HttpRequest, case: Case) -> frozenset[str]:
    """The fields of this request that this person was shown for a reason a moment ago."""
    now, prefix = time.time(), f"{case.pk}:"
    looks = request.session.get(KEY, {}).items()
    return frozenset(name.removeprefix(prefix) for name, until in looks if name.startswith(prefix) and until > now)


def all_open_looks(request: HttpRequest) -> frozenset[str]:
    """Everything that is open just now, as "id:field"."""
    now = time.time()
    return frozenset(name for name, until in request.session.get(KEY, {}).items() if until > now)
