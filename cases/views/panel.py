"""What the panel of one request shows, beside the queue and on its own page alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models import Case, Job
from cases.selectors.identity import identity_of
from cases.selectors.online import online_care_for
from cases.selectors.outcomes import why
from cases.selectors.outings import outings_of
from cases.selectors.requests import jobs_of, judgement_of, open_clocks_of, register_entries_of
from cases.selectors.timeline import Event, timeline
from cases.views.looks import open_looks
from portal.access.api import can
from portal.commitments.models import Commitment
from portal.console.moving import button_of
from portal.lifecycle.move import allowed
from portal.lifecycle.table import Transition

SHOWN_CLINICS = 3
HIDDEN = ("refer", "transfer", "return", "pause", "cancel", "merge", "reopen")  # after the steps forward, in this order


@dataclass(frozen=True, slots=True)
class JobView:
    job: Job
    actions: list[dict[str, Any]]


def panel_of(request: HttpRequest, case: Case) -> dict[str, Any]:
    """The context of templates/cases/case/_panel.html. The same number of queries for every request."""
    user = request.user
    events = timeline(case)
    may_reveal = can(user, "case.reveal", case)
    outings, jobs = outings_of(case, user), jobs_of(case)
    actions = _actions(allowed(CASE, case, user), case)
    is_work_next = not any(action["primary"] for action in actions)
    return {
        "case": case,
        "identity": identity_of(case, looks=open_looks(request, case) if may_reveal else ()),
        "may_reveal": may_reveal,
        "clocks": _with_escalations(open_clocks_of(case), events),
        "why": why(case, get_language() or ""),
        "judgement": judgement_of(case),
        "actions": actions,
        "jobs": [JobView(job, _job_actions(job, user, is_work_next)) for job in jobs],
        "outings": outings,
        "online": online_care_for(case)[:SHOWN_CLINICS] if can(user, "case.arrange", case) else [],
        "entries": register_entries_of(case),
        "events": [_line(event, may_reveal) for event in events],
        "rules_url": reverse("cases:rules") if can(user, "rules.view") else "",
        "may_supervise": can(user, "case.urge", case),
    }


def _actions(rows: list[Transition], case: Case) -> list[dict[str, Any]]:
    """Buttons: the way forward first, then the ways aside."""
    ordered = sorted(rows, key=lambda row: (row.name in HIDDEN, not row.primary))
    first = next((row for row in ordered if row.primary), None)
    return [
        button_of(
            row,
            address=reverse("cases:move", args=[case.number, row.name]),
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
            address=reverse("cases:job_move", args=[job.pk, row.name]),
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
        "by": event.by or "",
        "detail": event.note if may_reveal else "",
    }
