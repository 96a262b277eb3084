"""What the codes of a thing are called."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models


def label(thing: models.Model, name: str) -> str:
    """What get_<name>_display() says; that one makes its list of choices anew at each call."""
    value = getattr(thing, name)
    return str(_labels(type(thing), name).get(value, value))


@cache
def _labels(model: type[models.Model], name: str) -> dict[Any, Any]:
    return dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
