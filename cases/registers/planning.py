"""What a file would change: each row compared with the register, field by field. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Person, RegisterEntry
from cases.registers.applying import (
    Change,
    applied,
    applied_to_plan,
    contradiction,
    follow_medicines,
    new_person,
    put_aside,
)
from cases.registers.before import Image
from cases.registers.columns import BY_NAME, ENTRY, PERSON
from cases.registers.known import Known
from cases.registers.reading import ReadRow, Sheet
from cases.registers.residents import Marks, Residents, marks_of, residents_of
from portal.access.api import can

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(slots=True)
class Planned:
    """One row and what becomes of it. `person` and `entry` already carry the new values, unsaved."""

    number: int
    kind: str
    person: Person
    entry: RegisterEntry
    changes: list[Change]


@dataclass(slots=True)
class Plan:
    """What some rows change. `before`: how those that change stood, by id."""

    rows: list[Planned] = field(default_factory=list)
    new_people: dict[Any, Person] = field(default_factory=dict)
    changed_people: dict[Any, Person] = field(default_factory=dict)
    before: dict[Any, Image] = field(default_factory=dict)

    @property
    def looked_at(self) -> list[RegisterEntry]:
        """What the file says anew of an entry somebody has found out: it counts as verified."""
        return [row.entry for row in self.rows if row.kind != UNCHANGED]


class Comparison:
    """A file compared with the register, some rows at a time: whom the rows before have meant, and what they said.

    What speaks against a row is added to the problems of `sheet`.
    """

    def __init__(self, sheet: Sheet, *, by: Any, known: Known) -> None:
        self.sheet, self.by, self.known = sheet, by, known
        self.counts: Counter[str] = Counter()
        self.touched = Residents()  # those whom the file brings or changes, as they will be
        self.brought: set[Any] = set()
        self.seen: dict[tuple[Any, str], int] = {}
        self.said: dict[Any, list[ReadRow]] = {}
        self.residents, self.found = Residents(), Plan()

    def plan(self, rows: list[ReadRow], *, locked: bool = False) -> Plan:
        """The next rows. `locked`: nobody else changes whom they mean until the transaction ends."""
        marks = {row.number: marks_of(row) for row in rows if not row.is_refused}
        self.residents, self.found = residents_of(marks.values(), locked=locked), Plan()
        for person in self.residents.by_id.values():
            self.found.before[person.pk] = Image.of(person)
        for entry in self.residents.entries.values():
            self.found.before[entry.pk] = Image.of(entry)
        self.residents.first = self.touched
        for row in rows:
            if not row.is_refused:
                self._take(row, marks[row.number])
        return self.found

    def totals(self) -> dict[str, int]:
        return {kind: self.counts[kind] for kind in (NEW, CHANGED, UNCHANGED)}

    def _take(self, row: ReadRow, marks: Marks) -> None:
        problem = self._problem_of(row, marks)
        if problem:
            self.sheet.refuse(row.number, *problem[:2], cause=problem[2])
        else:
            self._compare(row, marks)

    def _problem_of(self, row: ReadRow, marks: Marks) -> tuple[str, str, str] | None:
        """The column, the reason for which a row cannot be taken as it stands, and its cause where that is shorter."""
        if not marks.id_number and not marks.phone and not self.residents.known_by_door(marks):
            return "id_number", _("An ID number or a telephone is needed to know who is meant."), ""
        if against := contradiction(row.values):
            return *against, ""
        same_number, same_line = self.residents.meant(marks)
        if same_number and same_line and same_number.pk != same_line.pk:
            return "phone", _("Another resident is known by this name and telephone."), ""
        if same_line and marks.id_number and not same_number and same_line.id_number_index not in (None, ""):
            return "id_number", _("Another ID is known for this name and telephone."), ""
        person = same_number or same_line
        return self._problem_with(person, row, marks) if person else None

    def _problem_with(self, person: Person, row: ReadRow, marks: Marks) -> tuple[str, str, str] | None:
        before = self.seen.get((person.pk, row.values["group"]))
        if before:
            message = _("The same resident stands in row %d already.") % before
            return "name", message, _("The same resident stands in the file twice.")
        is_new = person.pk in self.brought
        for other in self.said.get(person.pk, ()):
            for name in (row.values.keys() & other.values.keys()) - (set() if is_new else {"area"}):
                if BY_NAME[name].belongs == PERSON and row.values[name] != other.values[name]:
                    message = _("Row %d says otherwise of the same resident.") % other.number
                    return name, message, _("Two rows of the same resident disagree.")
        if is_new:
            return None
        entry = self.residents.entries.get((person.pk, row.values["group"]))
        things: list[Person | RegisterEntry] = [person, entry] if entry else [person]
        for thing in things:
            if thing.area_id not in self.known.places and not can(self.by, "register.edit", thing):
                return "name", _("This resident stands in the register of another place; ask there first."), ""
        clash = self._clash(person, marks)
        return ("name", clash, "") if clash else None

    def _clash(self, person: Person, marks: Marks) -> str:
        """The name and telephone as they would become: are they somebody else's already?"""
        phone = marks.phone or person.phone_index
        other = self.residents.known_by_line(marks.name, phone)
        is_another = other is not None and other.pk != person.pk
        return _("Another resident is known by this name and telephone.") if is_another else ""

    def _compare(self, row: ReadRow, marks: Marks) -> None:
        person = next(filter(None, self.residents.meant(marks)), None)
        changes: list[Change] = []
        if person is None:
            person = new_person(row.values, marks)
            self.found.new_people[person.pk] = person
            self.brought.add(person.pk)
        else:
            changes = list(applied(person, self._said_of_person(person, row), PERSON))
            if changes:
                self._note_change(person)
        self.residents.add(person, marks)
        self.seen[person.pk, row.values["group"]] = row.number
        self.said.setdefault(person.pk, []).append(row)
        planned = self._entry(row, person, changes)
        self.counts[planned.kind] += 1
        self.found.rows.append(planned)
        if person.pk in self.found.new_people or person.pk in self.found.changed_people:
            self.touched.add(person, marks)

    def _said_of_person(self, person: Person, row: ReadRow) -> dict[str, Any]:
        """An entry that stays where it is does not move the resident, who may live in another of one's places."""
        entry = self.residents.entries.get((person.pk, row.values["group"]))
        is_there = entry is not None and entry.area_id == row.values["area"]
        return {name: value for name, value in row.values.items() if not (is_there and name == "area")}

    def _entry(self, row: ReadRow, person: Person, changes: list[Change]) -> Planned:
        group = row.values["group"]
        entry = self.residents.entries.get((person.pk, group))
        kind = UNCHANGED
        if entry is None:
            entry, kind = RegisterEntry(person=person, group=group, area_id=row.values["area"]), NEW
        changes += applied(entry, row.values, ENTRY)
        changes += applied_to_plan(entry, row.values)
        follow_medicines(entry, row.values, changes)
        changes += put_aside(entry, row.aside)
        if entry.area_id != row.values["area"]:
            is_told = any(change.column == "area" for change in changes)
            changes += [] if is_told else [Change("area", entry.area_id, row.values["area"])]
            entry.area_id = row.values["area"]
        if changes and kind == UNCHANGED:
            kind = CHANGED
        if kind != UNCHANGED:
            self._follow(person, entry, group)
        return Planned(row.number, kind, person, entry, changes)

    def _follow(self, person: Person, entry: RegisterEntry, group: str) -> None:
        """What the resident's own row repeats of the entry, for whoever judges a request."""
        before = (person.groups, person.treating_hospital_id)
        person.groups = sorted({*person.groups, group})
        person.treating_hospital_id = entry.treating_hospital_id or person.treating_hospital_id
        if before != (person.groups, person.treating_hospital_id):
            self._note_change(person)

    def _note_change(self, person: Person) -> None:
        if person.pk not in self.found.new_people:
            self.found.changed_people[person.pk] = person
