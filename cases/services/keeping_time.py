"""What acts of control and the treatment calendar do when time passes, whoever looks."""

from __future__ import annotations

from datetime import datetime

from cases.models import ControlAct
from cases.models.control import ActState
from cases.models.vocabulary import Control
from cases.services.planning import plan_sessions
from cases.services.treating import settle_passed_sessions
from portal.lifecycle.move import database_now, follow


def end_due_acts(*, now: datetime | None = None) -> int:
    """Ends the acts whose planned end has come, as if somebody had ended them."""
    from cases.control.lifecycle import CONTROL

    over = ControlAct.objects.filter(state=ActState.IN_FORCE, until__lte=now or database_now())
    acts = over.exclude(control=Control.NONE).order_by("until")
    return sum(follow(CONTROL, act, "end", by=None) is not None for act in acts)


def keep_calendar(*, now: datetime | None = None) -> None:
    """Plans the next days and settles those that are over. Idempotent: it writes what has changed."""
    plan_sessions(now=now)
    settle_passed_sessions(now=now)
