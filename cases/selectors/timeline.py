"""经过: what happened to a request, told from the journal, its escalations and the notes, in one order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Note
from cases.models.vocabulary import Control
from portal.access.roles import Role
from portal.audit.models import Entry
from portal.commitments.models import Escalation
from portal.lifecycle.table import registered
from portal.standing import Standing

BIRTHS = {
    "case.create": gettext_lazy("Request taken in"),
    "job.create": gettext_lazy("Work given out"),
    "booking.create": gettext_lazy("Hospital asked"),
    "trip.create": gettext_lazy("Transport wanted"),
}
NOUNS = {
    "job": gettext_lazy("Work"),
    "booking": gettext_lazy("Hospital"),
    "trip": gettext_lazy("Trip"),
    "session": gettext_lazy("Session"),
}


_notes = Standing(lambda case: Note.objects.filter(case=case).only("case", "move", "at", "body"), case=UUID)
_entries = Standing(
    lambda number: (
        Entry.objects.filter(number=number)
        .select_related("by")
        .only("at", "action", "detail", "by__username", "by__display_name")
        .order_by("at")
    ),
    number=str,
)
_escalations = Standing(
    lambda number: (
        Escalation.objects.filter(commitment__number=number)
        .select_related("commitment", "area")
        .only("commitment__kind", "level", "to_role", "fired_at", "area__name")
        .order_by("fired_at")
    ),
    number=str,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `at` is when it really happened; `entered_at` when it was recorded, if later."""

    at: datetime
    kind: str
    text: str
    by: Any = None
    note: str = ""
    is_alarm: bool = False
    entered_at: datetime | None = None
    escalation: Escalation | None = None


def timeline(case: Case) -> list[Event]:
    """Everything about a request and what was done for it, the latest first. Three queries."""
    notes = {(note.move, note.at): note.body for note in _notes(case=case.pk)}
    events = [_told(entry, notes) for entry in entries_of(case)]
    events += [_escalated(row) for row in escalations_of(case)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def entries_of(case: Case) -> list[Entry]:
    return _entries(number=case.number)


def escalations_of(case: Case) -> list[Escalation]:
    return _escalations(number=case.number)


def _told(entry: Entry, notes: dict[tuple[str, datetime], str]) -> Event:
    happened = parse_datetime(entry.detail.get("happened_at", "")) or entry.at
    move = entry.action.rpartition(".")[2]
    late = happened if (entry.at - happened).total_seconds() > 60 else None
    return Event(
        at=happened,
        kind=entry.action,
        text=told_of(entry),
        by=entry.by,
        note=notes.get((move, happened), ""),
        is_alarm=entry.action == "booking.refuse",
        entered_at=entry.at if late else None,
    )


def told_of(entry: Entry) -> str:
    """The action in words, and for a change of status from which to which."""
    if entry.action != "case.control":
        return words_of(entry.action)
    words = {name: Control(entry.detail[name]).label for name in ("from", "to")}
    if entry.detail.get("anew"):
        return _("Control status changed from %(from)s to %(to)s: policy proposes anew") % words
    return _("Control status changed from %(from)s to %(to)s: judged before, look at it again") % words


def words_of(action: str) -> str:
    """A journal action in the reader's words: "case.answer" → "answered"."""
    if action in BIRTHS:
        return str(BIRTHS[action])
    noun, _dot, move = action.partition(".")
    lifecycle = registered.get(noun)
    row = lifecycle.by_name.get(move) if lifecycle else None
    if row is None:
        return str(OTHERS.get(action, action))
    subject = NOUNS.get(noun)
    return _("%(noun)s: %(move)s") % {"noun": subject, "move": row.past} if subject else str(row.past)


OTHERS = {
    "case.reveal": gettext_lazy("Personal data looked at"),
    "privacy.reveal": gettext_lazy("Personal data looked at"),
    "case.call_again": gettext_lazy("Called again"),
    "case.urge": gettext_lazy("Urged"),
    "pass.issue": gettext_lazy("Pass issued"),
    "escalation.acknowledge": gettext_lazy("Escalation noted"),
    "commitment.urge": gettext_lazy("Urged"),
    "case.take_over": gettext_lazy("Taken over by a supervisor"),
}


def _escalated(row: Escalation) -> Event:
    text = _("“%(promise)s” overdue: escalated to level %(level)s, %(role)s of %(place)s") % {
        "promise": row.commitment.label,
        "level": row.level,
        "role": Role(row.to_role).label,
        "place": row.area.name if row.area else "",
    }
    return Event(at=row.fired_at, kind="escalation", text=text, is_alarm=True, escalation=row)


def notes_of(case: Case) -> list[Note]:
    return list(case.notes.select_related("by"))
