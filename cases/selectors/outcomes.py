"""What the policy of a request says of it: asked in its own terms, answered in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from cases.policies.selectors import pack_of
from cases.policy import Situation, judge
from hospitals.vocabulary import Need

if TYPE_CHECKING:
    from cases.models import Case
    from cases.policy import Outcome

GOES_OUT = (Need.EMERGENCY, Need.OUTPATIENT, Need.TREATMENT_SESSION)


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


def need_outside(case: Case) -> str:
    """As what a hospital is asked to receive: who is sent on from a consultation or a visit comes as an outpatient."""
    return case.need if case.need in GOES_OUT else Need.OUTPATIENT


def outcome_outside(case: Case) -> Outcome:
    """What its policy says of the way out and of who receives."""
    return judge(pack_of(case.policy_id), replace(situation_of(case), need=need_outside(case)))


def why(case: Case, language: str) -> list[dict[str, Any]]:
    """The clauses behind the proposal, in words of `language` ("en", or Chinese)."""
    key = "text_en" if language.startswith("en") else "text_zh"
    return [
        {"clause": row.get("id") or row.get("clause"), "text": row.get(key, "")} for row in case.proposal.get("why", [])
    ]
