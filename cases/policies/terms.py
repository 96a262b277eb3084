"""The terms of a promise, from the pack by which its subject is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.policies.selectors import pack_of, policy_in_force
from cases.policy import Situation, clocks_for
from cases.policy.values import COMMITMENT_KINDS
from portal.commitments.terms import Step, Terms


def terms_from_policy(kind: str, *, area_id: str, facts: Mapping[str, Any], policy_ref: Any) -> Terms | None:
    """The provider that portal.commitments asks. None for kinds that no pack speaks of.

    `policy_ref` is the key of a version, or a version; without one, what is in force in the area now. What `facts`
    do not say satisfies no condition: the general rule of the kind holds.
    """
    if kind not in COMMITMENT_KINDS:
        return None
    pack = pack_of(policy_ref or policy_in_force(area_id))
    situation = Situation.from_facts({"need": "", "severity": "", **facts, "area_code": area_id})
    try:
        clock = clocks_for(pack, kind, situation)
    except KeyError:  # a pack from before there was this kind
        return None
    steps = tuple(Step(after=step.after, to=step.to, at=step.at) for step in clock.steps)
    return Terms(
        kind,
        due=clock.due,
        steps=steps,
        pack=clock.pack,
        version=pack.digest[:12],
        cite=clock.cite,
        rule=clock.rule_id,
        before=clock.before,
    )
