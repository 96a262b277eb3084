"""The lifecycle of a planned session in one table: to be listed → listed → confirmed → arranged → treated."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import PlannedSession
from cases.models.sessions import OPEN_SESSIONS, SessionState
from cases.services import treating
from cases.sessions import forms
from portal.lifecycle.table import STAY, Act, Lifecycle, Transition

State = SessionState
LISTED = (State.SUBMITTED, State.CONFIRMED, State.ARRANGED)


def refuse_when_begun(act: Act) -> Any:
    return _now("This session has begun.") if act.thing.starts_at <= timezone.now() else ""


SESSION = Lifecycle(
    noun="session",
    model=PlannedSession,
    initial=State.PLANNED,
    facts=lambda session: {"need": "treatment_session", "groups": [session.group]},
    transitions=[
        # what people do
        Transition(
            "submit", (State.PLANNED,), State.SUBMITTED, "session.submit", _("List it"),
            pgettext_lazy("session", "listed"),
            guard=refuse_when_begun, effect=treating.take_in, key="L", primary=True,
        ),
        Transition(
            "change", (State.PLANNED,), STAY, "session.submit", _("Change the day or shift"), _("changed for a day"),
            form=forms.ChangeDayForm, effect=treating.change_day, key="D",
        ),
        Transition(
            "skip", (State.PLANNED,), State.SKIPPED, "session.submit", _("Leave it out"), _("left out"),
            form=forms.SkipForm, effect=treating.leave_out, releases=("*",), key="N",
        ),
        Transition(
            "restore", (State.SKIPPED,), State.PLANNED, "session.submit", _("Take it in again"), _("taken in again"),
            guard=treating.refuse_to_restore, effect=treating.restore,
        ),
        Transition(
            "send_back", (State.SUBMITTED,), State.PLANNED, "session.confirm", _("Send it back"), _("sent back"),
            form=forms.SendBackForm, effect=treating.send_back,
        ),
        # what follows from the register, the request and the trip
        Transition(
            "withdraw", (State.PLANNED,), State.WITHDRAWN, "session.submit", _("Not needed"), _("not needed any more"),
            releases=("*",), offered=False,
        ),
        Transition(
            "plan_again", (State.WITHDRAWN,), State.PLANNED, "session.submit", _("Needed again"), _("needed again"),
            effect=treating.promise_again, offered=False,
        ),
        Transition(
            "confirm", (State.SUBMITTED,), State.CONFIRMED, "session.confirm", _("Confirm"), _("confirmed"),
            offered=False,
        ),
        Transition(
            "arrange", (State.SUBMITTED, State.CONFIRMED), State.ARRANGED, "session.confirm", _("Arranged"),
            _("arranged"),
            keeps=(treating.ARRANGE,), offered=False,
        ),
        Transition(
            "reopen", (State.CONFIRMED, State.ARRANGED), State.SUBMITTED, "session.confirm", _("Arrange it anew"),
            _("to be arranged anew"),
            effect=treating.promise_again, offered=False,
        ),
        Transition(
            "attend", OPEN_SESSIONS, STAY, "session.confirm", _("At the hospital"), _("at the hospital"),
            keeps=(treating.ARRANGE, treating.ATTEND), offered=False,
        ),
        Transition(
            "finish", LISTED, State.DONE, "session.confirm", _("Treated"), _("treated"),
            keeps=(treating.ARRANGE, treating.ATTEND), offered=False,
        ),
        Transition(
            "call_off", LISTED, State.SKIPPED, "session.confirm", _("Request cancelled"), _("request cancelled"),
            effect=treating.call_off, releases=("*",), offered=False,
        ),
        Transition(
            "miss", OPEN_SESSIONS, State.MISSED, "session.confirm", _("Missed"), _("missed"),
            releases=("*",), offered=False,
        ),
    ],
)  # fmt: skip
