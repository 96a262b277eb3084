"""Who works where as a grid worker, who could stand in, and what would be handed over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cases.cards import card_of
from cases.models import Absence, Case, Job, KeptThing, Person
from cases.models.vocabulary import OPEN_JOB_STATES
from portal.access.api import visible
from portal.access.models import AreaUserObjectPermission
from portal.access.roles import Role, codename
from portal.accounts.models import DutyShift, User
from portal.areas.models import Area

STAND_INS = (Role.GRID, Role.MEDIC, Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class Handover:
    """All that one grid worker answers for, as it would go to somebody else."""

    worker: User
    posts: list[Area]
    residents: int
    jobs: list[Job]
    cases: list[Case]
    things: list[KeptThing]
    shifts: list[DutyShift]

    @property
    def cards(self) -> list[tuple[Job, Any]]:
        """The jobs, each with the masked card of its resident."""
        return [(job, card_of(job.case)) for job in self.jobs]


def handover_of(worker: User) -> Handover:
    posts = posts_of(worker)
    within = reduce(or_, (Q(area__pk__startswith=area.pk) for area in posts), Q(pk__in=[]))
    jobs = Job.objects.filter(assignee=worker, state__in=OPEN_JOB_STATES).select_related("case__person", "area")
    return Handover(
        worker=worker,
        posts=posts,
        residents=Person.objects.filter(within).count(),
        jobs=list(jobs.order_by("created_at")),
        cases=list(Case.objects.open().filter(owner=worker).order_by("number")),
        things=list(things_kept_by(worker)),
        shifts=list(DutyShift.objects.filter(person=worker, starts_at__gt=timezone.now()).select_related("area")),
    )


def posts_of(worker: User) -> list[Area]:
    """The places in which somebody is grid worker."""
    held = AreaUserObjectPermission.objects.filter(user=worker, permission__codename=codename(Role.GRID))
    return list(Area.objects.filter(pk__in=held.values("content_object")).order_by("pk"))


def things_kept_by(holder: User | int) -> QuerySet[KeptThing]:
    return KeptThing.objects.filter(holder=holder, returned_at=None).select_related("person", "area")


def things_kept_of(person: Person | UUID) -> QuerySet[KeptThing]:
    return KeptThing.objects.filter(person=person, returned_at=None).select_related("holder")


def absences(user: Any) -> QuerySet[Absence]:
    """Those in this person's places, the open ones first."""
    rows = visible(user, "absence.view", Absence.objects.select_related("worker", "substitute", "area", "ended_by"))
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-since")


def staff_by_place(user: Any, *roles: Role) -> dict[int, str]:
    """Who holds one of these roles in the places where this person may hand over: "name · place, place" by id."""
    areas = visible(user, "absence.begin", Area.objects.all())
    held = AreaUserObjectPermission.objects.filter(
        content_object__in=areas, permission__codename__in=[codename(role) for role in roles], user__is_active=True
    )
    places: dict[User, list[str]] = defaultdict(list)
    for post in held.select_related("user", "content_object").order_by("user__display_name", "user_id"):
        if post.content_object.name not in places[post.user]:
            places[post.user].append(post.content_object.name)
    return {person.pk: f"{person} · {'、'.join(names)}" for person, names in places.items()}


def absent_ids() -> set[int]:
    return set(Absence.objects.filter(ended_at=None).values_list("worker", flat=True))


def stand_in_of(worker: User) -> User:
    """Whoever has the worker's things in hand now: the substitute or, when that one is absent too, theirs."""
    seen = {worker.pk}
    while absence := Absence.objects.filter(worker=worker, ended_at=None).select_related("substitute").first():
        worker = absence.substitute
        if worker.pk in seen:  # two who stand in for each other cannot be; a loop here would never end
            break
        seen.add(worker.pk)
    return worker
