"""Every refusal of the API in one shape: {"code", "message", "fields"}, with what is possible instead on a 409."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused, WrongState

Translator = Callable[[Exception], Response | None]
_translators: list[Translator] = []


def register_error(translator: Translator) -> None:
    """An upper app's own errors: returns a Response for those it knows, else None. Called from AppConfig.ready()."""
    _translators.append(translator)


def problem(code: str, message: Any, status_code: int, *, fields: dict | None = None, **extra: Any) -> Response:
    return Response({"code": code, "message": str(message), "fields": fields or {}, **extra}, status=status_code)


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What it does not know becomes Django's 500."""
    for translator in _translators:
        if (response := translator(exc)) is not None:
            return response
    if isinstance(exc, MoveRefused):
        return _refused(exc)
    if isinstance(exc, OperationalError) and "lock timeout" in str(exc):
        return problem("busy", _("Somebody else is working on this. Try again."), status.HTTP_503_SERVICE_UNAVAILABLE)
    response = exception_handler(exc, context)
    return _reshaped(exc, response) if response is not None else None


def _refused(exc: MoveRefused) -> Response:
    if isinstance(exc, InvalidInput):
        return problem("invalid", exc.message, status.HTTP_400_BAD_REQUEST, fields=exc.fields)
    if isinstance(exc, Denied):
        return problem("not_allowed", exc.message, status.HTTP_403_FORBIDDEN)
    if isinstance(exc, WrongState):
        return problem("wrong_state", exc.message, status.HTTP_409_CONFLICT, state=exc.state, allowed=exc.allowed)
    return problem("refused", exc.message, status.HTTP_409_CONFLICT)


def _reshaped(exc: Exception, response: Response) -> Response:
    if isinstance(exc, exceptions.ValidationError):
        fields, message = _fields_of(response.data), _("Please correct the marked fields.")
        response.data = {"code": "invalid", "message": message, "fields": fields}
        return response
    codes = {Http404: "not_found", PermissionDenied: "not_allowed"}
    code = next((name for kind, name in codes.items() if isinstance(exc, kind)), None)
    detail = getattr(exc, "detail", None)
    code = code or getattr(detail, "code", None) or "error"
    message = response.data.get("detail", "") if isinstance(response.data, dict) else str(response.data)
    response.data = {"code": str(code), "message": str(message), "fields": {}}
    return response


def _fields_of(data: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested errors as flat names: {"patient": {"phone": […]}} is "patient.phone"."""
    if isinstance(data, list):
        return {prefix or "non_field_errors": [str(item) for item in data]}
    found: dict[str, list[str]] = {}
    for name, value in data.items():
        path = f"{prefix}.{name}" if prefix else str(name)
        if isinstance(value, dict):
            found.update(_fields_of(value, path))
        else:
            found[path] = [str(item) for item in (value if isinstance(value, list) else [value])]
    return found
