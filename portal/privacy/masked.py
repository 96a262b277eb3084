"""Masked values of sealed fields, each token opened once: a list shows the same names at every reading."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.db import models

from portal.privacy import seals
from portal.privacy.fields import Token

Mask = Callable[[str | None], str]


def masked(row: models.Model, name: str, mask: Mask) -> str:
    """`mask` of the sealed field `name` of this row. Only what is masked is kept, by the token that it came from."""
    value = row.__dict__.get(name)
    if not isinstance(value, Token):
        return mask(getattr(row, name))
    return _opened_and_masked(mask, bytes(value), row._meta.get_field(name).place(row))  # type: ignore[union-attr]


@lru_cache(maxsize=10_000)
def _opened_and_masked(mask: Mask, token: bytes, place: bytes) -> str:
    return mask(seals.unseal(token, place))
