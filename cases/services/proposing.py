"""Asking the policy in force what should happen to a request, and keeping its answer with its clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.policies.selectors import policy_in_force
from cases.selectors.outcomes import outcome_of

if TYPE_CHECKING:
    from cases.models import Case
    from cases.policy import Outcome


def propose(case: Case) -> Outcome:
    """Writes policy's proposal onto the request (not saved here), with the version in force, kept for good."""
    if case.policy_id is None:
        case.policy = policy_in_force(case.area_id)
    outcome = outcome_of(case)
    case.pathway, case.priority = outcome.pathway, outcome.priority
    case.proposal = {**outcome.as_json(), "pathway": outcome.pathway}
    return outcome
