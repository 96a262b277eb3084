"""Two squads of Xiangfang with somebody on duty, one of whom has a log-in, and a request that wants a visit."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models import Case, Job
from hospitals.models import Squad, SquadMember, SquadShift
from portal.access.roles import Role
from portal.lifecycle.move import move
from tests.cases.telling import request_of

RECORD = {
    "found": "血压一百六，双下肢水肿",
    "done": "静推呋塞米",
    "medicines": "呋塞米片两天量",
    "advice": "夜间憋醒即打120",
}


def on_duty(squad: Squad, *, skill: str, user: Any = None, role: str = "physician") -> SquadMember:
    member = SquadMember.objects.create(squad=squad, name="韩某某", role=role, skill=skill, user=user)
    now = timezone.now()
    SquadShift.objects.create(member=member, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8))
    return member


@pytest.fixture
def expert(areas, person):
    """A squad's leader, with a log-in of the medical team of the district."""
    return person("expert", Role.MEDIC, on=areas["230110"])


@pytest.fixture
def first(areas, expert) -> Squad:
    """Critical care, the expert's own."""
    squad = Squad.objects.create(area=areas["230110"], name="香坊一队")
    on_duty(squad, skill="critical_care", user=expert, role="leader")
    return squad


@pytest.fixture
def second(areas) -> Squad:
    """Critical care as well, without a log-in."""
    squad = Squad.objects.create(area=areas["230110"], name="香坊二队")
    on_duty(squad, skill="critical_care")
    return squad


@pytest.fixture
def wants_a_visit(policy, operator) -> Callable[..., Case]:
    """wants_a_visit(): judged, and a squad is to come. Another resident each time."""
    told = iter(range(100))

    def make(**changes: Any) -> Case:
        number = next(told)
        said = {
            "need": "consultation",
            "groups": ["critical"],
            "name": f"李秀{number}",
            "phone": f"199000001{number:02}",
        }
        case = request_of(operator, **(said | changes))
        case = move(CASE, case, "answer", by=operator, data={"channel": "phone"})
        return move(CASE, case, "judge", by=operator, data={})

    return make


@pytest.fixture
def visit_of(wants_a_visit, operator) -> Callable[..., Job]:
    """visit_of(squad): a visit that was given to it."""

    def make(squad: Squad | None = None, **changes: Any) -> Job:
        data = {"squad": squad.pk, "note": "就近"} if squad else {}
        case = move(CASE, wants_a_visit(**changes), "arrange", by=operator, data=data)
        return case.jobs.get()

    return make


def go(job: Job, *steps: str, by: Any, **data: Any) -> Job:
    for step in steps:
        job = move(JOB, job, step, by=by, data=data)
    return job
