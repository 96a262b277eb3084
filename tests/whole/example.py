"""What an example is: values for the parts of an address, and the actions that decide who meets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from portal.lifecycle.table import Lifecycle
from tests.whole.world import District


@dataclass(frozen=True)
class Example:
    """Values for the parts of an address, and what its view asks of portal.access about the thing they name.

    Whoever may not do `sees` to `about` is told that it does not exist (404); whoever sees it and may not do `does`
    is refused (403). `post` is `does` of a POST where that differs. What has an `owner` exists for nobody else.
    `data` is sent with a POST, `query` with a GET. `also` are answers that are right here besides the usual ones.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    about: models.Model | None = None
    sees: str = ""
    does: str = ""
    post: str = ""
    owner: Any = None
    data: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    also: frozenset[int] = frozenset()


Examples = Callable[[District], list[Example]]
Thing = Callable[[District], Any]


def one(make: Callable[[District], Example]) -> Examples:
    return lambda district: [make(district)]


def moves(lifecycle: Lifecycle, thing: Thing, *, part: str = "pk") -> Examples:
    """One transition for each action that the lifecycle asks about: the others that ask the same are its calls'."""

    def examples(district: District) -> list[Example]:
        about, sees = thing(district), f"{lifecycle.noun}.view"
        names = {row.action_on(about): row.name for row in reversed(lifecycle.transitions) if row.offered}
        parts = {part: getattr(about, part)}
        return [Example(parts | {"name": name}, about, sees, does) for does, name in names.items()]

    return examples


def calls(base: str, lifecycle: Lifecycle, thing: Thing, *, part: str = "pk") -> dict[str, Examples]:
    """Every transition as a call of the API: an address each."""

    def example(row: Any) -> Examples:
        return one(
            lambda district: Example(
                {part: getattr(thing(district), part)},
                thing(district),
                f"{lifecycle.noun}.view",
                post=row.action_on(thing(district)),
            )
        )

    return {f"{base}<{part}>/{row.name}/": example(row) for row in lifecycle.transitions}
