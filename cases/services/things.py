"""Taking a resident's things into keeping, and giving them back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import KeptThing, Person
from portal.audit.services import record
from portal.lifecycle.errors import MoveRefused
from portal.notices.clock import database_now


@transaction.atomic
def take_thing(person: Person, *, kind: str, by: Any, what: str = "") -> KeptThing:
    """From now on `by` has it in hand."""
    thing = KeptThing.objects.create(
        person=person, area_id=person.area_id, kind=kind, what=what or None, holder=by, since=database_now()
    )
    _journal("thing.take", thing, by=by)
    return thing


@transaction.atomic
def give_back(thing: KeptThing, *, by: Any) -> KeptThing:
    """Raises MoveRefused when it was given back before."""
    thing = KeptThing.objects.select_for_update().get(pk=thing.pk)
    if thing.returned_at:
        raise MoveRefused(_("This was given back already."))
    KeptThing.objects.filter(pk=thing.pk).update(returned_at=database_now(), returned_by=by)
    _journal("thing.return", thing, by=by)
    return thing


def _journal(action: str, thing: KeptThing, *, by: Any) -> None:
    detail = {"kind": thing.kind, "holder": thing.holder_id}
    record(action, by=by, subject_kind="thing", subject_id=thing.pk, area_id=thing.area_id, detail=detail)
