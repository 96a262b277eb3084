"""A grid worker falls away: one act hands over places, open work, things kept and shifts; another gives them back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cases.models import Absence, Case, Job, KeptThing
from cases.models.vocabulary import OPEN_JOB_STATES
from cases.selectors.absences import handover_of, posts_of, stand_in_of
from portal.access.api import can
from portal.access.roles import Role
from portal.access.services import grant, revoke
from portal.accounts.models import DutyShift, User
from portal.areas.models import Area
from portal.audit.services import record
from portal.lifecycle.errors import MoveRefused
from portal.notices import live
from portal.notices import services as notices
from portal.notices.clock import database_now
from portal.notices.subject import Subject


@transaction.atomic
def begin_absence(
    worker: User, *, substitute: User, reason: str, by: Any, note: str = "", until: date | None = None
) -> Absence:
    """Hands over. Raises MoveRefused when one of the two is absent already, or the worker is no grid worker.

    1. Lock both accounts, so that neither falls away twice at the same moment.
    2. The post of grid worker goes from one to the other: whoever is ill reads no residents, and gets no notices.
    3. What the worker has in hand gets the substitute's name. Both are told, and each piece is in the journal.
    """
    _lock(worker, substitute)
    _check(worker, substitute)
    what = handover_of(worker)
    if not all(can(by, "absence.begin", area) for area in what.posts):
        raise PermissionDenied
    held = {area.pk for area in posts_of(substitute)}
    lent = [area for area in what.posts if area.pk not in held]
    absence = Absence.objects.create(
        worker=worker, substitute=substitute, area=what.posts[0], reason=reason, note=note or None, until=until, by=by,
        since=database_now(), posts=[area.pk for area in what.posts], lent=[area.pk for area in lent],
        jobs=[job.pk for job in what.jobs], cases=[case.pk for case in what.cases],
        things=[thing.pk for thing in what.things], shifts=_free_for(substitute, what.shifts),
    )  # fmt: skip
    _move_posts(what.posts, lent, worker=worker, to=substitute, by=by)
    _move_work(absence, holders=[worker], to=substitute, by=by)
    _say(absence, "absence.begun", "absence.stand_in", by=by)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Any) -> Absence:
    """Gives back what is still open of what was handed over, and what came up meanwhile in the places lent.

    Where the substitute is absent too, it comes from whoever stands in for the substitute, and never goes to them.
    """
    _lock(absence.worker, absence.substitute)
    absence = Absence.objects.select_for_update(of=("self",)).select_related("worker", "substitute").get(pk=absence.pk)
    if absence.ended_at:
        raise MoveRefused(_("%(person)s is back already.") % {"person": absence.worker})
    holders = _holders(absence)
    absence.ended_at, absence.ended_by = database_now(), by
    absence.save(update_fields=["ended_at", "ended_by"])
    _return_posts(absence, holder=holders[-1], by=by)
    _move_work(absence, holders=holders, to=absence.worker, by=by)
    _say(absence, "absence.back", "absence.over", by=by)
    return absence


def _lock(*people: User) -> None:
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in people]).order_by("pk"))


def _check(worker: User, substitute: User) -> None:
    if worker == substitute:
        raise MoveRefused(_("Nobody stands in for themselves."))
    for person in Absence.objects.filter(ended_at=None, worker__in=[worker, substitute]).select_related("worker"):
        raise MoveRefused(_("%(person)s is absent already.") % {"person": person.worker})
    if not substitute.is_active:
        raise MoveRefused(_("%(person)s does not work here any more.") % {"person": substitute})
    if not posts_of(worker):
        raise MoveRefused(_("%(person)s is not the grid worker of any place.") % {"person": worker})


def _free_for(substitute: User, shifts: Collection[DutyShift]) -> list[int]:
    """Without those that the substitute has at the same place and hour: the line is covered there."""
    same = DutyShift.objects.filter(person=substitute, area=OuterRef("area"), starts_at=OuterRef("starts_at"))
    rows = DutyShift.objects.filter(pk__in=[shift.pk for shift in shifts]).exclude(Exists(same))
    return list(rows.values_list("pk", flat=True))


def _holders(absence: Absence) -> list[User]:
    """The substitute and, last, whoever has it all in hand now."""
    last = stand_in_of(absence.substitute)
    return [absence.substitute] if last == absence.substitute else [absence.substitute, last]


def _move_posts(posts: Collection[Area], lent: Collection[Area], *, worker: User, to: User, by: Any) -> None:
    for area in posts:
        revoke(worker, Role.GRID, area, by=by)
    for area in lent:
        grant(to, Role.GRID, area, by=by)


def _return_posts(absence: Absence, *, holder: User, by: Any) -> None:
    areas = Area.objects.in_bulk(absence.posts)
    for area in areas.values():
        grant(absence.worker, Role.GRID, area, by=by)
    onward = _passed_on(absence, holder)
    for code in onward.lent if onward else absence.lent:
        if code in absence.lent:
            revoke(holder, Role.GRID, areas[code], by=by)
    if onward:
        # What went on from the substitute to somebody else is no longer theirs to be given back.
        onward.posts = [code for code in onward.posts if code not in absence.lent]
        onward.lent = [code for code in onward.lent if code not in absence.lent]
        onward.save(update_fields=["posts", "lent"])


def _passed_on(absence: Absence, holder: User) -> Absence | None:
    """The substitute's own absence, by which it went on."""
    if holder == absence.substitute:
        return None
    return Absence.objects.select_for_update().filter(worker=absence.substitute, ended_at=None).first()


def _move_work(absence: Absence, *, holders: Collection[User], to: User, by: Any) -> None:
    """What the holders still have of it gets the other's name. Given back, with all of the places lent."""
    places = Q(area__in=absence.lent) if absence.ended_at else Q(pk__in=[])
    jobs = Job.objects.filter(Q(pk__in=absence.jobs) | places, assignee__in=holders, state__in=OPEN_JOB_STATES)
    things = KeptThing.objects.filter(Q(pk__in=absence.things) | places, holder__in=holders, returned_at=None)
    cases = Case.objects.open().filter(pk__in=absence.cases, owner__in=holders)
    for job in list(jobs):
        Job.objects.filter(pk=job.pk).update(assignee=to)
        _journal("job.hand_over", "job", job, absence, to=to, by=by)
        live.publish("job", area_id=job.area_id, number=job.number)
    for case in list(cases):
        Case.objects.filter(pk=case.pk).update(owner=to)
        _journal("case.hand_over", "case", case, absence, to=to, by=by)
    for thing in list(things):
        KeptThing.objects.filter(pk=thing.pk).update(holder=to)
        _journal("thing.hand_over", "thing", thing, absence, to=to, by=by)
    shifts = DutyShift.objects.filter(pk__in=absence.shifts, person__in=holders, starts_at__gt=absence.since)
    shifts.filter(starts_at__gt=database_now()).update(person=to)


def _journal(action: str, kind: str, thing: Any, absence: Absence, *, to: User, by: Any) -> None:
    number = getattr(thing, "number", "")
    detail = {"absence": str(absence.pk), "to": to.pk}
    record(action, by=by, subject_kind=kind, subject_id=thing.pk, number=number, area_id=thing.area_id, detail=detail)


def _say(absence: Absence, to_worker: str, to_substitute: str, *, by: Any) -> None:
    """Both are told; the journal keeps who, to whom and how much."""
    counts = {name: len(getattr(absence, name)) for name in ("posts", "jobs", "cases", "things", "shifts")}
    subject = Subject("absence", absence.pk, "", absence.area_id)
    notices.tell(f"user:{absence.worker_id}", to_worker, subject=subject, params=counts)
    notices.tell(f"user:{absence.substitute_id}", to_substitute, subject=subject, params=counts)
    action = "absence.end" if absence.ended_at else "absence.begin"
    detail = {"worker": absence.worker_id, "substitute": absence.substitute_id, "cause": absence.reason, **counts}
    record(action, by=by, subject_kind="absence", subject_id=absence.pk, area_id=absence.area_id, detail=detail)
