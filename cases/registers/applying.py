"""What a row says, put upon the resident and the entry it means: what differs is set, and told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.id_numbers import birth_date_in, sex_in
from cases.models import Person, RegisterEntry
from cases.models.vocabulary import Control
from cases.registers.columns import BY_NAME, PERSON, PLAN
from cases.registers.medicines import until_of
from cases.registers.residents import Marks
from portal.privacy.index import blind_index
from portal.sheets.values import words

INDEXED = {"name": "name", "phone": "phone", "id_number": "id", "address": "address"}
ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what the register says and what the file says. The column is named, or ASIDE for all that are not."""

    column: str
    before: Any
    after: Any


def contradiction(values: dict[str, Any]) -> tuple[str, str] | None:
    """The column that the ID number of the same row contradicts, and how."""
    number = values.get("id_number")
    if not number:
        return None
    born = birth_date_in(number)
    if values.get("birth_date") and born and values["birth_date"] != born.isoformat():
        return "birth_date", _("The ID number says another date of birth.")
    if values.get("sex") in ("male", "female") and values["sex"] != sex_in(number):
        return "sex", _("The ID number says another sex.")
    return None


def new_person(values: dict[str, Any], marks: Marks) -> Person:
    """What was said, and what the ID number tells by itself. The indexes are set: the rows after look for them."""
    person = Person()
    for trait in ("name", "phone", "id_number"):
        setattr(person, f"{trait}_index", getattr(marks, trait))
    number = values.get("id_number")
    if number:
        born = birth_date_in(number)
        _set(person, "birth_date", born.isoformat() if born else None)
        person.sex = sex_in(number)
    for name, value in values.items():
        if BY_NAME[name].belongs == PERSON:
            _set(person, name, value)
    return person


def applied(thing: Person | RegisterEntry, values: dict[str, Any], belongs: str) -> Iterator[Change]:
    """Sets what differs, and tells it. A cell that says nothing leaves what is known."""
    for name, value in values.items():
        if BY_NAME[name].belongs != belongs or name == "group":
            continue
        before = getattr(thing, _attribute(name))
        if before == value or _is_same(name, before, value):
            continue
        _set(thing, name, value)
        yield Change(name, before, value)


def applied_to_plan(entry: RegisterEntry, values: dict[str, Any]) -> Iterator[Change]:
    told = {name: value for name, value in values.items() if BY_NAME[name].belongs == PLAN}
    before = entry.plan or {}
    for name, value in told.items():
        if before.get(name) != value:
            yield Change(name, before.get(name), value)
    if told:
        entry.plan = {**before, **told}


def follow_medicines(entry: RegisterEntry, values: dict[str, Any], changes: list[Change]) -> None:
    """The day on which the first medicine runs out is counted, unless the file says it itself."""
    if "medicine_until" in values or not any(change.column == "medicines" for change in changes):
        return
    until = until_of(entry.medicines)
    if until:
        entry.plan = {**entry.plan, "medicine_until": until.isoformat()}


def put_aside(entry: RegisterEntry, told: dict[str, str]) -> Iterator[Change]:
    """Columns that are not ours stay with the entry, each until the file says otherwise."""
    if not told:
        return
    before = asides_of(entry)
    if before | told != before:
        entry.aside = json.dumps({**before, **told}, ensure_ascii=False)
        yield Change(ASIDE, "", " ".join(header for header in told if before.get(header) != told[header]))


def asides_of(entry: RegisterEntry) -> dict[str, str]:
    return json.loads(entry.aside) if entry.aside else {}


def _is_same(name: str, before: Any, value: Any) -> bool:
    """Two spellings of one value: what was typed on a screen may have more spaces than a cell can keep."""
    if not before or not isinstance(before, str) or not isinstance(value, str):
        return False
    domain = INDEXED.get(name)
    if domain:
        return blind_index(domain, before) == blind_index(domain, value)
    return words(before) == words(value)


def _attribute(name: str) -> str:
    return "area_id" if name == "area" else name


def _set(thing: Person | RegisterEntry, name: str, value: Any) -> None:
    setattr(thing, _attribute(name), value)
    if isinstance(thing, Person) and name == "birth_date" and value:
        thing.birth_year = int(value[:4])
    if isinstance(thing, Person) and name == "control":
        thing.control_since = timezone.now() if value != Control.NONE else None
