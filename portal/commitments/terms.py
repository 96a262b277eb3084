"""What a promise says: how long it may take and who hears of it, rung by rung, when it is broken."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from portal.areas.models import Level
from portal.commitments.kinds import DEFAULT_KIND, KINDS

ANSWER = "case.answer"
ANSWER_CAP = timedelta(
    hours=24
)  # no request stays unanswered longer without the city supervisor knowing, whatever a pack says


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: `after` the due time, tell whoever is `to` (a role) `at` (a level of area)."""

    after: timedelta
    to: str
    at: str


CAP_STEP = ("supervisor", Level.CITY.value)


@dataclass(frozen=True, slots=True)
class Terms:
    """A promise's terms, with the rule and version of the pack they come from.

    `before`: of what begins at a known hour, due so long before that (see `due_at`).
    """

    kind: str
    due: timedelta
    steps: tuple[Step, ...]
    pack: str = ""
    version: str = ""
    cite: str = ""
    rule: str = ""
    before: timedelta = timedelta(0)

    @property
    def cap(self) -> timedelta | None:
        """The longest time from start to the last rung that no pause suspends; None where there is no such limit."""
        return ANSWER_CAP if self.kind == ANSWER else None

    def due_in(self, due: timedelta) -> "Terms":
        """The same rule with another time to the due instant (a treatment day, an agreed hour)."""
        return replace(self, due=due)

    def due_at(self, *, found_at: datetime, begins_at: datetime) -> datetime:
        """Of what begins at a known hour: `before` it, but not sooner than `due` after it was found.

        When the hour itself is nearer than that, the hour; when it has begun, at once.
        """
        return max(found_at, min(begins_at, max(found_at + self.due, begins_at - self.before)))

    @property
    def digest(self) -> str:
        return _digest(self)

    def as_json(self) -> dict[str, Any]:
        whole = asdict(self)
        whole["due"] = self.due.total_seconds()
        # Left out where it says nothing: the digest of terms that were made before there was such a thing stays theirs.
        whole.pop("before")
        if self.before:
            whole["before"] = self.before.total_seconds()
        whole["steps"] = [{"after": s.after.total_seconds(), "to": s.to, "at": s.at} for s in self.steps]
        return whole


@lru_cache(maxsize=1_000)
def _digest(terms: Terms) -> str:
    return hashlib.sha256(json.dumps(terms.as_json(), sort_keys=True).encode()).hexdigest()


class BadTerms(ValueError):
    """Terms that no promise can be made by."""


def normalised(terms: Terms) -> Terms:
    """The same with rungs in the order of time and, for a capped kind, ending inside the cap at the city supervisor."""
    if terms.due <= timedelta(0) or any(step.after < timedelta(0) for step in terms.steps):
        raise BadTerms(f"{terms.kind}: due must be positive and no rung may come before it")
    steps = sorted((replace(s, to=str(s.to), at=str(s.at)) for s in terms.steps), key=lambda step: step.after)
    if terms.cap is None:
        return replace(terms, steps=tuple(steps))
    due = min(terms.due, terms.cap)
    steps = [replace(step, after=min(step.after, terms.cap - due)) for step in steps]
    if not any((step.to, step.at) == CAP_STEP for step in steps):
        steps.append(Step(terms.cap - due, *CAP_STEP))
    return replace(terms, due=due, steps=tuple(steps))


class Provider(Protocol):
    """Says the terms for a kind in a place under these facts, or None where it has no rule."""

    def __call__(self, kind: str, *, area_id: str, facts: dict[str, Any], policy_ref: Any) -> Terms | None: ...


_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Called from an upper app's ready(); the first provider that has a rule wins. Also a decorator."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def terms_for(kind: str, *, area_id: str, facts: dict[str, Any] | None = None, policy_ref: Any = None) -> Terms:
    """The terms in force; the conservative built-in ones where no pack has a rule for `kind`."""
    for provider in _providers:
        if found := provider(kind, area_id=area_id, facts=facts or {}, policy_ref=policy_ref):
            return normalised(found)
    return default_terms(kind)


def default_terms(kind: str) -> Terms:
    built_in = KINDS.get(kind, DEFAULT_KIND)
    steps = tuple(Step(timedelta(minutes=after), to, at) for after, to, at in built_in.ladder)
    return normalised(
        Terms(kind, timedelta(minutes=built_in.due_minutes), steps, pack="built-in", version="1", cite=built_in.cite)
    )
