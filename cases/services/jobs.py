"""Giving out work: one job a pathway, with its promise to be signed for 签收."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.jobs.lifecycle import JOB
from cases.jobs.visiting import tell_squad
from cases.models import Job
from cases.models.job import EXECUTORS
from cases.models.vocabulary import OPEN_JOB_STATES, JobKind
from portal.lifecycle.move import begin, follow, subject_of
from portal.lifecycle.table import Start
from portal.notices import services as notices

if TYPE_CHECKING:
    from cases.models import Case


def assign_job(case: Case, *, kind: str, by: Any, brief: str = "", squad: Any = None, assignee: Any = None) -> Job:
    """派单: creates the job, starts its clock and tells whoever has to do it. Call inside a transaction.

    A squad's members are told where any has a log-in; else the post that does such work in the place.
    """
    job = Job.objects.create(
        case=case,
        number=case.number,
        area_id=case.area_id,
        kind=kind,
        executor=EXECUTORS[JobKind(kind)],
        brief=brief,
        squad=squad,
        assignee=assignee,
    )
    begin(JOB, job, by=by, starts=(Start("job.accept"),), detail={"kind": kind})
    if assignee or not tell_squad(job):
        post = f"user:{assignee.pk}" if assignee else f"{job.executor}@{job.area_id}"
        notices.tell(post, "job.assigned", subject=subject_of(JOB, job), params={"kind": kind})
    return job


def withdraw_jobs(case: Case, *, by: Any) -> None:
    for job in case.jobs.filter(state__in=OPEN_JOB_STATES):
        follow(JOB, job, "withdraw", by=by)
