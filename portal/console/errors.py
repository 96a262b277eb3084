"""The pages that say what went wrong and what to do about it; programs get the same as JSON, htmx as a toast."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from portal.console.drawn import Drawn
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused, WrongState

PLAIN_PAGE = Drawn("console/error.html")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of error: `code` is what the API says, `title` what happened, `advice` what to do now."""

    status: int
    code: str
    title: Any
    advice: Any


BAD_REQUEST = Trouble(
    400, "bad_request", _("The request could not be read"), _("Go back, reload the page and try again.")
)
FORBIDDEN = Trouble(
    403, "forbidden", _("You may not do this"), _("Your role does not cover it. Ask your supervisor if it should.")
)
STALE_PAGE = Trouble(
    403,
    "stale_page",
    _("This page had grown too old"),
    _("Go back and reload it; what you typed is kept. Then send it again."),
)
INVALID = Trouble(
    400, "invalid", _("Something was filled in wrongly"), _("Go back and correct it; what you typed is kept.")
)
NOT_FOUND = Trouble(
    404, "not_found", _("Nothing here"), _("It does not exist, or it lies outside your area. Check the number.")
)
CONFLICT = Trouble(
    409,
    "conflict",
    _("It stands differently now"),
    _("Nothing of yours was written. Look at where it stands, then decide again."),
)
SERVER_ERROR = Trouble(
    500,
    "server_error",
    _("Something broke on our side"),
    _("It has been recorded. Nothing half-done was kept. Try again in a minute; the hotline still works by telephone."),
)

BUSY = Trouble(
    503,
    "busy",
    _("The server is busy"),
    _("Nothing of it was done. Go back and try again in a moment; the hotline still works by telephone."),
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, NOT_FOUND)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF check failed: nearly always a page that was open over a log-in."""
    return _answer(request, STALE_PAGE)


def refused(request: HttpRequest, error: MoveRefused) -> HttpResponse:
    """A move that the lifecycle did not make: not allowed, wrong inputs, or somebody else was quicker."""
    context: dict[str, Any] = {"message": error.message}
    match error:
        case Denied():
            return _answer(request, FORBIDDEN, **context)
        case InvalidInput():
            return _answer(request, INVALID, **context, fields=error.fields)
        case WrongState():
            context |= {"state": error.state, "allowed": error.allowed, "last": error.last}
    return _answer(request, CONFLICT, **context)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the person: one of them may be what broke."""
    if _is_program(request):
        return _json(SERVER_ERROR, {})
    return HttpResponse(render_to_string("console/error.html", {"trouble": SERVER_ERROR, "is_plain": True}), status=500)


def busy(request: HttpRequest) -> HttpResponse:
    """Who waited too long for a turn. Asks nothing of anything; a page's script says it in a word of its own."""
    if _is_program(request):
        return _json(BUSY, {})
    if "HX-Request" in request.headers:
        return HttpResponse(status=BUSY.status)
    return HttpResponse(PLAIN_PAGE.of(trouble=BUSY, is_plain=True), status=BUSY.status)


def _answer(request: HttpRequest, trouble: Trouble, **context: Any) -> HttpResponse:
    if _is_program(request):
        return _json(trouble, context)
    if getattr(request, "htmx", False):
        return _passing_word(trouble, context)
    return render(request, "console/error.html", {"trouble": trouble, **context}, status=trouble.status)


def _json(trouble: Trouble, context: dict[str, Any]) -> HttpResponse:
    body = {
        "code": trouble.code,
        "message": str(context.get("message") or trouble.title),
        "fields": context.get("fields", {}),
    }
    body |= {key: context[key] for key in ("state", "allowed") if key in context}
    return JsonResponse(body, status=trouble.status)


def _passing_word(trouble: Trouble, context: dict[str, Any]) -> HttpResponse:
    """htmx shows the word and re-reads what the page shows, so that a lost race is seen at once."""
    events = {"toast": {"text": f"{context.get('message') or trouble.title}", "tone": "late"}, "reread": True}
    return HttpResponse(status=trouble.status, headers={"HX-Trigger": json.dumps(events)})


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
