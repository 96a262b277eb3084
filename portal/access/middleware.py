"""Closed by default: no view runs unless it declares who may open it and the person at the other end is one of them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from rest_framework.views import APIView

from portal.access.api import can
from portal.access.declarations import declaration_of, view_class_of
from portal.access.selectors import is_person
from portal.access.third_party import third_party_declaration


class AccessMiddleware:
    """Asks between resolving the address and running the view; everything else passes through."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        namespaces = request.resolver_match.namespaces if request.resolver_match else []
        declared = declaration_of(callback) or third_party_declaration(callback, namespaces)
        if declared is None:
            raise PermissionDenied  # the system check says so at the start; this is for when nobody ran it
        if declared.is_public or _is_api(callback):
            # DRF knows its caller only after it has read the token: portal.access.rest asks there, by the same rule.
            return None
        if not is_person(request.user):
            return _sign_in_first(request)
        action = declared.action_for(request.method or "GET")
        if action and not can(request.user, action):
            raise PermissionDenied
        return None


def _is_api(callback: Callable[..., Any]) -> bool:
    cls = view_class_of(callback)
    return cls is not None and issubclass(cls, APIView)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the log-in page and back. A script is told 401 instead, so that what was typed stays on its page."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request") or "text/event-stream" in request.headers.get("Accept", ""):
        return HttpResponse(status=401, headers={"HX-Trigger": "session-lost", "X-Sign-In": sign_in})
    return redirect_to_login(_way_back(request), sign_in)


def _way_back(request: HttpRequest) -> str:
    """After a form was sent into a lost session: the page that held the form, not the address it was sent to."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host():
        return "/"
    return f"{referer.path}?{referer.query}" if referer.query else referer.path or "/"
