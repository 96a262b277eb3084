"""What a session knows of how its owner came in, and how long it lasts."""

import time
from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest

BACKEND = "portal.accounts.backend.PortalBackend"
# Between password and code; longer, and somebody else may sit there.
WAIT_SECONDS = 300
WAITING, FACTOR = "second_factor_waiting", "second_factor"
VERIFIED, NONE = "verified", "none"


def hold(request: HttpRequest, user: Any, *, is_shared: bool) -> None:
    """The password was right; nobody is logged in before the code is right too."""
    request.session.cycle_key()
    request.session[WAITING] = {"user": user.pk, "since": time.time(), "shared": is_shared}


def held(request: HttpRequest) -> Any | None:
    """Who waits for the code in this session."""
    waiting = request.session.get(WAITING)
    if not waiting or time.time() - waiting["since"] > WAIT_SECONDS:
        request.session.pop(WAITING, None)
        return None
    return get_user_model().objects.filter(pk=waiting["user"], is_active=True).first()


def enter(request: HttpRequest, user: Any, *, is_shared: bool, is_verified: bool) -> None:
    """Log in. A shared computer forgets at the closing of the browser, any other at the end of the shift."""
    request.session.pop(WAITING, None)
    login(request, user, backend=BACKEND)
    request.session[FACTOR] = VERIFIED if is_verified else NONE
    if is_shared:
        request.session.set_expiry(0)


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(WAITING, {}).get("shared"))


def mark_verified(request: HttpRequest) -> None:
    request.session[FACTOR] = VERIFIED
