"""An import taken back: what it changed is put back, what it brought is gone, and what somebody touched since stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import PROTECT, RESTRICT, Model
from django.utils.translation import gettext as _

from cases.models import Person, RegisterEntry
from cases.registers.before import Difference, carried, changed_since, put_back
from cases.registers.known import Known
from cases.registers.writing import rewrite
from portal.access.api import can


class Undoing:
    """One import, a portion at a time, the last one first. `left`: by row of the file, why something of it stays.

    `written_at` is when the import was done: what was saved after that was saved by somebody else. What follows from
    `entries_gone` and `entries_back` is for the caller.
    """

    def __init__(self, *, by: Any, known: Known, written_at: datetime) -> None:
        self.by, self.known, self.written_at = by, known, written_at
        self.left: dict[int, str] = {}
        self.undone = 0
        self.restored: set[Any] = set()
        self.entries_gone: list[RegisterEntry] = []
        self.entries_back: list[RegisterEntry] = []

    def take_back(self, record: dict[str, Any]) -> None:
        """One portion, as writing.py recorded it. Entries first: a resident goes when no entry holds them."""
        entries = _locked(RegisterEntry, [*record["entries_new"], *record["entries_changed"]])
        self._remove_entries(record, entries)
        self._put_back(RegisterEntry, record["entries_changed"], entries)
        people = _locked(Person, [*record["people_new"], *record["people_changed"]])
        self._put_back(Person, record["people_changed"], people)
        self._remove_people(record, people)

    def _remove_entries(self, record: dict[str, Any], entries: dict[str, Any]) -> None:
        held = _held(RegisterEntry, record["entries_new"])
        going = []
        for pk, number in record["entries_new"].items():
            entry = entries.get(pk)
            if entry is None:
                continue
            if not self._is_ours(entry):
                self._leave(number, _("This is in the register of a place that is not yours now."))
            elif {carried(entry.verified_at), carried(entry.changed_at)} != {record["at"]} or entry.ended_at:
                self._leave(number, _("The entry was changed or verified since."))
            elif pk in held:
                self._leave(number, _("Something follows from the entry: it stays."))
            else:
                going.append(entry)
        RegisterEntry.objects.filter(pk__in=[entry.pk for entry in going]).delete()
        self.entries_gone += going
        self.undone += len(going)

    def _remove_people(self, record: dict[str, Any], people: dict[str, Any]) -> None:
        """A new resident goes when nothing was added to them and nothing else is about them."""
        new = record["people_new"]
        held = _held(Person, new) | {str(pk) for pk in _with_entries(new)}
        going = []
        for pk, number in new.items():
            person = people.get(pk)
            if person is None:
                continue
            if pk in held:
                self._leave(number, _("A request or an entry is about this resident, who stays."))
            elif person.updated_at > self.written_at and person.pk not in self.restored:
                self._leave(number, _("This resident was changed since, and stays."))
            else:
                going.append(person.pk)
        Person.objects.filter(pk__in=going).delete()

    def _put_back(self, model: type[Model], told: dict[str, tuple[int, Difference]], rows: dict[str, Any]) -> None:
        back = []
        for pk, (number, changed) in told.items():
            row = rows.get(pk)
            if row is None:
                self._leave(number, _("This is no longer there."))
            elif not self._is_ours(row):
                self._leave(number, _("This is in the register of a place that is not yours now."))
            elif field := changed_since(row, changed):
                self._leave(number, _("Changed since: %s.") % field.verbose_name)
            else:
                put_back(row, changed)
                back.append(row)
        if model is Person:
            _keep_groups(back)
        else:
            self.entries_back += back
            self.undone += len(back)
        self.restored |= {row.pk for row in back}
        rewrite(back)

    def _is_ours(self, row: Any) -> bool:
        return row.area_id in self.known.places or can(self.by, "register.edit", row)

    def _leave(self, number: int, reason: str) -> None:
        self.left.setdefault(number, reason)


def _locked(model: type[Model], pks: Iterable[str]) -> dict[str, Any]:
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=list(pks)).order_by("pk")
    return {str(row.pk): row for row in rows}


def _held(model: type[Model], pks: Iterable[str]) -> set[str]:
    """Those to whom something refers that forbids them to go."""
    held: set[str] = set()
    for relation in model._meta.related_objects:
        if relation.on_delete in (PROTECT, RESTRICT):
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": list(pks)})
            held |= {str(pk) for pk in rows.values_list(f"{name}_id", flat=True)}
    return held


def _with_entries(pks: Iterable[str]) -> Iterable[Any]:
    return RegisterEntry.objects.filter(person__in=list(pks)).values_list("person_id", flat=True)


def _keep_groups(people: list[Any]) -> None:
    """Somebody stays in the groups whose entries stay."""
    standing: dict[Any, set[str]] = defaultdict(set)
    entries = RegisterEntry.objects.current().filter(person__in=[person.pk for person in people])
    for pk, group in entries.values_list("person_id", "group"):
        standing[pk].add(group)
    for person in people:
        person.groups = sorted({*person.groups, *standing[person.pk]})
