"""A plan written into the register: in bulk, whole or not at all."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Person, RegisterEntry
from cases.registers.planning import CHANGED, NEW, Plan
from cases.registers.problems import FileRefused

AT_ONCE = 500
PERSON_FIELDS = [
    "area", "name", "name_index", "phone", "phone_index", "id_number", "id_number_index", "address", "address_index",
    "building_index", "birth_date", "birth_year", "sex", "groups", "control", "control_since", "mobility",
    "needs_companion", "needs_oxygen", "language", "guardian_name", "guardian_phone", "treating_hospital", "updated_at",
]  # fmt: skip
ENTRY_FIELDS = ["area", "plan", "treating_hospital", "medicines", "note", "verified_at", "verified_by", "changed_at"]


def write_plan(plan: Plan, *, by: Any) -> None:
    """The rows were locked when the plan was made. What is new or changed counts as verified; what is not, does not:
    a spreadsheet that says the same as before may simply be an old one.
    """
    now = timezone.now()
    told = [row.entry for row in plan.rows if row.kind in (NEW, CHANGED)]
    for entry in told:
        entry.verified_at, entry.verified_by, entry.changed_at = now, by, now
    new = [row.entry for row in plan.rows if row.kind == NEW]
    changed = [row.entry for row in plan.rows if row.kind == CHANGED]
    try:
        with transaction.atomic():
            Person.objects.bulk_create(plan.new_people.values(), batch_size=AT_ONCE)
            _rewrite(Person, list(plan.changed_people.values()), PERSON_FIELDS)
            RegisterEntry.objects.bulk_create(new, batch_size=AT_ONCE)
            _rewrite(RegisterEntry, changed, ENTRY_FIELDS)
    except IntegrityError as clash:
        raise FileRefused(_("The register changed at the same moment; nothing was written. Try again.")) from clash


def _rewrite(model: Any, rows: list[Any], fields: list[str]) -> None:
    """bulk_update does not know how to seal; an insert that meets its own row and updates it does."""
    if rows:
        model.objects.bulk_create(
            rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
