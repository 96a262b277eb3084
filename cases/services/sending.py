"""One tap from a request: the caller is sent to an online clinic or a line, and all that this means is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models.vocabulary import JobKind, JobState, Pathway, State
from hospitals.selectors.clinics import LINES
from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.move import move
from portal.lifecycle.patience import done_again_after_a_deadlock

if TYPE_CHECKING:
    from cases.models import Case, Job
    from hospitals.models import OnlineClinic


@done_again_after_a_deadlock
@transaction.atomic
def send_online(case: Case, *, clinic: OnlineClinic, by: Any) -> Job:
    """Every step that is still missing, each by its own move, so that each asks its permission and keeps its promise.

    1. Who is on the telephone has been answered. 2. Judged as policy proposes; anything else needs a person's words.
    3. Arranged, in the hands of who sends. 4. Signed for and connected, with the clinic; again: sent elsewhere.
    The job's clock runs on until somebody has asked what came of it.
    """
    pathway = Pathway.PSYCHOLOGICAL_LINE if clinic.kind in LINES else Pathway.CONSULTATION
    if case.state == State.RECEIVED:
        case = move(CASE, case, "answer", by=by, data={"channel": "phone"})
    if case.state == State.ANSWERED:
        _refuse_unless(case.proposal.get("pathway") or case.pathway, pathway)
        case = move(CASE, case, "judge", by=by, data={"pathway": pathway})
    _refuse_unless(case.pathway, pathway)
    if case.state == State.JUDGED:
        case = move(CASE, case, "arrange", by=by, data={"assignee": by.pk})
    job = case.jobs.filter(kind=JobKind(pathway)).exclude(closed_at__isnull=False).first()
    if job is None:
        raise InvalidInput(_("No conversation is open for this request."), fields={})
    if job.state == JobState.ASSIGNED:
        job = move(JOB, job, "accept", by=by)
    step = "send_elsewhere" if job.state == JobState.CONNECTED else "connect"
    return move(JOB, job, step, by=by, data={"clinic": clinic.pk})


def _refuse_unless(found: str, wanted: Pathway) -> None:
    if found != wanted:
        text = _("This request is to be met by “%(pathway)s”: judge it otherwise first, and say why.")
        text %= {"pathway": Pathway(found).label}
        raise InvalidInput(text, fields={"clinic": [text]})
