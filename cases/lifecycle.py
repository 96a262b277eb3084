"""The lifecycle of a request in one table: 受理 已响应 研判 已安排 办理中 办结 回访 归档, and every way aside."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.forms import moves as forms
from cases.models import Case
from cases.models.vocabulary import State
from cases.services import effects, referring
from portal.lifecycle.table import STAY, Lifecycle, Start, Transition

IN_HAND = (State.ANSWERED, State.JUDGED, State.ARRANGED, State.UNDER_WAY)
BEFORE_WORK = (State.RECEIVED, State.ANSWERED, State.JUDGED)

# The clocks of the resident's wait count from the moment of asking, whenever the row was entered.
FIRST_CLOCKS = (
    Start("case.answer", since=lambda case: case.occurred_at),
    Start("case.arrange", since=lambda case: case.occurred_at),
)

CASE = Lifecycle(
    noun="case",
    model=Case,
    initial=State.RECEIVED,
    facts=lambda case: {
        "severity": case.severity,
        "need": case.need,
        "control": case.control,
        "groups": list(case.groups),
        "pathway": case.pathway,
    },
    policy_ref=lambda case: case.policy_id,
    transitions=[
        Transition(
            "answer", (State.RECEIVED,), State.ANSWERED, "case.answer", _("Record the answer"), _("answered"),
            form=forms.AnswerForm, effect=effects.answer, guard=effects.refuse_while_paused,
            keeps=("case.answer",), starts=(Start("case.judge"),), key="A", primary=True,
        ),
        Transition(
            "judge", (State.ANSWERED,), State.JUDGED, "case.judge", _("Judge"), _("judged"),
            form=forms.JudgeForm, effect=effects.judge, guard=effects.refuse_while_paused,
            keeps=("case.judge",), key="D", primary=True,
        ),
        Transition(
            "arrange", (State.JUDGED,), State.ARRANGED, "case.arrange", _("Arrange"), _("arranged"),
            form=forms.ArrangeForm, effect=effects.arrange, guard=effects.refuse_while_paused,
            starts=(Start("case.finish"),), key="P", primary=True,
        ),
        Transition(
            "place", (State.ARRANGED, State.UNDER_WAY), STAY, "case.place",
            _("Assign a hospital"), _("hospital assigned"),
            form=forms.PlaceForm, effect=effects.place, guard=effects.refuse_unless_centre_must_place, key="H",
            primary=True,
        ),
        Transition(
            "start", (State.ARRANGED,), State.UNDER_WAY, "case.start", _("Begin the work"), _("under way"),
            form=forms.StartForm, effect=effects.note, guard=effects.refuse_while_paused, key="S",
        ),
        Transition(
            "finish", (State.JUDGED, State.ARRANGED, State.UNDER_WAY), State.FINISHED, "case.finish",
            _("Finish"), _("finished"),
            form=forms.FinishForm, effect=effects.finish, guard=effects.refuse_while_work_is_open,
            keeps=("case.arrange", "case.finish"), starts=(Start("case.follow_up"),), key="F", primary=True,
        ),
        Transition(
            "follow_up", (State.FINISHED,), State.FOLLOWED_UP, "case.follow_up", _("Record the call-back"),
            _("called back"),
            form=forms.FollowUpForm, effect=effects.follow_up, keeps=("case.follow_up",), key="B", primary=True,
        ),
        Transition(
            "archive", (State.FOLLOWED_UP,), State.ARCHIVED, "case.archive", _("Archive"), _("archived"),
            form=forms.ArchiveForm, effect=effects.note, key="G", primary=True,
        ),
        Transition(
            "refer", (State.ARRANGED, State.UNDER_WAY), State.ARRANGED, "case.arrange",
            _("Refer onward"), _("referred onward"),
            form=forms.ReferForm, effect=referring.refer, guard=referring.refuse_what_cannot_go_on,
        ),
        Transition(
            "transfer", (State.RECEIVED, *IN_HAND), STAY, "case.transfer", _("Pass on"), _("passed on"),
            form=forms.TransferForm, effect=effects.transfer, guard=effects.refuse_after_two_bounces, key="T",
        ),
        Transition(
            "return", (State.JUDGED, State.ARRANGED, State.UNDER_WAY), State.ANSWERED, "case.return",
            _("Return"), _("returned"),
            form=forms.ReturnForm, effect=effects.hand_back, guard=effects.refuse_while_somebody_is_out,
            releases=("case.finish",), starts=(Start("case.judge", restart=True),), key="R",
        ),
        Transition(
            "pause", IN_HAND, STAY, "case.pause", _("Pause"), _("paused"),
            form=forms.PauseForm, effect=effects.pause, guard=effects.refuse_while_paused,
        ),
        Transition(
            "resume", IN_HAND, STAY, "case.resume", _("Resume"), _("resumed"),
            form=forms.ResumeForm, effect=effects.resume, guard=effects.refuse_unless_paused, primary=True,
        ),
        Transition(
            "cancel", (*BEFORE_WORK, State.ARRANGED), State.CANCELLED, "case.cancel", _("Cancel"), _("cancelled"),
            form=forms.CancelForm, effect=effects.cancel, guard=effects.refuse_while_somebody_is_out,
            releases=("*",),
        ),
        Transition(
            "merge", (State.RECEIVED, State.ANSWERED), State.MERGED, "case.merge", _("Merge"), _("merged"),
            form=forms.MergeForm, effect=effects.merge, releases=("*",),
        ),
        Transition(
            "reopen", (State.FINISHED, State.FOLLOWED_UP, State.ARCHIVED), State.ANSWERED, "case.reopen",
            pgettext_lazy("request", "Reopen"), pgettext_lazy("request", "reopened"),
            form=forms.ReopenForm, effect=effects.reopen, guard=effects.refuse_when_another_is_open,
            releases=("case.follow_up",),
            starts=(Start("case.judge", restart=True), Start("case.arrange", restart=True)),
        ),
    ],
)  # fmt: skip
