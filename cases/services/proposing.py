"""Asking the policy in force what should happen to a request, and keeping its answer with its clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from cases.policies.selectors import pack_of, policy_in_force
from cases.policy import Situation, judge

if TYPE_CHECKING:
    from cases.models import Case
    from cases.policy import Outcome


def situation_of(case: Case) -> Situation:
    """A request in the terms that a policy knows. No name, number or address goes into it."""
    person = case.person
    tested = case.latest_test_at
    return Situation(
        need=case.need,
        severity=case.severity,
        control=case.control,
        groups=frozenset(case.groups),
        area_code=case.area_id,
        area_name=case.area.name,
        age=person.age,
        latest_test_age_hours=(timezone.now() - tested).total_seconds() / 3600 if tested else None,
        can_self_drive=case.can_self_drive,
        treating_hospital=person.treating_hospital.name if person.treating_hospital else None,
    )


def outcome_of(case: Case) -> Outcome:
    """What the policy by which this request is judged says of it now."""
    return judge(pack_of(case.policy_id), situation_of(case))


def propose(case: Case) -> Outcome:
    """Writes policy's proposal onto the request (not saved here), with the version in force, kept for good."""
    if case.policy_id is None:
        case.policy = policy_in_force(case.area_id)
    outcome = outcome_of(case)
    case.pathway, case.priority = outcome.pathway, outcome.priority
    case.proposal = {**outcome.as_json(), "pathway": outcome.pathway}
    return outcome


def why(case: Case, language: str) -> list[dict[str, Any]]:
    """The clauses behind the proposal, in words of `language` ("en", or Chinese)."""
    key = "text_en" if language.startswith("en") else "text_zh"
    return [
        {"clause": row.get("id") or row.get("clause"), "text": row.get(key, "")} for row in case.proposal.get("why", [])
    ]
