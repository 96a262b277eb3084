"""What the console adds around every view: refused moves become pages, messages reach htmx."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from portal.console.errors import refused
from portal.lifecycle.errors import MoveRefused


class RefusedMoveMiddleware(MiddlewareMixin):
    """A view need not catch what the lifecycle refuses: the person is told where the thing stands now."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, MoveRefused) else None


class ToastMiddleware(MiddlewareMixin):
    """Django's messages, which a page shows as banners, reach an htmx answer as toasts: it has no place for banners."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if (
            not getattr(request, "htmx", False)
            or response.status_code in {301, 302}
            or "HX-Redirect" in response.headers
        ):
            return response
        if texts := [(str(message), message.level_tag) for message in messages.get_messages(request)]:
            response.headers["HX-Trigger"] = json.dumps(
                _events(response) | {"toast": [{"text": t, "tone": tone} for t, tone in texts]}
            )
        return response


def _events(response: HttpResponse) -> dict[str, Any]:
    """The events an answer already triggers; the header may hold JSON or bare names."""
    header = response.headers.get("HX-Trigger", "").strip()
    if not header:
        return {}
    return json.loads(header) if header.startswith("{") else {name.strip(): True for name in header.split(",")}
