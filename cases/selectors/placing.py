"""Which hospital: what policy asks for, put to the matching."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cases.models import Case
from cases.selectors.outcomes import need_outside, outcome_outside
from hospitals.matching import Candidate, Query, match


def query_for(case: Case, *, at: datetime | None = None) -> Query:
    """The question that this request's policy puts about hospitals; need and place alone where it says nothing."""
    person = case.person
    rule = outcome_outside(case).hospital
    asked = {"prefer": rule.prefer, "kinds": rule.kinds, "areas": rule.areas} if rule else {}
    return Query(
        area_id=case.area_id,
        need=need_outside(case),
        groups=tuple(case.groups),
        control=case.control,
        severity=case.severity,
        age=person.age,
        treating_hospital_id=person.treating_hospital_id,
        result_unknown=bool(rule and rule.buffer),
        at=at or _wanted_at(case),
        **asked,
    )


def _wanted_at(case: Case) -> datetime | None:
    """When the person is to be there, if that is planned: hours, dates and slots are those of then, not of now."""
    planned = case.outings.filter(closed_at=None).values_list("planned_at", flat=True).first()
    return planned if planned and planned > timezone.now() else None


def candidates_for(case: Case, *, at: datetime | None = None) -> list[Candidate]:
    """Every institution in question for a request, best first, each with its reasons or why not."""
    return match(query_for(case, at=at))
