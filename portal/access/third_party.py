"""Views that are not ours and cannot carry a declaration: each package, with its rule, once."""

from collections.abc import Callable, Iterable
from typing import Any

from portal.access.declarations import Declaration, view_class_of

# By URL namespace.
NAMESPACES = {
    "admin": Declaration(action="site.administer"),
}

# By the package that the view, or its class, comes from.
PACKAGES = {
    "drf_spectacular": Declaration(is_public=True, why="the description of the API holds no data"),
    "django.views.i18n": Declaration(is_public=True, why="the language is chosen before the log-in too"),
    "django.views.static": Declaration(is_public=True, why="static files, served so in development only"),
    "django.contrib.staticfiles": Declaration(is_public=True, why="static files, served so in development only"),
}


def third_party_declaration(callback: Callable[..., Any], namespaces: Iterable[str]) -> Declaration | None:
    for namespace in namespaces:
        if namespace in NAMESPACES:
            return NAMESPACES[namespace]
    module = (view_class_of(callback) or callback).__module__
    return next((rule for package, rule in PACKAGES.items() if f"{module}.".startswith(f"{package}.")), None)
