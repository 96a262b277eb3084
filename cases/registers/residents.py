"""Who of the residents already known a file speaks of: all its rows in a handful of questions, by blind index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from cases.models import Person, RegisterEntry
from cases.registers.reading import ReadRow
from portal.privacy.index import blind_index

AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Marks:
    """The blind indexes of what one row says of a resident. The address counts only where there is no number at all."""

    name: str | None
    phone: str | None
    id_number: str | None
    address: str | None = None


def marks_of(row: ReadRow) -> Marks:
    said = row.values.get
    name, phone, number = (
        blind_index("name", said("name")), blind_index("phone", said("phone")), blind_index("id", said("id_number"))
    )  # fmt: skip
    return Marks(name, phone, number, None if phone or number else blind_index("address", said("address")))


@dataclass(slots=True)
class Residents:
    """Everybody whom some rows may mean, and their standing entries.

    `first`: those whom rows before have brought or changed. Where both know somebody, these are how they will be.
    """

    by_id: dict[UUID, Person] = field(default_factory=dict)
    by_id_number: dict[str, Person] = field(default_factory=dict)
    by_name_and_phone: dict[tuple[str, str], Person] = field(default_factory=dict)
    by_name_and_address: dict[tuple[str | None, str | None], list[Person]] = field(default_factory=dict)
    entries: dict[tuple[UUID, str], RegisterEntry] = field(default_factory=dict)
    first: Residents | None = None

    def add(self, person: Person, marks: Marks) -> None:
        self.by_id[person.pk] = person
        if marks.id_number:
            self.by_id_number[marks.id_number] = person
        if marks.name and marks.phone:
            self.by_name_and_phone[marks.name, marks.phone] = person

    def meant(self, marks: Marks) -> tuple[Person | None, Person | None]:
        """Who has this ID number, and who this name and telephone: or this name and address, for want of a number."""
        if marks.address:
            return None, self.known_by_door(marks)
        return self.known_by_number(marks.id_number), self.known_by_line(marks.name, marks.phone)

    def known_by_number(self, number: str | None) -> Person | None:
        if number is None:
            return None
        found = self._latest(self.by_id_number.get(number))
        return found if found or self.first is None else self.first.known_by_number(number)

    def known_by_line(self, name: str | None, phone: str | None) -> Person | None:
        if name is None or phone is None:
            return None
        found = self._latest(self.by_name_and_phone.get((name, phone)))
        return found if found or self.first is None else self.first.known_by_line(name, phone)

    def known_by_door(self, marks: Marks) -> Person | None:
        """A newborn has no number of any kind. Two of one name behind one door are not told apart."""
        found = self.by_name_and_address.get((marks.name, marks.address), [])
        return self._latest(found[0]) if len(found) == 1 else None

    def _latest(self, person: Person | None) -> Person | None:
        return self.first.by_id.get(person.pk, person) if self.first and person else person


def residents_of(marks: Iterable[Marks], *, locked: bool) -> Residents:
    """`locked`: nobody changes these rows until the transaction ends. Always locked in the same order."""
    found, marks = Residents(), list(marks)
    people = {person.pk: person for person in _people("id_number_index", (m.id_number for m in marks), locked)}
    phones = [*(m.phone for m in marks), *(person.phone_index for person in people.values())]
    for person in _people("phone_index", phones, locked):
        people.setdefault(person.pk, person)
    doors = {(m.name, m.address) for m in marks if m.address}
    for person in _people("address_index", (address for _name, address in doors), locked):
        if (person.name_index, person.address_index) in doors:
            person = people.setdefault(person.pk, person)
            found.by_name_and_address.setdefault((person.name_index, person.address_index), []).append(person)
    for person in people.values():
        found.add(person, Marks(person.name_index, person.phone_index, person.id_number_index))
    for entry in _entries(people, locked):
        found.entries[entry.person_id, entry.group] = entry
    return found


def _people(column: str, indexes: Iterable[str | None], locked: bool) -> Iterator[Person]:
    wanted = sorted({index for index in indexes if index})
    for some in _portions(wanted):
        rows: Any = Person.objects.filter(Q(**{f"{column}__in": some})).order_by("pk")
        yield from rows.select_for_update() if locked else rows


def _entries(people: dict[UUID, Person], locked: bool) -> Iterator[RegisterEntry]:
    for some in _portions(sorted(people)):
        rows: Any = RegisterEntry.objects.current().filter(person__in=some).order_by("pk")
        yield from rows.select_for_update() if locked else rows


def _portions(wanted: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]
