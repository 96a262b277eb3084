"""What is erased by its declared `keep`: apps say from when a row's time counts and when it is over; else it stays.

A row of a table goes whole, when all fields of the table are kept for one and the same time. Tables that nobody
registered here are never touched, whatever their fates say.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q

from portal.privacy.fates import fate_of, fates

TIME = re.compile(r"(\d+)([hdy])")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "y": timedelta(days=365)}


@dataclass(frozen=True, slots=True)
class Expiry:
    """Rows of one table. `since`: the column from which the time counts; `over`: what else must hold of a row."""

    label: str
    since: str
    over: Q = field(default_factory=Q)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def keep(self) -> timedelta:
        """The one time for which the table is kept. Raises where its fields say different things, or no time."""
        whole = fates().get(f"{self.label}.*")
        kept = {whole.keep} if whole else {fate_of(column).keep for column in self.model._meta.local_concrete_fields}
        found = TIME.fullmatch(kept.pop()) if len(kept) == 1 else None
        if found is None:
            raise ImproperlyConfigured(f"{self.label} has no one time for which all of it is kept")
        return int(found[1]) * UNITS[found[2]]

    def due(self, now: datetime) -> models.QuerySet[models.Model]:
        """Rows whose time is over. A row without the instant has not begun to count."""
        return self.model._default_manager.filter(self.over, **{f"{self.since}__lt": now - self.keep})


# Blanks at most so many things of its kind and says how many; with `dry_run`, how many there are.
Blank = Callable[[datetime, int, bool], int]


@dataclass(frozen=True, slots=True)
class Blanking:
    """What goes with something else (keep: case): its words are erased, its figures stay."""

    label: str
    blank: Blank


_expiries: dict[str, Expiry] = {}
_blankings: dict[str, Blanking] = {}


def register(*, expiries: Iterable[Expiry] = (), blankings: Iterable[Blanking] = ()) -> None:
    """Called by apps in AppConfig.ready()."""
    _expiries.update({expiry.label: expiry for expiry in expiries})
    _blankings.update({blanking.label: blanking for blanking in blankings})


def expiries() -> list[Expiry]:
    return list(_expiries.values())


def blankings() -> list[Blanking]:
    return list(_blankings.values())
