"""What is bound to an institution above this app: apps above say it here, so that closing it shows all of it (T1)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from hospitals.models import Hospital


@dataclass(frozen=True, slots=True)
class Later:
    """Somebody who is meant to come and has not been asked for yet. `becomes` says what a closing makes of it."""

    number: str
    at: datetime
    area_id: str
    what: Any
    becomes: Any


Laters = Callable[["Hospital"], list[Later]]
# Of these subjects, those that need no hospital any more: home again, or called off.
Ended = Callable[[str, Collection[UUID]], set[UUID]]

_laters: list[Laters] = []
_ended: list[Ended] = []


def register(*, laters: Laters, ended: Ended) -> None:
    """Called from AppConfig.ready() of an app above."""
    if laters not in _laters:
        _laters.append(laters)
        _ended.append(ended)


def later_at(hospital: Hospital) -> list[Later]:
    return sorted((one for provider in _laters for one in provider(hospital)), key=lambda one: one.at)


def ended_of(kind: str, ids: Collection[UUID]) -> set[UUID]:
    return {key for provider in _ended for key in provider(kind, ids)}
