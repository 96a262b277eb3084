"""Addresses of one shape: reversed once, and from then on filled in. A page of rows asks for hundreds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

# What an address is reversed with, by kind: such as stand nowhere else in it, and pass a slug as well as plain text.
MADE_UP: dict[type, Callable[[int], Any]] = {
    str: lambda at: f"made-up-{at}",
    int: lambda at: 90_000_000_000 + at,
    UUID: lambda at: UUID(int=0xFEED_0000 + at),
}

SAFE = "!$&'()*+,;=/~:@"  # as reverse() leaves them


def address(name: str, *args: str | int | UUID) -> str:
    """What reverse(name, args=args) says."""
    kinds = tuple(next(kind for kind in MADE_UP if isinstance(arg, kind)) for arg in args)
    said = (quote(str(arg), safe=SAFE) for arg in args)
    return _shape(name, kinds, get_urlconf(), get_script_prefix()).format(*said)


def address_or_none(name: str) -> str:
    """The same of an address without arguments, or "" while the app that serves it is not installed."""
    return _address_or_none(name, get_urlconf(), get_script_prefix())


@cache
def _address_or_none(name: str, urlconf: Any, _prefix: str) -> str:
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


@cache
def _shape(name: str, kinds: tuple[type, ...], urlconf: Any, _prefix: str) -> str:
    made_up = [MADE_UP[kind](at) for at, kind in enumerate(kinds)]
    shape = reverse(name, urlconf, args=made_up)
    for at, value in enumerate(made_up):
        shape = shape.replace(str(value), f"{{{at}}}")
    return shape
