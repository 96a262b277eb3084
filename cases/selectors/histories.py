"""One resident as the registers know them: every entry with what its group needs, what happened, and their requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cases.models import Case, Person, RegisterEntry
from cases.models.vocabulary import EndReason, Group
from cases.registers.ages import ELDERLY_FROM
from cases.registers.answers import kept
from cases.registers.columns import BY_NAME
from cases.registers.declaring import ENTRY, PERSON, Column
from cases.registers.medicines import medicines_in
from cases.registers.needs import NOTE, OF_EVERYBODY, needs_only_of
from cases.selectors.freshness import SUBJECT, looks
from portal.access.api import visible
from portal.audit.models import Entry
from portal.privacy.masking import MASKS

SHOWN_CASES = 20
DAY_WORDS = {
    1: pgettext_lazy("treatment day", "Mon"),
    2: pgettext_lazy("treatment day", "Tue"),
    3: pgettext_lazy("treatment day", "Wed"),
    4: pgettext_lazy("treatment day", "Thu"),
    5: pgettext_lazy("treatment day", "Fri"),
    6: pgettext_lazy("treatment day", "Sat"),
    7: pgettext_lazy("treatment day", "Sun"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One field in words. `is_missing`: the group needs it and nobody knows it."""

    label: Any
    text: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. `at` is when it really happened."""

    at: datetime
    text: str
    by: Any = None


def entries_of(user: Any, person: Person) -> list[RegisterEntry]:
    """The entries of one resident that this person may see, those that stand first, each with its `look` and `told`."""
    rows = visible(user, "register.view", RegisterEntry.objects.filter(person=person))
    found = list(rows.select_related("area", "treating_hospital", "verified_by", "ended_by").order_by("created_at"))
    looks(found)
    for entry in found:
        entry.person = person
    return sorted(found, key=lambda entry: entry.ended_at is not None)


def told_of(entry: RegisterEntry, *, in_full: bool) -> list[Told]:
    """What the entry says for its group. `in_full`: the note and the medicines, for those who work with them."""
    of_entry = [need for need in OF_EVERYBODY if need.belongs == ENTRY]
    return [_told(need, entry, in_full=in_full) for need in (*needs_only_of(entry.group), *of_entry, NOTE)]


def told_of_everybody(person: Person) -> list[Told]:
    """What a driver and a caller need to know, whatever the group."""
    entry = RegisterEntry(person=person)
    return [_told(need, entry, in_full=True) for need in OF_EVERYBODY if need.belongs == PERSON]


def _told(need: Column, entry: RegisterEntry, *, in_full: bool) -> Told:
    value = kept(entry, need)
    is_missing = need.needed and value in (None, "", [])
    if need.mask == "text" and not in_full and value:
        return Told(need.label_in(entry.group), MASKS["text"](value))
    return Told(need.label_in(entry.group), "" if is_missing else in_words(need, value, entry), is_missing)


def in_words(need: Column, value: Any, entry: RegisterEntry) -> str:
    """A kept value as people say it; personal data masked."""
    if value in (None, "", []):
        return ""
    if need.mask not in ("none", "text"):
        return MASKS[need.mask](value)
    if need.choices is not None:
        return str(need.choices(value).label) if value in need.choices.values else str(value)
    said = WORDS.get(need.shape)
    return said(value, entry) if said else str(value)


def _medicines(value: str, entry: RegisterEntry) -> str:
    """Each with the day on which it runs out."""
    lines = []
    for found in medicines_in(value):
        told = _("lasts until %(day)s") % {"day": found.until} if found.until else ""
        if found.until is not None and found.until <= timezone.localdate():
            told = _("has run out")
        lines.append(f"{found.name} {told}".strip())
    return pgettext("between medicines", "; ").join(lines)


WORDS: dict[str, Callable[[Any, RegisterEntry], str]] = {
    "yes_no": lambda value, entry: _("yes") if value else _("no"),
    "weekdays": lambda value, entry: pgettext("between weekdays", "·").join(str(DAY_WORDS[day]) for day in value),
    "hospital": lambda value, entry: str(entry.treating_hospital or ""),
    "medicines": _medicines,
}


def history_of(person: Person, entries: Iterable[RegisterEntry]) -> list[Event]:
    """What happened to these entries, from the journal, the latest first. One query."""
    groups = {str(entry.pk): entry.group for entry in entries}
    rows = Entry.objects.filter(subject_kind=SUBJECT, subject_id__in=list(groups)).select_related("by")
    found = [_event(row, groups[row.subject_id]) for row in rows.order_by("-at")]
    return sorted(found, key=lambda event: event.at, reverse=True)


def _event(row: Entry, group: str) -> Event:
    at = parse_datetime(row.detail.get("happened_at", "")) or row.at
    text = _("%(group)s: %(what)s") % {"group": Group(group).label, "what": _what(row, group)}
    return Event(at, text, row.by)


def _what(row: Entry, group: str) -> str:
    detail = row.detail
    if row.action == "register.end":
        return _("ended, %(reason)s") % {"reason": _reason(detail)}
    if row.action == "register.move":
        to = Group(detail["to"]).label if detail.get("to") in Group.values else ""
        return _("goes on as %(group)s, %(reason)s") % {"group": to, "reason": _reason(detail)}
    if row.action == "register.edit":
        return _("changed: %(fields)s") % {"fields": _labels(detail.get("changed", []), group)}
    return str(ACTIONS.get(row.action, row.action))


ACTIONS = {
    "register.enter": gettext_lazy("entered in the register"),
    "register.verify": gettext_lazy("looked at, no change"),
    "privacy.reveal": gettext_lazy("personal data looked at"),
    "privacy.refuse": gettext_lazy("personal data asked for, refused"),
}


def _reason(detail: dict[str, Any]) -> str:
    reason = detail.get("ended_for", "")
    return str(EndReason(reason).label) if reason in EndReason.values else str(reason)


def _labels(names: list[str], group: str) -> str:
    labels = [str(BY_NAME[name].label_in(group)) if name in BY_NAME else name for name in names]
    return pgettext("between fields", ", ").join(labels)


def cases_of(user: Any, person: Person) -> list[Case]:
    rows = visible(user, "case.list", Case.objects.filter(person=person))
    return list(rows.select_related("area").order_by("-created_at")[:SHOWN_CASES])


def suggested_groups(person: Person, entries: Iterable[RegisterEntry]) -> list[str]:
    """Registers in which this resident should stand by what is known: sixty and more, and not among the elderly."""
    standing = {entry.group for entry in entries if entry.ended_at is None}
    is_old = person.age is not None and person.age >= ELDERLY_FROM
    return [Group.ELDERLY] if is_old and Group.ELDERLY not in standing else []
