"""Who a request is about, field by field: masked, or in plain where somebody was given a look for a reason."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Case
from portal.privacy.fates import fate
from portal.privacy.masking import MASKS


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed field: where it lies, what it is called, and the model field whose fate says how it is masked."""

    label: Any
    fate: str
    value: Callable[[Case], str | None]


FIELDS: dict[str, Kept] = {
    "name": Kept(_("Name"), "cases.Person.name", lambda case: case.person.name),
    "phone": Kept(_("Telephone"), "cases.Person.phone", lambda case: case.person.phone),
    "caller_phone": Kept(_("Caller"), "cases.Case.caller_phone", lambda case: case.caller_phone),
    "address": Kept(_("Address"), "cases.Person.address", lambda case: case.person.address),
    "id_number": Kept(_("ID number"), "cases.Person.id_number", lambda case: case.person.id_number),
    "birth_date": Kept(_("Date of birth"), "cases.Person.birth_date", lambda case: case.person.birth_date),
}


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    label: Any
    text: str
    is_plain: bool

    @property
    def can_be_revealed(self) -> bool:
        return bool(self.text) and not self.is_plain


def identity_of(case: Case, *, looks: Collection[str] = ()) -> dict[str, Shown]:
    return {name: _shown(name, kept, case, name in looks) for name, kept in FIELDS.items()}


def plain_of(case: Case, name: str) -> str:
    return FIELDS[name].value(case) or ""


def _shown(name: str, kept: Kept, case: Case, is_plain: bool) -> Shown:
    text = kept.value(case) or ""
    return Shown(name, kept.label, text if is_plain else MASKS[fate(kept.fate).mask](text), is_plain)
