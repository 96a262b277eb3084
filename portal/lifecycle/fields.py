"""A field for states that only a lifecycle may write."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

if TYPE_CHECKING:
    from collections.abc import Iterator


class StateWrittenByHand(Exception):
    """Code outside portal.lifecycle tried to change the state of a saved row."""


class _StateAttribute(DeferredAttribute):
    """Lets the first value in (construction, loading) and after that only what happens inside `moving()`."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        values = instance.__dict__
        name = self.field.attname
        if name in values and values[name] != value and not instance._state.adding and not values.get("_moving"):
            raise StateWrittenByHand(f"{instance._meta.label}.{name} is written by its lifecycle only: call move()")
        values[name] = value


class StateField(models.CharField):
    """A state whose every change goes through `portal.lifecycle.move`."""

    descriptor_class = _StateAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)


@contextmanager
def moving(instance: models.Model) -> Iterator[None]:
    """Opens the state of one instance to be written; for portal.lifecycle alone."""
    instance.__dict__["_moving"] = True
    try:
        yield
    finally:
        instance.__dict__.pop("_moving", None)


class Stateful(models.Model):
    """A model that has a lifecycle. Besides a move, only reading the row again may change its state."""

    class Meta:
        abstract = True

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        with moving(self):
            super().refresh_from_db(*args, **kwargs)
