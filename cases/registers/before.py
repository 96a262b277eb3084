"""How a row stood before an import: kept field by field where it changed, compared and put back when it is undone."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

from portal.privacy import seals
from portal.privacy.fields import BlindIndexField, SealedTextField, Token

Difference = dict[str, list[Any]]  # by attribute: before and after, as JSON can carry them

# What no import changes, or what follows by itself from what it changes.
_NOT_KEPT = {"created_at", "updated_at"}


class Image(dict[str, Any]):
    """The attributes of a row as they were read. Sealed ones stay sealed until somebody asks what changed."""

    @classmethod
    def of(cls, row: models.Model) -> Image:
        return cls(row.__dict__)


def kept_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields that an import may change, whichever columns there are: all but the row's id and what follows."""
    return [field for field in written_fields(model) if not isinstance(field, BlindIndexField)]


@cache
def written_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    fields = model._meta.concrete_fields
    return tuple(field for field in fields if not field.primary_key and field.name not in _NOT_KEPT)


def difference(before: Image, row: models.Model) -> Difference:
    """What of `row` is otherwise than before. To be asked before the row is saved: then its seals are still its own."""
    found: Difference = {}
    for field in kept_fields(type(row)):
        was, now = before.get(field.attname), row.__dict__.get(field.attname)
        if was is now or was == now:
            continue
        plain = _opened(field, was, row)
        if plain != _opened(field, now, row):
            found[field.attname] = [carried(plain), carried(_opened(field, now, row))]
    return found


def changed_since(row: models.Model, told: Difference) -> models.Field | None:
    """The first field that no longer is as the import left it."""
    for field in kept_fields(type(row)):
        if field.attname in told and carried(getattr(row, field.attname)) != told[field.attname][1]:
            return field
    return None


def put_back(row: models.Model, told: Difference) -> None:
    for field in kept_fields(type(row)):
        if field.attname in told:
            setattr(row, field.attname, field.to_python(told[field.attname][0]))


def carried(value: Any) -> Any:
    """As JSON carries it, and finds it equal again."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _opened(field: models.Field, value: Any, row: models.Model) -> Any:
    if isinstance(field, SealedTextField) and isinstance(value, Token):
        return seals.unseal(value, field.place(row))
    return value
