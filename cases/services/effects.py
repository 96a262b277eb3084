"""What else each move of a request writes, under its lock, and the reasons for which a move is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import OperationalError
from django.utils.translation import gettext as _

from cases.models import Judgement, Note
from cases.models.vocabulary import OPEN_JOB_STATES, OUTINGS, Satisfaction
from cases.selectors.outings import current_outing
from cases.selectors.requests import jobs_at_hand, open_of
from cases.services import arranging, placing, proposing
from portal.access.api import can
from portal.commitments import services as commitments
from portal.commitments.subject import Subject
from portal.lifecycle.errors import InvalidInput

if TYPE_CHECKING:
    from cases.models import Case
    from portal.lifecycle.table import Act

FREE_TRANSFERS = 2  # 首接负责: after this many the owner stays, unless a supervisor decides


def subject(case: Case) -> Subject:
    return Subject(kind="case", id=case.pk, number=case.number, area_id=case.area_id)


# --- reasons to refuse ---------------------------------------------------------------------------------------------


def refuse_while_paused(act: Act) -> Any:
    return _("This request is paused: resume it first.") if act.thing.paused_at else ""


def refuse_unless_paused(act: Act) -> Any:
    return "" if act.thing.paused_at else _("This request is not paused.")


def refuse_after_two_bounces(act: Act) -> Any:
    if act.thing.bounces >= FREE_TRANSFERS and not can(act.by, "case.transfer_fixed", act.thing):
        return _("This request was passed on twice: whoever has it now keeps it. A supervisor may decide otherwise.")
    return ""


def refuse_while_somebody_is_out(act: Act) -> Any:
    if arranging.is_somebody_out(act.thing):
        return _("The resident is out: the outing must come home first, or somebody else must take them over.")
    return ""


def refuse_while_work_is_open(act: Act) -> Any:
    if act.thing.paused_at:
        return refuse_while_paused(act)
    if current_outing(act.thing):
        return _("The outing is not home yet.")
    if any(job.state in OPEN_JOB_STATES for job in jobs_at_hand(act.thing)):
        return _("Work for this request is not done yet.")
    return ""


def refuse_unless_centre_must_place(act: Act) -> Any:
    outing = current_outing(act.thing)
    if outing and outing.needs_centre:
        return ""
    return _("No hospital has to be assigned for this request.")


def refuse_when_another_is_open(act: Act) -> Any:
    case = act.thing
    if case.related_to_id is None:
        others = open_of(case.person_id, case.need)
        if other := next((other for other in others if other.pk != case.pk), None):
            return _("The same need of this resident is open as %s.") % other.number
    return ""


# --- effects -------------------------------------------------------------------------------------------------------


def note(act: Act) -> None:
    if body := act.data.get("note"):
        Note.objects.create(case=act.thing, move=act.transition.name, body=body, by=act.by, at=act.happened_at)


def answer(act: Act) -> None:
    """Whoever answers first signs for it 签收."""
    act.thing.owner = act.thing.owner or act.by
    note(act)


def judge(act: Act) -> None:
    case, data = act.thing, act.data
    Judgement.objects.create(
        case=case,
        pathway=data["pathway"],
        proposed=case.proposal.get("pathway") or case.pathway,
        severity=data["severity"] or case.severity,
        reason=data["reason"],
        by=act.by,
        at=act.happened_at,
    )
    case.pathway = data["pathway"]
    if data["severity"] and data["severity"] != case.severity:
        case.severity = data["severity"]
        proposing.propose(case)
        case.pathway = data["pathway"]
    case.owner = case.owner or act.by
    note(act)


def arrange(act: Act) -> None:
    """Sets the pathway's work going. The promise to arrange is kept only when somebody outside has taken it on."""
    case = act.thing
    arranging.arrange(case, act.data, by=act.by)
    if case.pathway not in OUTINGS:
        commitments.keep(subject(case), ("case.arrange",), by=act.by)
    note(act)


def place(act: Act) -> None:
    data = act.data
    placing.assign_hospital(act.thing, hospital=data["hospital"], slot=data.get("slot"), by=act.by, reason=data["note"])
    note(act)


def finish(act: Act) -> None:
    act.thing.outcome = act.data["outcome"]
    act.thing.finished_at = act.happened_at
    note(act)


def follow_up(act: Act) -> None:
    act.thing.satisfaction = act.data["satisfaction"]
    note(act)


def transfer(act: Act) -> None:
    case = act.thing
    if act.data["area"]:
        case.area_id = act.data["area"]
        commitments.retarget(subject(case), area_id=case.area_id)
    case.owner = act.data["owner"]
    case.bounces += 1
    note(act)


def hand_back(act: Act) -> None:
    arranging.withdraw_all(act.thing, by=act.by)
    note(act)


def pause(act: Act) -> None:
    act.thing.paused_at = act.happened_at
    act.thing.pause_reason = act.data["reason"]
    commitments.pause(subject(act.thing), None, reason=act.data["reason"], by=act.by)
    note(act)


def resume(act: Act) -> None:
    act.thing.paused_at = None
    act.thing.pause_reason = ""
    commitments.resume(subject(act.thing), None, by=act.by)
    note(act)


def cancel(act: Act) -> None:
    arranging.withdraw_all(act.thing, by=act.by)
    note(act)


def merge(act: Act) -> None:
    """Takes the other request's lock as well, without waiting: two who merge into each other must not both win."""
    case, into = act.thing, act.data["into"]
    try:
        still_open = type(case).objects.select_for_update(nowait=True).get(pk=into.pk).is_open
    except OperationalError:
        still_open = False
    if not still_open:
        text = _("Somebody is just changing that request. Look at it again.")
        raise InvalidInput(text, fields={"into": [text]})
    case.merged_into = into
    if case.description:
        Note.objects.create(case=into, move="merge", body=case.description, by=act.by, at=act.happened_at)
    note(act)


def reopen(act: Act) -> None:
    act.thing.finished_at = None
    act.thing.outcome = ""
    act.thing.satisfaction = ""
    note(act)


def is_dissatisfied(act: Act) -> bool:
    return act.data.get("satisfaction") == Satisfaction.DISSATISFIED
