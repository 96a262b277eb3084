"""Which language a reader gets: the one they chose, else Chinese; programs may ask by header."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

CODES = frozenset(code for code, _name in settings.LANGUAGES)
CHOSEN_BEFORE_LOGIN = "language_chosen"
YEAR = 365 * 24 * 3600


class LanguageMiddleware(MiddlewareMixin):
    """Stands in for Django's LocaleMiddleware.

    A government desktop's browser is often installed in English, so Accept-Language says nothing about its reader:
    screens ignore it. Programs that call the API set it on purpose: there it counts.
    """

    def process_request(self, request: HttpRequest) -> None:
        translation.activate(chosen_language(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if code := getattr(request, "language_of_account", ""):
            remember(response, code)
        return response


def chosen_language(request: HttpRequest) -> str:
    """The switch's cookie first (it also works before log-in), then, for programs only, the header."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if code in CODES:
        return code
    if request.path.startswith("/api/"):
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE


def choose(request: HttpRequest, response: HttpResponse, code: str) -> None:
    """Keeps the choice in this browser and, for somebody logged in, in their account for every other browser."""
    remember(response, code)
    if request.user.is_authenticated:
        keep_in_account(request.user, code)
    else:
        request.session[CHOSEN_BEFORE_LOGIN] = code


def remember(response: HttpResponse, code: str) -> None:
    name, secure = settings.LANGUAGE_COOKIE_NAME, settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, code, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)


def keep_in_account(user: Any, code: str) -> None:
    if user.language != code:
        user.language = code
        user.save(update_fields=["language"])
