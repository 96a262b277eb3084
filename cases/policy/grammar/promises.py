"""Reads the `commitments:` of a pack, and ends every ladder with the city inside a day."""

from datetime import timedelta

import yaml

from cases.policy.durations import DAY
from cases.policy.grammar.whens import read_when
from cases.policy.outcome import ClockStep
from cases.policy.reading import Reader
from cases.policy.rules import CommitmentRule
from cases.policy.values import COMMITMENT_KINDS, LEVELS, ROLES

PROMISE_KEYS = ("id", "kind", "when", "due", "before", "escalate", "cite")
# What begins at a known hour can be promised for some time before it.
BEGINNING = ("roster.cover", "session.arrange")
# Nobody waits for these on a telephone, and there are many of them: their ladder ends where the pack says.
OF_THE_NEIGHBOURHOOD = ("register.verify", "places.report")


def read_promise(
    reader: Reader, said: dict[str, yaml.Node], *, rule_id: str, cite: tuple[str, ...], pack: str, line: int
) -> CommitmentRule | None:
    kind = reader.choice(said["kind"], "commitment kind", COMMITMENT_KINDS) if "kind" in said else None
    when = read_when(reader, said.get("when"), pathway_known=True, trouble_known=kind == "trip.trouble")
    due = reader.duration(said["due"], "'due'") if "due" in said else None
    steps = _ladder(reader, said["escalate"]) if "escalate" in said else []
    if kind == "case.answer" and due is not None and due > DAY:
        reader.fault(said["due"], "'due' of case.answer is never beyond 24h")
    if due is not None and not due:
        reader.fault(said["due"], "'due' is no time at all: a promise needs at least 1s")
    before = _before(reader, said["before"], kind) if "before" in said else timedelta()
    if kind is None or due is None:
        return None
    ladder = (
        tuple(steps) if kind in OF_THE_NEIGHBOURHOOD and steps else ladder_within_a_day(steps, limit=_limit(kind, due))
    )
    return CommitmentRule(rule_id, kind, when, due, ladder, cite, pack, line, before)


def _before(reader: Reader, node: yaml.Node, kind: str | None) -> timedelta:
    if kind is not None and kind not in BEGINNING:
        reader.fault(node, f"'before' is for what begins at a known hour: {', '.join(BEGINNING)}")
    return reader.duration(node, "'before'") or timedelta()


def _limit(kind: str, due: timedelta) -> timedelta:
    """How long after the due time the city must know: for an answer, 24 hours from the request itself."""
    return max(DAY - due, timedelta()) if kind == "case.answer" else DAY


def ladder_within_a_day(steps: list[ClockStep], *, limit: timedelta) -> tuple[ClockStep, ...]:
    """The ladder as written, later steps moved up to the limit, with the city supervisor added where they lack.

    Whatever a pack says, nothing that somebody waits for stays broken for a day without the city knowing.
    """
    kept = [ClockStep(min(step.after, limit), step.to, step.at) for step in steps]
    if not any(step.to == "supervisor" and step.at == "city" for step in kept):
        kept.append(ClockStep(limit, "supervisor", "city"))
    return tuple(dict.fromkeys(kept))


def _ladder(reader: Reader, node: yaml.Node) -> list[ClockStep]:
    steps: list[ClockStep] = []
    for item in reader.items(node, "'escalate'"):
        step = _step(reader, item)
        if step and steps and step.after < steps[-1].after:
            reader.fault(item, "a step of 'escalate' comes before the one above it: write them in order of time")
        elif step:
            steps.append(step)
    return steps


def _step(reader: Reader, node: yaml.Node) -> ClockStep | None:
    said = reader.mapping(node, "a step of 'escalate'", known=("after", "to", "at"), required=("after", "to", "at"))
    if len(said) < 3:
        return None
    after = reader.duration(said["after"], "'after'")
    to = reader.choice(said["to"], "role", ROLES)
    at = reader.choice(said["at"], "level", LEVELS)
    return ClockStep(after, to, at) if after is not None and to and at else None
