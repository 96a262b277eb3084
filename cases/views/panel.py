"""What the panel of one request shows, beside the queue and on its own page alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models import Case, Job
from cases.models.vocabulary import JobState
from cases.selectors.identity import identity_of
from cases.selectors.online import online_care_for
from cases.selectors.outcomes import why
from cases.selectors.outings import outings_of
from cases.selectors.requests import jobs_of, judgement_of, open_clocks_of, register_entries_of
from cases.selectors.timeline import Event, timeline
from cases.templatetags.cases import short_place
from cases.views.facts import facts_of, head_of, ticket
from cases.views.looks import open_looks
from hospitals.models import OnlineClinic
from portal.access.api import can
from portal.commitments.models import Commitment
from portal.console.addresses import address
from portal.console.drawn import Drawn
from portal.console.labels import label
from portal.console.moving import button_of
from portal.console.templatetags.console import moment
from portal.lifecycle.move import allowed
from portal.lifecycle.table import Transition
from portal.privacy.masking import mask_text

SHOWN_CLINICS = 3
TONES = {JobState.DONE: "kept", JobState.DECLINED: "paused", JobState.CANCELLED: "paused"}
HIDDEN = ("refer", "transfer", "return", "pause", "cancel", "merge", "reopen")  # after the steps forward, in this order
CLINIC = Drawn("cases/case/_clinic.html")


class ClinicFace(NamedTuple):
    """All that is shown of a clinic: the same in every panel until its doors open or close."""

    kind: str
    name: str
    phone: str
    is_active: bool
    open_now: bool | None
    hours: str
    opens_24h: bool
    opens_at: time | None
    closes_at: time | None


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with what it, its state and whoever does it are called."""

    job: Job
    kind: str
    state: str
    tone: str
    who: str
    actions: list[dict[str, Any]]


def panel_of(request: HttpRequest, case: Case) -> dict[str, Any]:
    """The context of templates/cases/case/_panel.html. The same number of queries for every request."""
    user = request.user
    events = timeline(case)
    may_reveal = can(user, "case.reveal", case)
    identity = identity_of(case, looks=open_looks(request, case) if may_reveal else ())
    entries = register_entries_of(case)
    outings, jobs = outings_of(case, user), jobs_of(case)
    actions = _actions(allowed(CASE, case, user), case)
    is_work_next = not any(action["primary"] for action in actions)
    online = online_care_for(case)[:SHOWN_CLINICS] if can(user, "case.arrange", case) else []
    return {
        "case": case,
        "address": address("cases:case", case.number),
        "may_reveal": may_reveal,
        "head": head_of(case, identity, entries, may_reveal=may_reveal),
        "merged_into": ticket(case.merged_into.number) if case.merged_into else "",
        "need": label(case, "need"),
        "place": short_place(case.area),
        "description": case.description if may_reveal else mask_text(case.description),
        "facts": facts_of(case, identity, entries, may_reveal=may_reveal),
        "clocks": _with_escalations(open_clocks_of(case), events),
        "why": why(case, get_language() or ""),
        **_judged(case, may_reveal),
        "actions": actions,
        "jobs": [_job(job, _job_actions(job, user, is_work_next)) for job in jobs],
        "outings": outings,
        "online": [_clinic(case, clinic) for clinic in online],
        "all_online": address("cases:online", case.number),
        "events": [_line(event, may_reveal) for event in events],
        "may_supervise": can(user, "case.urge", case),
    }


def _judged(case: Case, may_reveal: bool) -> dict[str, str]:
    """Who chose the way in which the need is met, or that nobody has yet."""
    judgement = judgement_of(case)
    if judgement is None:
        return {"judged": _("Policy proposes:"), "pathway": label(case, "pathway")}
    told = {"by": judgement.by, "at": moment(judgement.at)}
    proposed = {"proposed": label(judgement, "proposed")} if judgement.pathway != judgement.proposed else None
    return {
        "judged": _("Judged by %(by)s, %(at)s:") % told,
        "pathway": label(case, "pathway"),
        "instead": _("(policy proposed: %(proposed)s)") % proposed if proposed else "",
        "judged_because": judgement.reason if may_reveal else "",
    }


def _clinic(case: Case, clinic: OnlineClinic) -> tuple[SafeString, str]:
    values = [getattr(clinic, name) for name in ClinicFace._fields if name != "kind"]
    face = ClinicFace(label(clinic, "kind"), *values)
    return CLINIC.of(clinic=face), address("cases:send_online", case.number, clinic.pk)


def _job(job: Job, actions: list[dict[str, Any]]) -> JobView:
    who = str(job.assignee) if job.assignee else label(job, "executor")
    return JobView(job, label(job, "kind"), label(job, "state"), TONES.get(job.state, "plain"), who, actions)


def _actions(rows: list[Transition], case: Case) -> list[dict[str, Any]]:
    """Buttons: the way forward first, then the ways aside."""
    ordered = sorted(rows, key=lambda row: (row.name in HIDDEN, not row.primary))
    first = next((row for row in ordered if row.primary), None)
    return [
        button_of(
            row,
            address=address("cases:move", case.number, row.name),
            state=case.state,
            primary=row is first,
            form=True,
        )
        for row in ordered
    ]


def _job_actions(job: Job, user: Any, is_work_next: bool) -> list[dict[str, Any]]:
    """The steps of a job; the one forward stands out where the request itself only waits for it."""
    return [
        button_of(
            row,
            address=address("cases:job_move", job.pk, row.name),
            state=job.state,
            key="",
            primary=row.primary and is_work_next,
        )
        for row in allowed(JOB, job, user)
        if row.offered
    ]


def _with_escalations(clocks: list[Commitment], events: list[Event]) -> list[Commitment]:
    """Says on each clock how far it has been escalated; the escalations were read for the timeline already."""
    reached: dict[int, Any] = {}
    for event in events:
        if rung := event.escalation:
            known = reached.get(rung.commitment_id)
            reached[rung.commitment_id] = rung if known is None or rung.level > known.level else known
    for clock in clocks:
        if rung := reached.get(clock.pk):
            clock.escalated = _("escalated to level %(level)s") % {"level": rung.level}  # type: ignore[attr-defined]
    return clocks


def _line(event: Event, may_reveal: bool) -> dict[str, Any]:
    """One line of the timeline. Words about a person are for those who care for them."""
    return {
        "at": event.at,
        "text": event.text,
        "tone": "late" if event.is_alarm else "",
        "by": str(event.by or ""),
        "detail": event.note if may_reveal else "",
    }
