"""A resident's telephone and address, corrected at the door by whoever keeps the register."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import Person, RegisterEntry
from cases.selectors.doors import version_of_contact
from portal.audit import services as audit
from portal.lifecycle.errors import InvalidInput


class ChangedMeanwhile(Exception):
    """Somebody else corrected it after the telephone had last seen it. Nothing was written."""

    def __init__(self, person: Person) -> None:
        super().__init__(str(person.pk))
        self.person = person


@transaction.atomic
def correct_contact(entry: RegisterEntry, *, phone: str, address: str, seen: str, by: Any) -> Person:
    """Writes what was given; what is empty stays. Raises ChangedMeanwhile unless `seen` is how it still stands."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=entry.person_id)
    if seen and seen != version_of_contact(person):
        raise ChangedMeanwhile(person)
    changed = [name for name, value in (("phone", phone), ("address", address)) if value]
    person.phone, person.address = phone or person.phone, address or person.address
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        message = _("Another resident of this name has this telephone number.")
        raise InvalidInput(message, fields={"phone": [message]}) from None
    audit.record(
        "register.contact", by=by, subject_kind="register", subject_id=entry.pk, area_id=entry.area_id,
        detail={"fields": changed},
    )  # fmt: skip
    return person
