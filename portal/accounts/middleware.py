"""Nobody whose role needs a second factor gets further than the page that sets it up."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from portal.access.declarations import declaration_of
from portal.accounts import session
from portal.accounts.selectors.factors import has_second_factor, must_have_second_factor

# Pages one needs on the way to a second factor, and out again.
OPEN_NAMESPACES = {"accounts"}


class SecondFactorMiddleware(MiddlewareMixin):
    """Asks once a session has a user; tokens of the API were given out against the factor already."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or request.session.get(session.FACTOR) == session.VERIFIED:
            return None
        declared = declaration_of(view)
        is_open = declared is not None and declared.is_public
        if is_open or (request.resolver_match and request.resolver_match.namespace in OPEN_NAMESPACES):
            return None
        if session.FACTOR not in request.session and has_second_factor(request.user):
            return _sent(request, "accounts:login")  # came in by another door, without the code
        if must_have_second_factor(request.user):
            return _sent(request, "accounts:second_factor")
        return None


def _sent(request: HttpRequest, name: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        message = _("Set up your second factor on the site first.")
        return JsonResponse({"code": "second_factor", "message": message, "fields": {}}, status=403)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(name)})
    return redirect(name)
