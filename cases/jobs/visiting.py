"""What a squad's visit writes beside its job (H3): who set out when, what was found and done, where it led."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.models import Visit
from hospitals.selectors.squads import crews_at, log_ins_of
from portal.commitments.subject import Subject
from portal.notices import services as notices

if TYPE_CHECKING:
    from portal.lifecycle.table import Act

RECORDED = ("found", "done", "medicines", "advice")


def begin_visit(act: Act) -> None:
    """The record begins with who set out: those of the squad who were on duty then."""
    job = act.thing
    visit, _is_new = Visit.objects.update_or_create(
        job=job, defaults={"squad": job.squad, "set_out_at": act.happened_at, "arrived_at": None}
    )
    if job.squad:
        visit.members.set(crews_at([job.squad], act.happened_at)[job.squad_id].members)


def reach_the_door(act: Act) -> None:
    visit = _visit(act)
    visit.arrived_at = act.happened_at
    visit.save()


def end_visit(act: Act) -> None:
    """The record as the squad wrote it at the door, sealed; `referred_to` is where the patient goes from there."""
    visit = _visit(act)
    for name in RECORDED:
        setattr(visit, name, act.data.get(name, ""))
    visit.left_at, visit.written_by = act.happened_at, act.by
    visit.referred_to = act.data.get("pathway", "")
    visit.save()


def _visit(act: Act) -> Visit:
    """The record of this job; visits that had set out before records were kept get theirs now."""
    job = act.thing
    visit, _is_new = Visit.objects.get_or_create(job=job, defaults={"squad": job.squad, "set_out_at": act.happened_at})
    return visit


def change_squad(act: Act) -> None:
    """Another squad goes: whoever had signed has not, and the new one is told."""
    job = act.thing
    job.squad, job.assignee = act.data["squad"], None
    tell_squad(job)


def tell_squad(job: Any) -> bool:
    """Notices to the members of the job's squad who have log-ins; False when nobody of it would read one."""
    users = log_ins_of(job.squad) if job.squad else []
    subject = Subject(kind="job", id=job.pk, number=job.number, area_id=job.area_id)
    for user in users:
        notices.tell(f"user:{user}", "job.assigned", subject=subject, params={"kind": job.kind})
    return bool(users)
