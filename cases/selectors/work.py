"""今日: what one person has to do, the most pressing first, in the same few queries however much it is.

A thousand telephones ask for it every half minute. So its questions stand compiled, give plain rows with what the page
shows, and what may be done to a job is asked once for each place instead of for every button.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cases.jobs.lifecycle import JOB
from cases.models import Case, Job, Outing
from cases.models.job import Executor
from cases.models.vocabulary import OPEN_JOB_STATES, JobKind
from hospitals.models import Booking, Squad, SquadMember
from portal.access.api import can, sight, visible
from portal.access.roles import Role
from portal.access.selectors import roles_of, shares_of
from portal.areas.models import Area
from portal.commitments.selectors import Glance, glance_at, glanced
from portal.lifecycle.table import STAY, Act, Transition
from portal.privacy.fields import Token
from portal.standing import Standing, StandingBy
from transport.models import Vehicle

# Whose hands a job is in, by the role that reads the page. Operators see what nobody else took up.
EXECUTORS: dict[str, str] = {Role.GRID: Executor.GRID, Role.MEDIC: Executor.MEDIC, Role.OPERATOR: Executor.OPERATOR}
MOST_OUTINGS = 30


class Resident(NamedTuple):
    """Whom a card is about. Name and address stay sealed: a card that stands already needs neither."""

    pk: UUID
    name: Token | None
    address: Token | None
    building_index: str | None
    birth_year: int | None
    sex: str


class Errand(NamedTuple):
    """An open job as a list shows it. Equal errands look alike, but for their clocks."""

    pk: UUID
    kind: str
    executor: str
    state: str
    area_id: str
    place: str
    squad_id: int | None
    squad: str | None
    brief: Token | None
    prescription: Token | None
    groups: tuple[str, ...]
    resident: Resident


class Ride(NamedTuple):
    """An open outing with its trip, as a list shows it."""

    pk: UUID
    planned_at: datetime
    trip_state: str
    hospital: str | None
    plate: str | None
    mobility: str
    resident: Resident


RESIDENT = ("pk", "name", "address", "building_index", "birth_year", "sex")
JOB_COLUMNS = (
    "pk", "kind", "executor", "state", "area_id", "place", "squad_id", "squad_name", "brief", "prescription",
    "case__groups",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """One job with its clock and the actions that this person may do on it."""

    job: Errand
    clock: Glance | None
    may: frozenset[str] = frozenset()

    @property
    def is_late(self) -> bool:
        return self.clock is not None and self.clock.light == "red"


@dataclass(frozen=True, slots=True)
class Day:
    work: list[Work] = field(default_factory=list)
    outings: list[Ride] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(one.is_late for one in self.work)


def open_jobs(user: Any) -> QuerySet[Job]:
    """Jobs that are this person's to do: of their role, in their places, given to them or to nobody yet.

    A squad's visits are its members' as long as any of them has a log-in, whoever signed; else the place's. Who
    goes with a squad is not asked for the place's other work.
    """
    return visible(user, "job.list", _at_hand(_executors(user), user.pk))


def _executors(user: Any) -> tuple[str, ...]:
    return tuple(sorted(EXECUTORS[role] for role in roles_of(user) if role in EXECUTORS))


def _at_hand(executors: Iterable[str], user: int) -> QuerySet[Job]:
    jobs = Job.objects.filter(state__in=OPEN_JOB_STATES, executor__in=executors)
    with_log_in = SquadMember.objects.filter(squad=OuterRef("squad"), is_active=True, user__isnull=False)
    of_my_squad = Exists(with_log_in.filter(user=user))
    alone = Q(kind=JobKind.SQUAD_VISIT, squad=None) | ~Exists(_places_in_squads(user))
    nobodys = Q(assignee=None) & ~Exists(with_log_in) & alone
    return jobs.filter(nobodys | Q(assignee=user) | of_my_squad)


def _places_in_squads(user: int) -> QuerySet[SquadMember]:
    return SquadMember.objects.filter(user=user, is_active=True)


def not_for_squads(user: int) -> Q:
    """Who goes with a squad has its visits for a day: doors to verify and outings of the district are others'."""
    return Q(~Exists(_places_in_squads(user)))


def day_of(user: Any) -> Day:
    """Their open jobs, and the residents of their places who go out today or are out."""
    key = (_executors(user), sight(user, "job.list", Job))
    rows = [(_errand(row), *row[-2:]) for row in _JOBS(key, user)(user=user.pk)]
    may = Permissions(user)
    work = [(Work(job, glanced(told), may.on(job)), created_at) for job, created_at, told in rows]
    work.sort(key=lambda one: (one[0].clock is None, one[0].clock.due_at if one[0].clock else one[1]))
    return Day([one for one, _created_at in work], outings_near(user))


def _jobs(reader: Any, user: int) -> QuerySet[Job, Any]:
    """Names and clocks by subqueries: PostgreSQL plans them apart, and a longer join at each call takes it longer."""
    names = {
        "place": Subquery(Area.objects.filter(pk=OuterRef("area")).order_by().values("name")),
        "squad_name": Subquery(Squad.objects.filter(pk=OuterRef("squad")).order_by().values("name")),
    }
    rows = visible(reader, "job.list", _at_hand(_executors(reader), user)).annotate(clock=glance_at("job"), **names)
    residents = [f"case__person__{name}" for name in RESIDENT]
    return rows.values_list(*JOB_COLUMNS, *residents, "created_at", "clock")


_JOBS: StandingBy[Any] = StandingBy(_jobs, user=int)


def _errand(row: tuple[Any, ...]) -> Errand:
    *own, groups = row[: len(JOB_COLUMNS)]
    return Errand._make((*own, tuple(groups), Resident._make(row[len(JOB_COLUMNS) : -2])))


def outings_near(user: Any) -> list[Ride]:
    """Open outings with a trip, in the places of this person, by the time they are planned for."""
    seen = sight(user, "case.view", Case)
    if not _IS_ANY_OUT(seen, user)(user=user.pk):
        return []
    rows = _OUTINGS(seen, user)(user=user.pk)
    return [Ride._make((*row[:6], Resident._make(row[6:]))) for row in rows]


def _out(reader: Any, user: int) -> QuerySet[Outing]:
    """From the few that are open, each asked for its place: the requests of a place are many and mostly settled."""
    mine = visible(reader, "case.view", Case.objects.filter(pk=OuterRef("case"))).values("pk")
    rows = Outing.objects.filter(not_for_squads(user), closed_at=None, trip__isnull=False)
    return rows.annotate(mine=Subquery(mine)).filter(mine__isnull=False)


def _outings(reader: Any, user: int) -> QuerySet[Outing, Any]:
    """Few tables: PostgreSQL takes longer to plan a join of eight than to carry it out."""
    booked = Booking.objects.filter(pk=OuterRef("trip__booking")).order_by().values("hospital__name")
    driven = Vehicle.objects.filter(pk=OuterRef("trip__vehicle")).order_by().values("plate")
    rows = _out(reader, user).annotate(hospital=Subquery(booked), plate=Subquery(driven)).order_by("planned_at")
    columns = ("pk", "planned_at", "trip__state", "hospital", "plate", "case__person__mobility")
    return rows.values_list(*columns, *(f"case__person__{name}" for name in RESIDENT))[:MOST_OUTINGS]


# Mostly nobody of a community is out, and to ask only that costs PostgreSQL a fifth.
_IS_ANY_OUT: StandingBy[Any] = StandingBy(lambda reader, user: _out(reader, user).values_list("pk")[:1], user=int)
_OUTINGS: StandingBy[Any] = StandingBy(_outings, user=int)


def job_by(pk: Any) -> Job | None:
    """One job with whom it is for. Who may see it is asked of the job itself: see portal.access.api.seen_or_404."""
    return _JOB.first(pk=pk)


def job_at_work(pk: Any) -> tuple[Job | None, Glance | None]:
    """The same, and its most pressing open clock."""
    job: Any = _JOB_WITH_CLOCK.first(pk=pk)
    return job, glanced(job.clock) if job else None


SHOWN = (
    "case__number", "case__groups", "case__control", "case__caller_phone", "squad__name",
    *(f"case__person__{name}" for name in ("name", "phone", "address", "birth_year", "sex", "mobility")),
)  # fmt: skip


def _job(pk: UUID) -> QuerySet[Job]:
    """All of the job; of the request, its resident and the squad what its page shows."""
    own = [field.name for field in Job._meta.concrete_fields]
    return Job.objects.filter(pk=pk).select_related("case__person", "squad").only(*own, *SHOWN)


_JOB = Standing(_job, pk=UUID)
_JOB_WITH_CLOCK = Standing(lambda pk: _job(pk).annotate(clock=glance_at("job")), pk=UUID)


class Permissions:
    """What one person may do to jobs: asked once for each place and executor."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self._is_given_single_things = bool(shares_of(user))
        self._known: dict[tuple[Any, ...], frozenset[str]] = {}

    def on(self, job: Job | Errand) -> frozenset[str]:
        key = (job.executor, job.area_id, job.pk if self._is_given_single_things else None)
        if key not in self._known:
            asked = Job(pk=job.pk, executor=job.executor, area_id=job.area_id)
            actions = {row.action_on(asked) for row in JOB.transitions}
            self._known[key] = frozenset(name for name in actions if can(self._user, name, asked))
        return self._known[key]


@cache
def moves(kind: str, executor: str, state: str, may: frozenset[str]) -> tuple[Transition, ...]:
    """What may be done to a job in a state by somebody with these permissions, in the order of the table.

    Guards of jobs ask for their kind only, so that nothing of the single job, nor of the time, is needed.
    """
    job = Job(kind=kind, executor=executor, state=state)
    return tuple(row for row in JOB.from_state(state) if row.offered and row.action_on(job) in may and _fits(row, job))


def _fits(row: Transition, job: Job) -> bool:
    return not (row.guard and row.guard(Act(thing=job, data={}, by=None, happened_at=timezone.now(), transition=row)))


@cache
def ahead(kind: str, executor: str, state: str, may: frozenset[str]) -> tuple[tuple[str, tuple[Transition, ...]], ...]:
    """The moves from every state that this person can bring the job to, for a telephone that cannot ask.

    The last states have none.
    """
    found: dict[str, tuple[Transition, ...]] = {}
    reached = [state]
    while reached:
        now = reached.pop()
        if now in found:
            continue
        found[now] = moves(kind, executor, now, may)
        reached += [row.target for row in found[now] if row.target != STAY]
    found.pop(state)
    return tuple(found.items())
