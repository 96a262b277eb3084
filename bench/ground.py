"""What benches about requests stand on: a small district, an operator, a policy, and requests by the thousand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from cases.models import Case
from cases.policies.services import activate
from cases.services.intake import Intake, receive
from cases.services.people import Identity
from portal.access.roles import Role
from portal.access.services import grant
from portal.areas.models import Area

PLACES = [("2301", "city"), ("230110", "district"), ("230110003", "street"), ("230110003001", "community")]

# Copies of one request with its promises, all of one resident: a sealed name opens in its own row only, so a copy of
# the resident's row could be written (PEOPLE, for the floor of call entry) but not be shown.
PEOPLE = """
INSERT INTO cases_person (id, area_id, name, name_index, phone_index, sex, groups, control, mobility,
    needs_companion, needs_oxygen, language, created_at, updated_at)
SELECT md5('p' || n)::uuid, area_id, name, md5('n' || n), md5('t' || n), sex, groups, control, mobility,
    needs_companion, needs_oxygen, language, now(), now()
FROM cases_person, generate_series(%(first)s::int, %(last)s::int) n WHERE id = %(person)s
"""
REQUESTS = """
INSERT INTO cases_case (id, number, person_id, area_id, state, channel, groups, control, need, severity, description,
    can_self_drive, occurred_at, created_at, created_by_id, policy_id, proposal, pathway, priority, bounces,
    pause_reason, outcome, satisfaction, updated_at, related_to_id)
SELECT md5('c' || n)::uuid, 'B-' || n, person_id, area_id, state, channel, groups, control, need,
    severity, description, can_self_drive, occurred_at, now(), created_by_id, policy_id, proposal, pathway, priority, 0,
    '', '', '',
    now(), id
FROM cases_case, generate_series(%(first)s::int, %(last)s::int) n WHERE id = %(case)s
"""
PROMISES = """
INSERT INTO commitments_commitment (kind, subject_kind, subject_id, number, area_id, ladder_id, cycle, started_at,
    due_at, cap_at, next_due_at, level, pause_reason, release_reason, fault, fault_count)
SELECT kind, subject_kind, md5('c' || n)::uuid, 'B-' || n, area_id, ladder_id, 1, started_at,
    least(due_at + interval '1 second' * (n %% 40000), cap_at), cap_at,
    least(due_at + interval '1 second' * (n %% 40000), cap_at), 0, '', '', '', 0
FROM commitments_commitment, generate_series(%(first)s::int, %(last)s::int) n WHERE number = %(number)s
"""


def make_ground() -> Any:
    """The places and the policy, once; returns the operator of the district."""
    for code, level in PLACES:
        parent = next((c for c, _level in reversed(PLACES) if code.startswith(c) and c != code), None)
        lineage = {name: c for c, name in PLACES if code.startswith(c)}
        Area.objects.get_or_create(
            code=code, defaults={"name": code, "level": level, "parent_id": parent, "lineage": lineage}
        )
    operator, is_new = get_user_model().objects.get_or_create(username="bench")
    if is_new:
        grant(operator, Role.OPERATOR, Area.objects.get(pk="230110"))
        activate("harbin-2022-04", area=Area.objects.get(pk="2301"))
    return operator


def one_request(operator: Any, *, number: int) -> Case:
    """A request by way of the service, for a resident nobody knows yet."""
    who = Identity(name=f"居民{number}", phone=f"1990{number:07}")
    return receive(Intake(area_id=PLACES[-1][0], need="medicine", patient=who), by=operator)


def fill_up(model: Case, *, have: int, want: int) -> None:
    """Open requests like `model`, related to it, until there are `want`; then statistics as after a night's vacuum."""
    values = {"first": have + 1, "last": want, "case": model.pk, "person": model.person_id, "number": model.number}
    with connection.cursor() as cursor:
        for statement in (REQUESTS, PROMISES):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE cases_person, cases_case, commitments_commitment")
