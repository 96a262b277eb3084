"""The check that stops a start while any address is undeclared, or declares an action that nobody registered."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from portal.access.declarations import declaration_of, view_class_of
from portal.access.registry import is_registered
from portal.access.rest import DeclaredAction
from portal.access.third_party import third_party_declaration

MIDDLEWARE = "portal.access.middleware.AccessMiddleware"
HINT = (
    'Put @action("<noun>.<verb>"), @signed_in("why") or @public("why") from portal.access.decorators on the view. '
    "Every address is closed until its view says who may open it."
)


@register()
def every_address_declares_who_may_open_it(**kwargs: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    if MIDDLEWARE not in settings.MIDDLEWARE:
        errors.append(Error(f"{MIDDLEWARE} is not installed: declarations would mean nothing", id="access.E003"))
    for route, callback, namespaces in addresses(get_resolver()):
        errors += _errors_of(route, callback, namespaces)
    return errors


def addresses(resolver: URLResolver, before: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any, Any]]:
    """(route, callback, namespaces) of every address, for checks and for tests that walk them all."""
    for entry in resolver.url_patterns:
        route = f"{before}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield route, entry.callback, spaces
        else:
            yield from addresses(entry, route, (*spaces, entry.namespace) if entry.namespace else spaces)


def _errors_of(route: str, callback: Callable[..., Any], namespaces: tuple[str, ...]) -> list[CheckMessage]:
    declared = declaration_of(callback) or third_party_declaration(callback, namespaces)
    if declared is None:
        return [Error(f"/{route} does not declare who may open it", hint=HINT, obj=_name(callback), id="access.E001")]
    unknown = sorted(name for name in declared.actions() if not is_registered(name))
    errors: list[CheckMessage] = [
        Error(f"/{route} declares {name}, which no app registered", obj=_name(callback), id="access.E002")
        for name in unknown
    ]
    holes = [name for name in getattr(callback, "actions", {}).values() if declared.action_for("", name) is None]
    errors += [
        Error(f"/{route} does not declare who may {name}", hint=HINT, obj=_name(callback), id="access.E005")
        for name in holes
    ]
    cls = view_class_of(callback)
    if cls and issubclass(cls, APIView) and not declared.is_public and DeclaredAction not in cls.permission_classes:
        errors.append(Error(f"/{route} does not ask DeclaredAction", obj=_name(callback), id="access.E004"))
    return errors


def _name(callback: Callable[..., Any]) -> str:
    view = view_class_of(callback) or callback
    return f"{view.__module__}.{getattr(view, '__qualname__', view)}"
