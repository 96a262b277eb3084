"""今日: what one person has to do, the most pressing first, in the same few queries however much it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cases.jobs.lifecycle import JOB
from cases.models import Case, Job, Outing
from cases.models.job import Executor
from cases.models.vocabulary import OPEN_JOB_STATES, JobKind
from hospitals.models import SquadMember
from portal.access.api import can, visible
from portal.access.roles import Role
from portal.access.selectors import roles_of
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.lifecycle.move import allowed
from portal.lifecycle.table import STAY, Act, Transition

# Whose hands a job is in, by the role that reads the page. Operators see what nobody else took up.
EXECUTORS: dict[str, str] = {Role.GRID: Executor.GRID, Role.MEDIC: Executor.MEDIC, Role.OPERATOR: Executor.OPERATOR}


@dataclass(frozen=True, slots=True)
class Work:
    """One job with its clock and what may be done next, the likeliest first."""

    job: Job
    clock: Commitment | None
    actions: list[Transition] = field(default_factory=list)
    # What may be done once it has come to each state that lies ahead, for a telephone that cannot ask.
    ahead: dict[str, list[Transition]] = field(default_factory=dict)

    @property
    def is_late(self) -> bool:
        return self.clock is not None and getattr(self.clock, "light", "") == "red"


@dataclass(frozen=True, slots=True)
class Day:
    work: list[Work]
    outings: list[Outing]

    @property
    def late(self) -> int:
        return sum(one.is_late for one in self.work)

    @property
    def unsigned(self) -> int:
        return sum(one.job.state == "assigned" for one in self.work)


def open_jobs(user: Any) -> QuerySet[Job]:
    """Jobs that are this person's to do: of their role, in their places, given to them or to nobody yet.

    A squad's visits are its members' as long as any of them has a log-in, whoever signed; else the place's. Who
    goes with a squad is not asked for the place's other work.
    """
    mine = [EXECUTORS[role] for role in roles_of(user) if role in EXECUTORS]
    jobs = Job.objects.filter(state__in=OPEN_JOB_STATES, executor__in=mine)
    with_log_in = SquadMember.objects.filter(squad=OuterRef("squad"), is_active=True, user__isnull=False)
    of_my_squad = Exists(with_log_in.filter(user=user))
    goes_with_one = Exists(SquadMember.objects.filter(user=user, is_active=True))
    nobodys = Q(assignee=None) & ~Exists(with_log_in) & (Q(kind=JobKind.SQUAD_VISIT, squad=None) | ~goes_with_one)
    return visible(user, "job.list", jobs.filter(nobodys | Q(assignee=user) | of_my_squad))


def day_of(user: Any) -> Day:
    """Their open jobs, and the residents of their places who go out today or are out."""
    jobs = list(open_jobs(user).select_related("case__person", "case__area", "area", "assignee", "squad"))
    clocks = open_of_all("job", [job.pk for job in jobs])
    work = [Work(job, _first(clocks.get(job.pk)), allowed(JOB, job, user), ahead(job, user)) for job in jobs]
    work.sort(key=lambda one: (one.clock is None, one.clock.due_at if one.clock else one.job.created_at))
    return Day(work, [] if goes_with_a_squad(user) else outings_near(user))


def goes_with_a_squad(user: Any) -> bool:
    """Their day is the squad's visits: doors to verify and outings of the district are others'."""
    return SquadMember.objects.filter(user=user, is_active=True).exists()


def work_of(job: Job, user: Any) -> Work | None:
    """One open job as its page shows it; nothing where it is over."""
    if job.state not in OPEN_JOB_STATES:
        return None
    return Work(job, _first(open_of_all("job", [job.pk]).get(job.pk)), allowed(JOB, job, user), ahead(job, user))


def _first(clocks: list[Commitment] | None) -> Commitment | None:
    return clocks[0] if clocks else None


def ahead(job: Job, user: Any) -> dict[str, list[Transition]]:
    """The moves from every state that this person can bring the job to, the last states having none.

    Guards of jobs ask for their kind only, which no move changes: what they say now they say then.
    """
    found: dict[str, list[Transition]] = {}
    reached = [job.state]
    while reached:
        state = reached.pop()
        if state in found:
            continue
        found[state] = [row for row in JOB.from_state(state) if _may(row, job, user)]
        reached += [row.target for row in found[state] if row.target != STAY]
    found.pop(job.state)
    return found


def _may(row: Transition, job: Job, user: Any) -> bool:
    act = Act(thing=job, data={}, by=user, happened_at=timezone.now(), transition=row)
    return row.offered and can(user, row.action_on(job), job) and not (row.guard and row.guard(act))


def outings_near(user: Any) -> list[Outing]:
    """Open outings with a trip, in the places of this person, by the time they are planned for."""
    mine = visible(user, "case.view", Case.objects.all())
    outings = Outing.objects.filter(closed_at=None, trip__isnull=False, case__in=mine)
    return list(outings.select_related("case__person", "case__area", "trip__vehicle", "trip__booking__hospital")
                .order_by("planned_at")[:30])  # fmt: skip
