"""Planning treatment sessions before anybody calls: for residents under control, some days ahead, again and again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.models import PlannedSession, RegisterEntry
from cases.models.sessions import SessionState
from cases.models.vocabulary import Control
from cases.policies.selectors import policy_in_force
from cases.selectors.calendar import Calendar, treated_entries
from cases.sessions.calendar import Session, begins_at
from portal.commitments import services as commitments
from portal.commitments.subject import Subject
from portal.commitments.terms import Terms, terms_for
from portal.lifecycle.move import follow
from portal.notices import live
from portal.notices.clock import database_now

AHEAD = timedelta(days=3)
ARRANGE, ATTEND = "session.arrange", "session.attend"
REACHED = ("on", "shift", "starts_at", "hospital_id", "is_closed_day", "area_id")


@dataclass(slots=True)
class Planned:
    """What one run changed."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    again: int = 0


def plan_for_people(people: Collection[UUID]) -> None:
    """The same for some residents, as soon as the change of their status is committed.

    Not inside it: an act holds residents and would wait for sessions, a list holds sessions and waits for residents.
    Should it fail, the calendar's own clock plans them within minutes.
    """
    ids = list(people)
    transaction.on_commit(lambda: plan_sessions(RegisterEntry.objects.filter(person__in=ids)), robust=True)


@transaction.atomic
def plan_sessions(entries: QuerySet[RegisterEntry] | None = None, *, now: datetime | None = None) -> Planned:
    """Brings the planned sessions of the next days into line with plans, statuses and closed days. Idempotent.

    1. One planner at a time: the clock's and somebody's act wait for each other.
    2. Work out who is to be treated when; only sessions still to begin, only residents under control.
    3. Enter the new ones with their promises, change those that nobody has listed yet, withdraw what is not needed.
    What was listed is a request: it is changed there, by people.
    """
    one_planner_at_a_time()
    now = now or database_now()
    today = timezone.localdate(now)
    entries = RegisterEntry.objects.all() if entries is None else entries
    wanted = _wanted(entries, today, now)
    known = _known(entries, today)
    done, fresh = Planned(), []
    for key, meant in wanted.items():
        kept = known.get(key)
        if kept is None:
            fresh.append(meant)
        elif kept.state == SessionState.WITHDRAWN:
            _plan_again(kept, meant, now)
            done.again += 1
        elif kept.state == SessionState.PLANNED:
            done.changed += _bring_into_line(kept, meant, now)
    done.new = _enter(fresh, now)
    for key, kept in known.items():
        if kept.state == SessionState.PLANNED and key not in wanted and kept.starts_at > now:
            follow_session(kept, "withdraw")
            done.withdrawn += 1
    return done


def one_planner_at_a_time() -> None:
    """Whoever locks sessions before they plan takes this first: else two planners could wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cases_sessions'))")


def follow_session(session: PlannedSession, name: str, *, by: Any = None, **more: Any) -> Any:
    from cases.sessions.lifecycle import SESSION

    return follow(SESSION, session, name, by=by, **more)


def subject(session: PlannedSession) -> Subject:
    return Subject(kind="session", id=session.pk, number=session.number, area_id=session.area_id)


def own_number(on: date) -> str:
    """Until it is listed: S and the day, and what tells it from the others of that day."""
    return f"S{on:%Y%m%d}-{secrets.token_hex(3).upper()}"


# --- who is to be treated when ---------------------------------------------------------------------------------------

Key = tuple[UUID, date]


def _wanted(entries: QuerySet[RegisterEntry], today: date, now: datetime) -> dict[Key, PlannedSession]:
    found: dict[Key, PlannedSession] = {}
    rows = list(treated_entries(entries).exclude(person__control=Control.NONE))
    calendar = Calendar.of(rows, today, today + AHEAD)
    for entry in rows:
        for session in calendar.sessions(entry):
            meant = _meant(entry, session)
            if meant.starts_at > now and not session.is_skipped:
                found[entry.pk, session.origin] = meant
    return found


def _meant(entry: RegisterEntry, session: Session) -> PlannedSession:
    starts_at = begins_at(entry.group, session, zone=timezone.get_current_timezone())
    return PlannedSession(
        number=own_number(session.on), entry=entry, area_id=entry.person.area_id, group=entry.group,
        origin=session.origin, on=session.on, shift=session.shift, starts_at=starts_at,
        hospital_id=entry.treating_hospital_id or entry.person.treating_hospital_id,
        is_closed_day=session.is_closed,
    )  # fmt: skip


def _known(entries: QuerySet[RegisterEntry], today: date) -> dict[Key, PlannedSession]:
    near = PlannedSession.objects.filter(origin__gte=today - AHEAD * 7, entry__in=entries)
    return {(row.entry_id, row.origin): row for row in near.select_related("entry__person").order_by("pk")}


# --- writing it ------------------------------------------------------------------------------------------------------


def _enter(fresh: list[PlannedSession], now: datetime) -> int:
    PlannedSession.objects.bulk_create(fresh, batch_size=500)
    promise_sessions(fresh, now=now)
    for area_id in {row.area_id for row in fresh}:
        live.publish("session", area_id=area_id)
    return len(fresh)


def _bring_into_line(kept: PlannedSession, meant: PlannedSession, now: datetime) -> bool:
    """Takes over what the plan says now; another hour is promised anew."""
    if all(getattr(kept, name) == getattr(meant, name) for name in REACHED):
        return False
    is_another_hour = kept.starts_at != meant.starts_at
    for name in REACHED:
        setattr(kept, name, getattr(meant, name))
    kept.save(update_fields=list(REACHED))
    if is_another_hour:
        commitments.release(subject(kept), reason="moved")
        promise_sessions([kept], now=now)
    live.publish("session", area_id=kept.area_id, number=kept.number)
    return True


def _plan_again(kept: PlannedSession, meant: PlannedSession, now: datetime) -> None:
    for name in REACHED:
        setattr(kept, name, getattr(meant, name))
    kept.save(update_fields=list(REACHED))
    follow_session(kept, "plan_again")


def promise_sessions(rows: Iterable[PlannedSession], *, now: datetime, by: Any = None) -> None:
    """That each is arranged, due the evening before; that the resident is there, due soon after it begins."""
    listed = [row for row in rows if row.starts_at > now]
    policy_of = cache(policy_in_force)
    terms_of = cache(partial(_terms_for, policy_of))
    for kind, due in ((ARRANGE, _to_arrange), (ATTEND, _to_attend)):
        by_terms: dict[Terms, list[PlannedSession]] = {}
        for row in listed:
            by_terms.setdefault(terms_of(kind, *_facts(row)), []).append(row)
        for terms, together in by_terms.items():
            dues = [due(terms, row, now) for row in together]
            commitments.promise_many(kind, subjects=[subject(row) for row in together], terms=terms, dues=dues, by=by)


def _facts(row: PlannedSession) -> tuple[str, str, str]:
    return row.area_id, row.entry.person.control, row.group


def _terms_for(policy_of: Callable[[str], Any], kind: str, area_id: str, control: str, group: str) -> Terms:
    facts = {"need": "treatment_session", "control": control, "groups": [group]}
    return terms_for(kind, area_id=area_id, facts=facts, policy_ref=policy_of(area_id))


def due_to_arrange(row: PlannedSession, *, now: datetime) -> datetime:
    return _to_arrange(_terms_for(policy_in_force, ARRANGE, *_facts(row)), row, now)


def _to_arrange(terms: Terms, row: PlannedSession, now: datetime) -> datetime:
    """`before` counts back from the midnight with which the day of treatment begins, whatever the shift: 6h is six in
    the evening. What is learnt of later has `due` from then, and never longer than until the session itself.
    """
    midnight = datetime.combine(row.on, time.min, tzinfo=timezone.get_current_timezone())
    lead = row.starts_at - midnight + terms.before
    return replace(terms, before=lead).due_at(found_at=now, begins_at=row.starts_at)


def _to_attend(terms: Terms, row: PlannedSession, now: datetime) -> datetime:
    return row.starts_at + terms.due
