"""The one door through which a state changes: locks, checks, writes, starts and keeps promises, journals, tells."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from portal.access.api import can
from portal.audit import selectors as journal
from portal.audit import services as audit
from portal.commitments import services as commitments
from portal.commitments.subject import Subject
from portal.commitments.terms import terms_for
from portal.lifecycle.errors import Denied, InvalidInput, WrongState
from portal.lifecycle.fields import moving
from portal.lifecycle.impossible import explained
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.lifecycle.signals import moved
from portal.lifecycle.table import STAY, Act, Lifecycle, Start, Transition
from portal.notices import live
from portal.notices import services as notices
from portal.privacy.fates import is_masked_name
from portal.standing import Standing


def subject_of(lifecycle: Lifecycle, thing: Any) -> Subject:
    """What commitments, notices and the journal call this thing."""
    return Subject(kind=lifecycle.noun, id=thing.pk, number=thing.number, area_id=thing.area_id)


def allowed(lifecycle: Lifecycle, thing: Any, user: Any) -> list[Transition]:
    """The transitions that this person could make now, in the order of the table; guards included, inputs not."""
    act = {"thing": thing, "data": {}, "by": user, "happened_at": None}
    return [
        row
        for row in lifecycle.from_state(thing.state)
        if can(user, row.action_on(thing), thing) and not (row.guard and row.guard(Act(transition=row, **act)))
    ]


def begin(
    lifecycle: Lifecycle, thing: models.Model, *, by: Any, starts: tuple[Start, ...] = (), detail: dict | None = None
) -> None:
    """Journals the birth of a thing just inserted and starts its first promises. Call inside its transaction."""
    now = database_now()
    audit.record(f"{lifecycle.noun}.create", by=by, **_about(lifecycle, thing), detail=detail or {})
    act = Act(thing=thing, data={}, by=by, happened_at=now, transition=Transition("create", (), STAY, "", "", ""))
    _start(lifecycle, act, starts)
    _announce(lifecycle, thing)


@done_again_after_a_deadlock
@explained()
@transaction.atomic
def move(
    lifecycle: Lifecycle,
    thing: Any,
    name: str,
    *,
    by: Any,
    data: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    seen_state: str | None = None,
) -> Any:
    """Makes the transition `name` and returns the thing as it then stands.

    1. Lock the row, and read it again under the lock.
    2. Refuse (`Denied`, `WrongState`, `InvalidInput`) before anything is written. `seen_state` is where the caller's
       screen showed the thing: when somebody else has moved it since, the caller is told what happened instead.
    3. Fire what is already overdue, keep and release promises; write the state and what else changes.
    4. Start new promises, journal, tell, announce. All of it commits together or not at all.

    `happened_at` is when it really happened, for a telephone that was offline; it is never later than now.
    """
    locked = _lock(lifecycle, thing)
    row = _checked_row(lifecycle, locked, name, by=by, seen_state=seen_state)
    now = database_now()
    checked = _checked_data(row, locked, data or {}, by)
    act = Act(thing=locked, data=checked, by=by, happened_at=min(happened_at or now, now), transition=row)
    if reason := row.guard and row.guard(act):
        names = [other.name for other in allowed(lifecycle, locked, by)]
        raise WrongState(reason, state=locked.state, allowed=names, last=journal.last_about(lifecycle.noun, locked.pk))
    return _carry_out(lifecycle, act)


@explained()
@transaction.atomic
def follow(
    lifecycle: Lifecycle,
    thing: Any,
    name: str,
    *,
    by: Any,
    data: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
) -> Any | None:
    """A move that another move entails (a trip that came home lets its request go on), in that one's transaction.

    Permission was asked of the cause, and `data` comes from the program, so neither is checked again. Returns None and
    writes nothing when the lifecycle has no such edge from where the thing stands.
    """
    locked = _lock(lifecycle, thing)
    row = lifecycle.by_name[name]
    if locked.state not in row.sources:
        return None
    now = database_now()
    return _carry_out(lifecycle, Act(locked, data or {}, by, min(happened_at or now, now), row))


def _lock(lifecycle: Lifecycle, thing: Any) -> Any:
    return _read(lifecycle, thing, under_lock=True)


def _read(lifecycle: Lifecycle, thing: Any, *, under_lock: bool = False) -> Any:
    """The thing as it stands in the database now."""
    found = _standing(lifecycle.model, lifecycle.beside if under_lock else (), under_lock).first(pk=thing.pk)
    if found is None:
        raise ObjectDoesNotExist(f"{lifecycle.noun} {thing.pk}")
    return found


@cache
def _standing(model: Any, beside: tuple[str, ...], under_lock: bool) -> Standing[Any]:
    """Every move asks it twice, and some make other things move."""
    rows = model._default_manager.select_related(*beside) if beside else model._default_manager.all()
    if under_lock:
        rows = rows.select_for_update(of=("self",))
    kind = UUID if isinstance(model._meta.pk, models.UUIDField) else int
    return Standing(lambda pk: rows.filter(pk=pk), pk=kind)


def _carry_out(lifecycle: Lifecycle, act: Act) -> Any:
    locked, row, by = act.thing, act.transition, act.by
    before = locked.state
    subject = subject_of(lifecycle, locked)
    if row.keeps:
        commitments.keep(subject, row.keeps, by=by)
    if row.releases:
        commitments.release(subject, None if row.releases == ("*",) else row.releases, reason=row.name, by=by)
    _write(lifecycle, act, before)
    _start(lifecycle, act, row.starts)
    audit.record(f"{lifecycle.noun}.{row.name}", by=by, **_about(lifecycle, locked), detail=_detail(act, before))
    moved.send(sender=lifecycle.model, lifecycle=lifecycle, act=act, before=before)
    for tell in row.tells:
        if post := tell.post(locked):
            notices.tell(post, tell.kind, subject=subject_of(lifecycle, locked), params={"transition": row.name})
    _announce(lifecycle, locked)
    return _read(lifecycle, locked)  # what moved() woke may have moved it on


def _checked_row(lifecycle: Lifecycle, thing: Any, name: str, *, by: Any, seen_state: str | None) -> Transition:
    row = lifecycle.by_name.get(name)
    if row is None:
        raise _wrong_state(_("There is no action “%s”.") % name, lifecycle, thing, by)
    if seen_state and seen_state != thing.state:
        message = _("Somebody was quicker: this is now “%s”.") % thing.get_state_display()
        raise _wrong_state(message, lifecycle, thing, by)
    if not can(by, row.action_on(thing), thing):
        raise Denied(_("You may not do this here."))
    if thing.state not in row.sources:
        message = _("“%(action)s” is not possible while this is “%(state)s”.")
        message %= {"action": row.label, "state": thing.get_state_display()}
        raise _wrong_state(message, lifecycle, thing, by)
    return row


def _wrong_state(message: Any, lifecycle: Lifecycle, thing: Any, by: Any) -> WrongState:
    """The refusal with what helps the caller on; asked only now, since it costs queries that a good move saves."""
    names = [row.name for row in allowed(lifecycle, thing, by)]
    last = journal.last_about(lifecycle.noun, thing.pk)
    return WrongState(message, state=thing.state, allowed=names, last=last)


def _checked_data(row: Transition, thing: Any, data: dict[str, Any], by: Any) -> dict[str, Any]:
    if row.form is None:
        return {}
    form = row.form(data, thing=thing, by=by)
    if not form.is_valid():
        fields = {name: [str(error) for error in told] for name, told in form.errors.items()}
        raise InvalidInput(_("Please correct the marked fields."), fields=fields)
    return form.cleaned_data


def _write(lifecycle: Lifecycle, act: Act, before: str) -> None:
    thing, row = act.thing, act.transition
    with moving(thing):
        if row.target != STAY:
            thing.state = row.target
        if row.effect:
            row.effect(act)
        thing.save()


def _start(lifecycle: Lifecycle, act: Act, starts: tuple[Start, ...]) -> None:
    thing = act.thing
    for start in starts:
        if start.when and not start.when(thing):
            continue
        terms = terms_for(
            start.kind,
            area_id=thing.area_id,
            facts=dict(lifecycle.facts(thing)),
            policy_ref=lifecycle.policy_ref(thing),
        )
        if start.due and (due := start.due(thing)) is not None:
            terms = terms.due_in(due)
        commitments.promise(
            start.kind,
            subject=subject_of(lifecycle, thing),
            terms=terms,
            started_at=start.since(thing) if start.since else None,
            restart=start.restart,
            by=act.by,
        )


def _detail(act: Act, before: str) -> dict[str, Any]:
    """What the journal keeps of a move: codes and ids. Free text stays in its sealed home."""
    detail: dict[str, Any] = {"from": before, "to": act.thing.state, "happened_at": act.happened_at.isoformat()}
    for name in getattr(act.transition.form, "journalled", ()):
        value = act.data.get(name)
        if value not in (None, ""):
            # A code may share its name with a sealed text elsewhere, whose values the journal refuses.
            key = f"{name}_code" if is_masked_name(name) else name
            detail[key] = getattr(value, "pk", value)
    return detail


def _about(lifecycle: Lifecycle, thing: Any) -> dict[str, Any]:
    return {
        "subject_kind": lifecycle.noun,
        "subject_id": str(thing.pk),
        "number": thing.number,
        "area_id": thing.area_id,
    }


def _announce(lifecycle: Lifecycle, thing: Any) -> None:
    for topic in (lifecycle.noun, *lifecycle.topics(thing)):
        live.publish(topic, area_id=thing.area_id, number=thing.number, **lifecycle.hears(thing))


def database_now() -> datetime:
    """The database's clock: the only one that promises are measured by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
