"""The lifecycle of an act of control in one table: drafted and previewed → in force → ended, or undone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.control.forms import ReasonForm, UntilForm
from cases.models import ControlAct
from cases.models.control import ActState, Reach
from cases.models.vocabulary import Control
from cases.selectors.control import would_change
from cases.services import control
from portal.lifecycle.table import STAY, Act, Lifecycle, Transition


def refuse_when_nobody_came(act: Act) -> Any:
    if act.thing.reach == Reach.PERSON or not would_change(act.thing).exists():
        return _now("Everybody there is under this act or a stricter one.")
    return ""


def refuse_when_it_frees(act: Act) -> Any:
    """Lifting is done when it is done: nothing of it goes on that could end."""
    return _now("This act lifted a status: it has no end.") if act.thing.control == Control.NONE else ""


CONTROL = Lifecycle(
    noun="control",
    model=ControlAct,
    initial=ActState.DRAFTED,
    transitions=[
        Transition(
            "confirm", (ActState.DRAFTED,), ActState.IN_FORCE, "control.set", _("Put it in force"), _("put in force"),
            effect=control.put_in_force, key="P", primary=True,
        ),
        Transition(
            "drop", (ActState.DRAFTED,), ActState.DROPPED, "control.set", _("Give it up"), _("given up"),
        ),
        Transition(
            "include", (ActState.IN_FORCE,), STAY, "control.set", _("Include those who came later"), _("extended"),
            guard=refuse_when_nobody_came, effect=control.include_latecomers, key="I",
        ),
        Transition(
            "prolong", (ActState.IN_FORCE,), STAY, "control.set", _("Change the end"), _("end changed"),
            form=UntilForm, guard=refuse_when_it_frees, effect=control.note_until,
        ),
        Transition(
            "end", (ActState.IN_FORCE,), ActState.ENDED, "control.set", _("End it"), _("ended"),
            form=ReasonForm, guard=refuse_when_it_frees, effect=control.take_back, key="E", primary=True,
        ),
        Transition(
            "undo", (ActState.IN_FORCE,), ActState.UNDONE, "control.set", _("Undo it"), _("undone"),
            form=ReasonForm, effect=control.take_back, key="U",
        ),
    ],
)  # fmt: skip
