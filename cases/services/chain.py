"""Keeping the chain of a place true: its services and the telephones of its gates."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cases.models import Contact
from portal.areas.models import Area
from portal.audit.services import record
from transport.models import Checkpoint


@transaction.atomic
def name_contact(area: Area, *, by: Any, contact: Contact | None = None, **said: Any) -> Contact:
    """Writes a service of the place, a new one or the one given."""
    is_new = contact is None
    contact = contact or Contact(area=area)
    for name, value in said.items():
        setattr(contact, name, value)
    contact.changed_by = by
    contact.save()
    _journal("chain.add" if is_new else "chain.change", contact, by=by)
    return contact


@transaction.atomic
def drop_contact(contact: Contact, *, by: Any) -> None:
    _journal("chain.drop", contact, by=by)
    contact.delete()


@transaction.atomic
def give_gate_telephone(checkpoint: Checkpoint, *, phone: str, by: Any) -> None:
    checkpoint.phone = phone
    checkpoint.save(update_fields=["phone"])
    record("chain.gate", by=by, subject_kind="checkpoint", subject_id=checkpoint.pk, area_id=checkpoint.area_id)


def _journal(action: str, contact: Contact, *, by: Any) -> None:
    detail = {"role": contact.role}
    record(action, by=by, subject_kind="contact", subject_id=contact.pk, area_id=contact.area_id, detail=detail)
