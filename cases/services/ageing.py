"""Groups that time moves people between: newborn to child, pregnant to lying in, and out again. Runs every night.

Running it twice changes nothing the second time; a night that was missed is made good by the next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from cases.models import RegisterEntry
from cases.models.vocabulary import EndReason, Group
from cases.registers.ages import (
    CHILD_UNTIL,
    OVERDUE_DAYS,
    POSTPARTUM_DAYS,
    is_past_child,
    is_past_newborn,
)
from cases.selectors.freshness import SUBJECT, VERIFY
from cases.services.ending import close_entries
from cases.services.freshness import ask_for_a_look, promise_verification
from portal.commitments.models import Commitment
from portal.notices.clock import database_now

LOOK_WITHIN = timedelta(days=1)
_AGEING_LOCK = 0x61676573  # "ages": one run at a time


@transaction.atomic
def move_by_age(*, today: date | None = None) -> dict[str, int]:
    """Moves everybody whose time has come; returns how many by what. Every move is journalled.

    1. Newborns become children, children grow up. 2. Who has given birth lies in, and after six weeks leaves the
    register. 3. Whose date has passed without news is to be asked within a day. 4. Entries without a promise get one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_AGEING_LOCK])
    day = today or timezone.localdate()
    return {
        "newborn": _newborns_grow(day),
        "child": _children_grow_up(day),
        "pregnant": _mothers_lie_in(day),
        "postpartum": _mothers_recover(day),
        "asked": _ask_whose_date_has_passed(day),
        "promised": promise_verification(_without_promise()),
    }


def deliver(entry: RegisterEntry, *, by: Any) -> None:
    """The date of birth of the child is known: its mother lies in from now on. The entry is locked."""
    _move([entry], EndReason.DELIVERED, to=Group.POSTPARTUM, plan=_of_delivery, by=by)


def _newborns_grow(day: date) -> int:
    """Where no date of birth is known, 28 days in the register are proof enough."""
    grown = []
    for entry in _standing(Group.NEWBORN):
        born = _born(entry) or timezone.localdate(entry.created_at)
        if is_past_newborn(born, day):
            grown.append(entry)
    return _move(grown, EndReason.OUTGROWN, to=Group.CHILD)


def _children_grow_up(day: date) -> int:
    """The year is not sealed: only who completes it this year has the date opened."""
    last = day.year - CHILD_UNTIL
    entries = _standing(Group.CHILD)
    grown = list(entries.filter(person__birth_year__lt=last))
    for entry in entries.filter(person__birth_year=last):
        born = _born(entry)
        if born and is_past_child(born, day):
            grown.append(entry)
    return _move(grown, EndReason.OUTGROWN)


def _mothers_lie_in(day: date) -> int:
    entries = _dated(Group.PREGNANT, "delivered").filter(planned__lte=day.isoformat())
    return _move(list(entries), EndReason.DELIVERED, to=Group.POSTPARTUM, plan=_of_delivery)


def _mothers_recover(day: date) -> int:
    past = day - timedelta(days=POSTPARTUM_DAYS)
    return _move(list(_dated(Group.POSTPARTUM, "delivered").filter(planned__lte=past.isoformat())), EndReason.OUTGROWN)


def _ask_whose_date_has_passed(day: date) -> int:
    """Nobody has looked since the date passed, and nobody has to soon: now somebody has to, within a day."""
    past = day - timedelta(days=OVERDUE_DAYS)
    soon = database_now() + LOOK_WITHIN
    later = Commitment.objects.open().filter(
        kind=VERIFY, subject_kind=SUBJECT, subject_id=OuterRef("pk"), due_at__gt=soon
    )
    entries = [
        entry
        for entry in _dated(Group.PREGNANT, "due").filter(Exists(later), planned__lte=past.isoformat())
        if entry.verified_at is None
        or timezone.localdate(entry.verified_at) < date.fromisoformat(entry.plan["due"]) + timedelta(days=OVERDUE_DAYS)
    ]
    ask_for_a_look(entries, due_at=soon, reason="the expected date has passed")
    return len(entries)


def _without_promise() -> QuerySet[RegisterEntry]:
    running = Commitment.objects.open().filter(kind=VERIFY, subject_kind=SUBJECT, subject_id=OuterRef("pk"))
    return RegisterEntry.objects.current().filter(~Exists(running))


def _standing(group: str) -> QuerySet[RegisterEntry]:
    rows = RegisterEntry.objects.current().filter(group=group).select_related("person").order_by("pk")
    return rows.select_for_update(of=("self",))


def _dated(group: str, key: str) -> QuerySet[Any]:
    """Entries with a date of the plan as `planned`; ISO dates compare as text."""
    return _standing(group).annotate(planned=KeyTextTransform(key, "plan")).filter(planned__gt="")


def _born(entry: RegisterEntry) -> date | None:
    told = entry.person.birth_date
    return date.fromisoformat(told) if told else None


def _of_delivery(entry: RegisterEntry) -> dict[str, Any]:
    return {"delivered": entry.plan["delivered"]}


def _move(
    entries: Collection[RegisterEntry],
    reason: str,
    *,
    to: str = "",
    plan: Callable[[RegisterEntry], dict[str, Any]] | None = None,
    by: Any = None,
) -> int:
    """Ends these entries and, with `to`, enters their people in that group, unless they stand in it already."""
    if not entries:
        return 0
    now = timezone.now()
    close_entries(entries, reason=reason, at=now, by=by, to=to)
    if to:
        _enter(entries, to, plan or (lambda entry: {}), at=now)
    return len(entries)


def _enter(
    entries: Collection[RegisterEntry], group: str, plan: Callable[[RegisterEntry], dict[str, Any]], *, at: datetime
) -> None:
    """The last look at somebody still counts: what changed is only the name of their group."""
    people = [entry.person_id for entry in entries]
    there = set(RegisterEntry.objects.current().filter(group=group, person__in=people).values_list("person", flat=True))
    made = [
        RegisterEntry(
            person_id=entry.person_id, group=group, area_id=entry.area_id, plan=plan(entry), note=entry.note,
            treating_hospital_id=entry.treating_hospital_id, verified_at=entry.verified_at,
            verified_by_id=entry.verified_by_id, changed_at=at,
        )
        for entry in entries
        if entry.person_id not in there
    ]  # fmt: skip
    promise_verification(RegisterEntry.objects.bulk_create(made, batch_size=500))
