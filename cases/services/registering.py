"""台账: putting a resident into the register of a special group."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.models import RegisterEntry
from cases.models.vocabulary import Control
from cases.services.people import Identity, find_or_enter_person
from hospitals.models import Hospital
from portal.audit import services as audit


@transaction.atomic
def enter_in_register(
    identity: Identity,
    *,
    area_id: str,
    group: str,
    by: Any,
    control: str = Control.NONE,
    plan: dict[str, Any] | None = None,
    treating_hospital: Hospital | None = None,
    note: str = "",
) -> RegisterEntry:
    """One entry a resident and group: entered, or brought up to date and thereby verified. Journalled."""
    person = find_or_enter_person(identity, area_id=area_id, groups=[group], control=control)
    entry, is_new = RegisterEntry.objects.select_for_update().get_or_create(
        person=person, group=group, defaults={"area_id": area_id}
    )
    entry.area_id = area_id
    entry.plan = plan if plan is not None else entry.plan
    entry.treating_hospital = treating_hospital or entry.treating_hospital
    entry.note = note or entry.note
    entry.verified_at, entry.verified_by = timezone.now(), by
    entry.save()
    if treating_hospital and person.treating_hospital_id != treating_hospital.pk:
        person.treating_hospital = treating_hospital
        person.save(update_fields=["treating_hospital", "updated_at"])
    audit.record(
        "register.enter" if is_new else "register.verify",
        by=by, subject_kind="register", subject_id=entry.pk, area_id=area_id, detail={"group": group},
    )  # fmt: skip
    return entry
