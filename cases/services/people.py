"""Finding the resident who is meant, or entering them: once, whoever else is doing the same at this moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import Person
from cases.models.vocabulary import Sex
from cases.selectors.control import control_that_holds
from cases.selectors.residents import known_resident
from portal.lifecycle.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Identity:
    """A resident as somebody gave them. Empty strings and None mean: not said."""

    name: str
    phone: str = ""
    id_number: str = ""
    birth_date: date | None = None
    sex: str = ""
    address: str = ""
    person_id: UUID | None = None  # somebody chose this very resident: nothing is guessed
    extra: dict[str, Any] = field(default_factory=dict)  # mobility, needs_companion, treating_hospital


def find_person(identity: Identity) -> Person | None:
    """Who is already known as what was said."""
    return known_resident(
        name=identity.name, phone=identity.phone, id_number=identity.id_number, person_id=identity.person_id
    )


def find_or_enter_person(identity: Identity, *, area_id: str, groups: list[str], control: str) -> Person:
    """The one row of this resident, brought up to date with what was said; entered when unknown.

    Two operators entering the same resident at once both get the same row: the database refuses the second insert
    (one row per ID number, one per name and telephone), and the loser reads the winner's. Raises InvalidInput when the
    ID number contradicts what is known under this name and telephone.
    """
    person = _held(identity)
    if person is None:
        try:
            with transaction.atomic():
                return _enter(identity, area_id=area_id, groups=groups, control=control)
        except IntegrityError:
            person = _held(identity)
            if person is None:
                raise _contradiction() from None
    return _bring_up_to_date(person, identity, groups=groups, control=control)


def _held(identity: Identity) -> Person | None:
    """Who is already known as what was said, locked: until we are done nobody merges them away (see merge_people).

    Whoever was merged away while we waited for the lock is looked for anew, and found as who they became.
    """
    while person := find_person(identity):
        if locked := Person.objects.select_for_update(no_key=True).filter(pk=person.pk).first():
            return locked
        identity = replace(identity, person_id=person.pk)
    return None


def _contradiction() -> InvalidInput:
    text = _("Somebody else has this ID number, or this resident has another.")
    return InvalidInput(text, fields={"patient.id_number": [text]})


def _enter(identity: Identity, *, area_id: str, groups: list[str], control: str) -> Person:
    person = Person(
        area_id=area_id,
        name=identity.name,
        phone=identity.phone or None,
        id_number=identity.id_number or None,
        address=identity.address or None,
        sex=identity.sex or Sex.UNKNOWN,
        groups=sorted(groups),
        control=control,
        **identity.extra,
    )
    _set_birth(person, identity.birth_date)
    person.save()
    return person


def _bring_up_to_date(person: Person, identity: Identity, *, groups: list[str], control: str) -> Person:
    """Fills what was unknown and takes over what changes by nature (groups, control); never blanks what is known."""
    if identity.id_number and not person.id_number_index:
        person.id_number = identity.id_number
    if identity.address:
        person.address = identity.address
    if identity.birth_date and not person.birth_year:
        _set_birth(person, identity.birth_date)
    if identity.sex and person.sex == Sex.UNKNOWN:
        person.sex = identity.sex
    for name, value in identity.extra.items():
        setattr(person, name, value)
    person.groups = sorted({*person.groups, *groups})
    person.control = control_that_holds(person, told=control)
    person.save()
    return person


def _set_birth(person: Person, born: date | None) -> None:
    if born:
        person.birth_date, person.birth_year = born.isoformat(), born.year
