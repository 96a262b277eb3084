"""T3b's list: a community submits a day's sessions in one act, the command centre confirms them, with exceptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.lifecycle import CASE
from cases.models import PlannedSession
from cases.models.sessions import SessionState
from cases.models.vocabulary import OUTINGS, Pathway, State
from cases.services.planning import subject
from cases.sessions.lifecycle import SESSION
from portal.lifecycle.errors import InvalidInput, MoveRefused, WrongState
from portal.lifecycle.move import move
from portal.notices import services as notices


@dataclass(slots=True)
class Listed:
    """What became of the rows of one act. `already`: somebody else was quicker, and theirs stands."""

    done: list[PlannedSession] = field(default_factory=list)
    left_out: list[PlannedSession] = field(default_factory=list)
    already: list[PlannedSession] = field(default_factory=list)
    refused: list[tuple[PlannedSession, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exclusion:
    reason: str
    note: str = ""


def submit_list(
    sessions: Iterable[PlannedSession], *, by: Any, left_out: Mapping[UUID, Exclusion] | None = None
) -> Listed:
    """Every session of the list becomes a request with its planned outing, except those that are left out.

    Row by row, each with its own transaction: a row that cannot go stops no other, and whoever takes a call meanwhile
    does not wait for the whole list. Submitted twice, or by two people at once, each row is taken in once.
    """
    left_out, told = left_out or {}, Listed()
    for session in sorted(sessions, key=lambda one: str(one.pk)):
        if excluded := left_out.get(session.pk):
            data = {"reason": excluded.reason, "note": excluded.note}
            _one(told, session, told.left_out, partial(_move, session, "skip", by, data))
        else:
            _one(told, session, told.done, partial(_move, session, "submit", by))
    _tell_the_centre(told.done)
    return told


def _tell_the_centre(listed: list[PlannedSession]) -> None:
    """One notice for each community of a list, not one for each of its rows."""
    for session in {one.area_id: one for one in listed}.values():
        post = f"operator@{session.area.lineage.get('district', session.area_id)}"
        notices.tell(post, "session.listed", subject=subject(session))


def confirm_list(sessions: Iterable[PlannedSession], *, by: Any) -> Listed:
    """The centre's word for each: the request is judged as policy proposes and its hospital asked.

    A row whose hospital is closed, or that policy sends elsewhere, is refused with the reason and waits for somebody.
    """
    told = Listed()
    for session in sorted(sessions, key=lambda one: str(one.pk)):
        _one(told, session, told.done, partial(_confirm, session, by))
    return told


def _one(told: Listed, session: PlannedSession, done: list[PlannedSession], work: Callable[[], Any]) -> None:
    try:
        done.append(work())
    except WrongState:
        told.already.append(session)
    except InvalidInput as refused:
        said = [message for messages in refused.fields.values() for message in messages]
        told.refused.append((session, " ".join(said) or str(refused.message)))
    except MoveRefused as refused:
        told.refused.append((session, str(refused.message)))


def _move(session: PlannedSession, name: str, by: Any, data: dict[str, Any] | None = None) -> PlannedSession:
    return move(SESSION, session, name, by=by, data=data)


@transaction.atomic
def _confirm(session: PlannedSession, by: Any) -> PlannedSession:
    """Under the session's lock: of two who confirm at once, the second finds it confirmed."""
    locked = PlannedSession.objects.select_for_update(of=("self",)).select_related("case").get(pk=session.pk)
    case = locked.case
    if locked.state != SessionState.SUBMITTED or case is None:
        raise WrongState(_("Somebody was quicker."), state=locked.state, allowed=[])
    if case.state == State.ANSWERED:
        pathway = case.pathway if case.pathway in OUTINGS else Pathway.OUTING_VEHICLE
        why = _("On the list of treatment sessions.")
        case = move(CASE, case, "judge", by=by, data={"pathway": pathway, "reason": why})
    outing = case.outings.filter(closed_at=None).first()
    data = {"hospital": locked.hospital_id or "", "planned_at": outing.planned_at if outing else None}
    move(CASE, case, "arrange", by=by, data={**data, "note": _("The hospital that treats, by the register.")})
    locked.refresh_from_db()
    return locked
