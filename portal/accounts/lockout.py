"""The answer to somebody who guessed passwords: this name, from this address, waits."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def answer(request: HttpRequest, *args: Any) -> HttpResponse:
    """Called by django-axes. Says nothing of whether the account exists."""
    message = _("Too many wrong passwords for this name from this computer. Try again in a quarter of an hour.")
    if request.path.startswith("/api/"):
        return JsonResponse({"code": "locked", "message": message, "fields": {}}, status=429)
    return render(request, "accounts/locked.html", {"message": message}, status=429)
