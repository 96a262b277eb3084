"""Every address of the portal as a walker meets it: its path in plain words, what it declares, whether it is a call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.urls import get_resolver
from django.utils.encoding import iri_to_uri
from rest_framework.views import APIView

from portal.access.checks import addresses
from portal.access.declarations import Declaration, declaration_of, view_class_of
from portal.access.third_party import third_party_declaration

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """`path` is "/cases/<number>/". Of a call of the API, `calls` says by method what serves it: {"GET": "list"}."""

    path: str
    declared: Declaration
    is_call: bool
    calls: Mapping[str, str]

    @property
    def methods(self) -> tuple[str, ...]:
        """What a page serves, its view alone knows: both are tried."""
        return tuple(self.calls) if self.is_call else ("GET", "POST")

    @property
    def parts(self) -> list[str]:
        return CONVERTER.findall(self.path)

    def action_for(self, method: str) -> str:
        return self.declared.action_for(method, self.calls.get(method))

    def filled(self, values: Mapping[str, Any]) -> str:
        return iri_to_uri(CONVERTER.sub(lambda found: str(values[found[1]]), self.path))


def all_addresses() -> list[Address]:
    return [_address(*entry) for entry in addresses(get_resolver())]


def _address(route: str, callback: Any, namespaces: Iterable[str]) -> Address:
    cls = view_class_of(callback)
    is_call = cls is not None and issubclass(cls, APIView)
    return Address(
        path=CONVERTER.sub(r"<\1>", simplify_regex(route)),
        declared=declaration_of(callback) or third_party_declaration(callback, namespaces) or Declaration(),
        is_call=is_call,
        calls=_calls(callback, cls) if is_call else {},
    )


def _calls(callback: Any, cls: type) -> dict[str, str]:
    by_method = getattr(callback, "actions", None) or {name: name for name in ("get", "post") if hasattr(cls, name)}
    return {method.upper(): name for method, name in by_method.items() if method in ("get", "post")}
