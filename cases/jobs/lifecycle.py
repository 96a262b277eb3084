"""The steps of every kind of job: 派单 assigned → 签收 signed for → the kind's own steps → done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.jobs import forms, visiting
from cases.models import Job
from cases.models.vocabulary import JobKind, JobState
from portal.lifecycle.table import STAY, Act, Lifecycle, Start, Transition

CONVERSATIONS = (JobKind.CONSULTATION, JobKind.PSYCHOLOGICAL_LINE)
SIGNED_FOR = (*CONVERSATIONS, JobKind.MEDICINE_DELIVERY, JobKind.SQUAD_VISIT)
OPEN = (
    JobState.ASSIGNED, JobState.ACCEPTED, JobState.CALLED, JobState.PRESCRIBED, JobState.PICKED_UP,
    JobState.ON_THE_WAY, JobState.ARRIVED, JobState.CONNECTED,
)  # fmt: skip


def only(*kinds: str) -> Callable[[Act], Any]:
    """A step that only jobs of these kinds have."""

    def guard(act: Act) -> Any:
        return "" if act.thing.kind in kinds else _now("This kind of job has no such step.")

    return guard


def keep_inputs(act: Act) -> None:
    """Writes the inputs that are columns of the job; whoever does a step of an unsigned job has signed for it."""
    job = act.thing
    for name in ("prescription", "result", "proof", "reference", "squad"):
        if act.data.get(name):
            setattr(job, name, act.data[name])
    if act.data.get("clinic"):
        job.clinic = act.data["clinic"]
        job.reference = job.clinic.name[:40]
    if act.transition.name != "withdraw":
        job.assignee = job.assignee or act.by
    if job.state not in OPEN:
        job.closed_at = act.happened_at


def both(*effects: Callable[[Act], None]) -> Callable[[Act], None]:
    """Effects of one step, one after the other."""

    def effect(act: Act) -> None:
        for one in effects:
            one(act)

    return effect


JOB = Lifecycle(
    noun="job",
    model=Job,
    initial=JobState.ASSIGNED,
    facts=lambda job: {
        "pathway": "call_120" if job.kind == JobKind.HANDOVER_120 else job.kind,
        "severity": job.case.severity,
        "need": job.case.need,
        "control": job.case.control,
        "groups": list(job.case.groups),
    },
    policy_ref=lambda job: job.case.policy_id,
    topics=lambda job: ("case",),
    beside=("case",),
    transitions=[
        Transition(
            "accept", (JobState.ASSIGNED,), JobState.ACCEPTED, "job.work_{executor}", _("Sign for it"), _("signed for"),
            form=forms.AcceptForm, guard=only(*SIGNED_FOR), effect=keep_inputs,
            keeps=("job.accept",), starts=(Start("job.done"),), key="A", primary=True,
        ),
        # 120: called, then followed until somebody confirms (B1b)
        Transition(
            "call", (JobState.ASSIGNED,), JobState.CALLED, "job.work_{executor}", _("120 called"), _("120 called"),
            form=forms.CallForm, guard=only(JobKind.HANDOVER_120), effect=keep_inputs,
            keeps=("job.accept",), starts=(Start("job.done"),), key="C", primary=True,
        ),
        Transition(
            "confirm", (JobState.CALLED,), JobState.DONE, "job.work_{executor}", _("Hand-over confirmed"),
            _("hand-over confirmed"),
            form=forms.ConfirmForm, guard=only(JobKind.HANDOVER_120), effect=keep_inputs, keeps=("job.done",),
            key="D", primary=True,
        ),
        # consultations and the psychological line (B2b, H4)
        Transition(
            "connect", (JobState.ACCEPTED,), JobState.CONNECTED, "job.work_{executor}", _("In conversation"),
            _("connected"),
            form=forms.ConnectForm, guard=only(*CONVERSATIONS), effect=keep_inputs, key="C", primary=True,
        ),
        Transition(
            "send_elsewhere", (JobState.CONNECTED,), STAY, "job.work_{executor}", _("Send elsewhere"),
            _("sent elsewhere"),
            form=forms.SendElsewhereForm, guard=only(*CONVERSATIONS), effect=keep_inputs,
        ),
        Transition(
            "conclude", (JobState.CONNECTED,), JobState.DONE, "job.work_{executor}", _("Conclude"), _("concluded"),
            form=forms.ConcludeForm, guard=only(*CONVERSATIONS), effect=keep_inputs, keeps=("job.done",),
            key="D", primary=True,
        ),
        # medicine to the door (B2b, H4)
        Transition(
            "prescribe", (JobState.ACCEPTED,), JobState.PRESCRIBED, "job.work_{executor}", _("Note the prescription"),
            _("prescription noted"),
            form=forms.PrescribeForm, guard=only(JobKind.MEDICINE_DELIVERY), effect=keep_inputs, key="N", primary=True,
        ),
        Transition(
            "pick_up", (JobState.PRESCRIBED,), JobState.PICKED_UP, "job.work_{executor}", _("Medicine collected"),
            _("medicine collected"),
            form=forms.PickUpForm, guard=only(JobKind.MEDICINE_DELIVERY), effect=keep_inputs, key="U", primary=True,
        ),
        Transition(
            "deliver", (JobState.PICKED_UP,), JobState.DONE, "job.work_{executor}", _("Delivered"), _("delivered"),
            form=forms.DeliverForm, guard=only(JobKind.MEDICINE_DELIVERY), effect=keep_inputs, keeps=("job.done",),
            key="D", primary=True,
        ),
        # squads: the patient stays, the experts move (H3)
        Transition(
            "depart", (JobState.ACCEPTED,), JobState.ON_THE_WAY, "job.work_{executor}", _("Set off"), _("set off"),
            guard=only(JobKind.SQUAD_VISIT), effect=both(keep_inputs, visiting.begin_visit), key="U", primary=True,
        ),
        Transition(
            "arrive", (JobState.ON_THE_WAY,), JobState.ARRIVED, "job.work_{executor}", _("At the door"),
            _("at the door"),
            guard=only(JobKind.SQUAD_VISIT), effect=both(keep_inputs, visiting.reach_the_door), key="V", primary=True,
        ),
        Transition(
            "visit", (JobState.ARRIVED,), JobState.DONE, "job.work_{executor}", _("Visit done"), _("visit done"),
            form=forms.VisitForm, guard=only(JobKind.SQUAD_VISIT), effect=both(keep_inputs, visiting.end_visit),
            keeps=("job.done",), key="D", primary=True,
        ),
        Transition(
            "refer", (JobState.ARRIVED,), JobState.DONE, "job.work_{executor}", _("Refer onward"), _("referred onward"),
            form=forms.ReferForm, guard=only(JobKind.SQUAD_VISIT), effect=both(keep_inputs, visiting.end_visit),
            keeps=("job.done",),
        ),
        Transition(
            "send_squad", (JobState.ASSIGNED, JobState.ACCEPTED, JobState.ON_THE_WAY), JobState.ASSIGNED,
            "case.arrange", _("Send another squad"), _("another squad sent"),
            form=forms.SendSquadForm, guard=only(JobKind.SQUAD_VISIT), effect=visiting.change_squad,
            starts=(Start("job.accept"),),
        ),
        Transition(
            "decline", (JobState.ASSIGNED, JobState.ACCEPTED), JobState.DECLINED, "job.work_{executor}",
            _("Hand back"), _("handed back"),
            form=forms.DeclineForm, guard=only(*SIGNED_FOR), effect=keep_inputs, releases=("job.accept", "job.done"),
        ),
        Transition(
            "withdraw", OPEN, JobState.CANCELLED, "case.arrange", _("Withdraw"), _("withdrawn"),
            effect=keep_inputs, releases=("job.accept", "job.done"), offered=False,
        ),
    ],
)  # fmt: skip
