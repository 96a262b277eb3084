"""What a file would change: each row compared with the register, field by field. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.id_numbers import birth_date_in, sex_in
from cases.models import Person, RegisterEntry
from cases.models.vocabulary import Control
from cases.registers.columns import BY_NAME, ENTRY, PERSON, PLAN
from cases.registers.known import Known
from cases.registers.reading import ReadRow, Sheet
from cases.registers.residents import Marks, Residents, marks_of, residents_of
from portal.access.api import can
from portal.privacy.index import blind_index

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
INDEXED = {"name": "name", "phone": "phone", "id_number": "id", "address": "address"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what the register says and what the file says."""

    column: str
    before: Any
    after: Any


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
    rows: list[Planned] = field(default_factory=list)
    new_people: dict[Any, Person] = field(default_factory=dict)
    changed_people: dict[Any, Person] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in (NEW, CHANGED, UNCHANGED)}


def plan_import(sheet: Sheet, *, by: Any, known: Known, locked: bool = False) -> Plan:
    """Compares every row; what speaks against a row is added to the problems of `sheet`."""
    marks = {row.number: marks_of(row) for row in sheet.rows}
    return _Planner(sheet, by, known, residents_of(marks.values(), locked=locked)).plan(marks)


class _Planner:
    """The state of one comparison: whom the rows before have already meant, and what they said."""

    def __init__(self, sheet: Sheet, by: Any, known: Known, residents: Residents) -> None:
        self.sheet, self.by, self.known, self.residents = sheet, by, known, residents
        self.found = Plan()
        self.seen: dict[tuple[Any, str], int] = {}
        self.said: dict[Any, dict[str, tuple[int, Any]]] = {}

    def plan(self, marks: dict[int, Marks]) -> Plan:
        # A row with a refused cell says too little to be compared, and one reason a cell is enough.
        unread = {problem.row for problem in self.sheet.problems}
        for row in self.sheet.rows:
            if row.number in unread:
                continue
            problem = self._problem_of(row, marks[row.number])
            if problem:
                self.sheet.refuse(row.number, *problem)
            else:
                self._compare(row, marks[row.number])
        return self.found

    def _problem_of(self, row: ReadRow, marks: Marks) -> tuple[str, str] | None:
        """The column and the reason for which a row cannot be taken as it stands."""
        if not marks.id_number and not marks.phone:
            return "id_number", _("An ID number or a telephone is needed to know who is meant.")
        if contradiction := _contradiction(row.values):
            return contradiction
        same_number, same_line = self.residents.meant(marks)
        if same_number and same_line and same_number is not same_line:
            return "phone", _("Another resident is known by this name and telephone.")
        if same_line and marks.id_number and not same_number and same_line.id_number_index not in (None, ""):
            return "id_number", _("Another ID is known for this name and telephone.")
        person = same_number or same_line
        return self._problem_with(person, row) if person else None

    def _problem_with(self, person: Person, row: ReadRow) -> tuple[str, str] | None:
        before = self.seen.get((person.pk, row.values["group"]))
        if before:
            return "name", _("The same resident stands in row %d already.") % before
        for name, (number, value) in self.said.get(person.pk, {}).items():
            if name in row.values and row.values[name] != value:
                return name, _("Row %d says otherwise of the same resident.") % number
        if person.pk in self.found.new_people:
            return None
        entry = self.residents.entries.get((person.pk, row.values["group"]))
        things: list[Person | RegisterEntry] = [person, entry] if entry else [person]
        for thing in things:
            if thing.area_id not in self.known.places and not can(self.by, "register.edit", thing):
                return "name", _("This resident stands in the register of another place; ask there first.")
        clash = self._clash(person, row)
        return ("name", clash) if clash else None

    def _clash(self, person: Person, row: ReadRow) -> str:
        """The name and telephone as they would become: are they somebody else's already?"""
        phone = blind_index("phone", row.values.get("phone")) or person.phone_index
        name = blind_index("name", row.values["name"])
        other = self.residents.by_name_and_phone.get((name, phone)) if name and phone else None
        return _("Another resident is known by this name and telephone.") if other not in (None, person) else ""

    def _compare(self, row: ReadRow, marks: Marks) -> None:
        person = next(filter(None, self.residents.meant(marks)), None)
        changes: list[Change] = []
        if person is None:
            person = _new_person(row.values)
            self.found.new_people[person.pk] = person
        else:
            changes = list(_applied(person, row.values, PERSON))
            if changes and person.pk not in self.found.new_people:
                self.found.changed_people[person.pk] = person
        self.residents.add(person, marks)
        self._remember(person, row)
        self.found.rows.append(self._entry(row, person, changes))

    def _entry(self, row: ReadRow, person: Person, changes: list[Change]) -> Planned:
        group = row.values["group"]
        entry = self.residents.entries.get((person.pk, group))
        kind = UNCHANGED
        if entry is None:
            entry, kind = RegisterEntry(person=person, group=group, area_id=row.values["area"]), NEW
        changes += _applied(entry, row.values, ENTRY)
        changes += _applied_to_plan(entry, row.values)
        if entry.area_id != row.values["area"]:
            changes += [] if any(change.column == "area" for change in changes) else [_moved(entry, row)]
            entry.area_id = row.values["area"]
        if changes and kind == UNCHANGED:
            kind = CHANGED
        if kind != UNCHANGED and self._follows(person, entry, group):
            self.found.changed_people.setdefault(person.pk, person)
        return Planned(row.number, kind, person, entry, changes)

    def _follows(self, person: Person, entry: RegisterEntry, group: str) -> bool:
        """What the resident's own row repeats of the entry, for whoever judges a request. True when it changed."""
        before = (person.groups, person.treating_hospital_id)
        person.groups = sorted({*person.groups, group})
        person.treating_hospital_id = entry.treating_hospital_id or person.treating_hospital_id
        return person.pk not in self.found.new_people and before != (person.groups, person.treating_hospital_id)

    def _remember(self, person: Person, row: ReadRow) -> None:
        self.seen[person.pk, row.values["group"]] = row.number
        said = self.said.setdefault(person.pk, {})
        for name, value in row.values.items():
            if BY_NAME[name].belongs == PERSON:
                said.setdefault(name, (row.number, value))


def _contradiction(values: dict[str, Any]) -> tuple[str, str] | None:
    number = values.get("id_number")
    if not number:
        return None
    born = birth_date_in(number)
    if values.get("birth_date") and born and values["birth_date"] != born.isoformat():
        return "birth_date", _("The ID number says another date of birth.")
    if values.get("sex") in ("male", "female") and values["sex"] != sex_in(number):
        return "sex", _("The ID number says another sex.")
    return None


def _new_person(values: dict[str, Any]) -> Person:
    """What was said, and what the ID number tells by itself."""
    person = Person()
    number = values.get("id_number")
    if number:
        born = birth_date_in(number)
        _set(person, "birth_date", born.isoformat() if born else None)
        person.sex = sex_in(number)
    for name, value in values.items():
        if BY_NAME[name].belongs == PERSON:
            _set(person, name, value)
    return person


def _applied(thing: Person | RegisterEntry, values: dict[str, Any], belongs: str) -> Iterator[Change]:
    """Sets what differs, and tells it. A cell that says nothing leaves what is known."""
    for name, value in values.items():
        if BY_NAME[name].belongs != belongs or name == "group":
            continue
        before = getattr(thing, _attribute(name))
        if before == value or _is_same(name, before, value):
            continue
        _set(thing, name, value)
        yield Change(name, before, value)


def _applied_to_plan(entry: RegisterEntry, values: dict[str, Any]) -> Iterator[Change]:
    told = {name: value for name, value in values.items() if BY_NAME[name].belongs == PLAN}
    before = entry.plan or {}
    for name, value in told.items():
        if before.get(name) != value:
            yield Change(name, before.get(name), value)
    entry.plan = {**before, **told}


def _moved(entry: RegisterEntry, row: ReadRow) -> Change:
    return Change("area", entry.area_id, row.values["area"])


def _is_same(name: str, before: Any, value: Any) -> bool:
    domain = INDEXED.get(name)
    return bool(domain and before) and blind_index(str(domain), before) == blind_index(str(domain), value)


def _attribute(name: str) -> str:
    return "area_id" if name == "area" else name


def _set(thing: Person | RegisterEntry, name: str, value: Any) -> None:
    setattr(thing, _attribute(name), value)
    if isinstance(thing, Person) and name == "birth_date" and value:
        thing.birth_year = int(value[:4])
    if isinstance(thing, Person) and name == "control":
        thing.control_since = timezone.now() if value != Control.NONE else None
