"""The vocabulary of a lifecycle: one table per model, from which buttons, errors, diagrams and tests derive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from portal.lifecycle.forms import MoveForm

STAY = "="  # the target of a transition that leaves the state as it is


@dataclass(frozen=True, slots=True)
class Tell:
    """A notice that a transition sends: `post` answers from the thing to whom ("supervisor@230110"), "" for nobody."""

    kind: str
    post: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Start:
    """A commitment that a transition starts. `since` gives the instant its clock counts from (default: now)."""

    kind: str
    since: Callable[[Any], datetime | None] | None = None
    due: Callable[[Any], timedelta | None] | None = None
    when: Callable[[Any], bool] | None = None
    restart: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """What an effect or a guard is given: the thing, the checked inputs, who acts, and when it really happened."""

    thing: Any
    data: dict[str, Any]
    by: Any
    happened_at: datetime
    transition: Transition


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a lifecycle.

    `action` is asked of portal.access; `form` checks the inputs; `guard` returns a reason to refuse, or ""; `effect`
    writes what else changes, in the same transaction and under the same lock; `keeps`, `starts` and `releases` name
    commitment kinds.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    action: str
    label: Any
    past: Any
    form: type[MoveForm] | None = None
    guard: Callable[[Act], Any] | None = None
    effect: Callable[[Act], None] | None = None
    starts: tuple[Start, ...] = ()
    keeps: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    tells: tuple[Tell, ...] = ()
    key: str = ""
    primary: bool = False
    offered: bool = True  # False: only the program itself or another screen calls it; no button of its own

    def action_on(self, thing: Any) -> str:
        """The access action asked for `thing`: "job.work_{executor}" takes the executor from the thing."""
        return self.action.format_map(_Attributes(thing)) if "{" in self.action else self.action


class _Attributes(dict):
    """Lets a format string read the attributes of a thing."""

    def __init__(self, thing: Any) -> None:
        super().__init__()
        self.thing = thing

    def __missing__(self, name: str) -> Any:
        return getattr(self.thing, name)


@dataclass(frozen=True)
class Lifecycle:
    """A model's transitions. `noun` begins the names of its access actions, commitments and live topics.

    `beside` names the relations that its facts and effects read: they come with the row that a move locks.
    """

    noun: str
    model: type[models.Model]
    initial: str
    transitions: Sequence[Transition]
    facts: Callable[[Any], Mapping[str, Any]] = lambda thing: {}
    policy_ref: Callable[[Any], Any] = lambda thing: None
    open_guard: Callable[[Any], Any] | None = None
    topics: Callable[[Any], Sequence[str]] = lambda thing: ()
    # Whose screens hear of a change besides those of its area: {"hospital": 7}.
    hears: Callable[[Any], Mapping[str, Any]] = lambda thing: {}
    beside: tuple[str, ...] = ()
    by_name: dict[str, Transition] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        states = self.states()
        for row in self.transitions:
            if row.name in self.by_name:
                raise ValueError(f"{self.noun}: the transition {row.name} stands twice in the table")
            unknown = ({*row.sources, row.target} - {STAY}) - states
            if unknown:
                raise ValueError(f"{self.noun}.{row.name}: no such state: {', '.join(sorted(unknown))}")
            self.by_name[row.name] = row
        registered[self.noun] = self

    def from_state(self, state: str) -> list[Transition]:
        """Every transition that leaves `state`, whoever may make it, in the order of the table."""
        return [row for row in self.transitions if state in row.sources]

    def states(self) -> set[str]:
        """Every state that the model knows."""
        choices: Any = getattr(self.model._meta.get_field("state"), "choices", None) or ()
        return {value for value, _label in choices}

    def final_states(self) -> set[str]:
        """States that nothing leaves."""
        return {state for state in self.states() if not self.from_state(state)}


registered: dict[str, Lifecycle] = {}
