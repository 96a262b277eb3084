"""A plan written into the register: in bulk, whole or not at all, with what stood there before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from cases.models import Person, RegisterEntry
from cases.registers.before import carried, difference, written_fields
from cases.registers.planning import CHANGED, NEW, Plan
from portal.sheets.problems import FileRefused

AT_ONCE = 500


def write_plan(plan: Plan, *, by: Any, now: datetime) -> dict[str, Any]:
    """Returns what undoing it needs. The rows were locked when the plan was made.

    What is new or changed counts as verified at `now`; what is not, does not: a spreadsheet that says the same as
    before may simply be an old one.
    """
    new = [row.entry for row in plan.rows if row.kind == NEW]
    changed = [row.entry for row in plan.rows if row.kind == CHANGED]
    for entry in (*new, *changed):
        entry.verified_at, entry.verified_by, entry.changed_at = now, by, now
    record = _record(plan, now=now)
    try:
        with transaction.atomic():
            Person.objects.bulk_create(plan.new_people.values(), batch_size=AT_ONCE)
            rewrite(plan.changed_people.values())
            RegisterEntry.objects.bulk_create(new, batch_size=AT_ONCE)
            rewrite(changed)
    except IntegrityError as clash:
        raise FileRefused(_("The register changed at the same moment; nothing was written. Try again.")) from clash
    return record


def rewrite(rows: Iterable[Model]) -> None:
    """bulk_update does not know how to seal; an insert that meets its own row and updates it does."""
    rows = list(rows)
    if not rows:
        return
    model = type(rows[0])
    fields = [field.name for field in written_fields(model)]
    if any(field.name == "updated_at" for field in model._meta.concrete_fields):
        fields.append("updated_at")
    model._default_manager.bulk_create(
        rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _record(plan: Plan, *, now: datetime) -> dict[str, Any]:
    """By id: the row of the file, and what it changed. Whoever is named twice, under the first of their rows."""
    numbers: dict[Any, int] = {}
    for row in reversed(plan.rows):
        numbers[row.person.pk] = numbers[row.entry.pk] = row.number
    changed = [row.entry for row in plan.rows if row.kind == CHANGED]
    return {
        "at": carried(now),
        "people_new": {str(pk): numbers[pk] for pk in plan.new_people},
        "entries_new": {str(row.entry.pk): row.number for row in plan.rows if row.kind == NEW},
        "people_changed": {
            str(pk): [numbers[pk], difference(plan.before[pk], person)] for pk, person in plan.changed_people.items()
        },
        "entries_changed": {
            str(entry.pk): [numbers[entry.pk], difference(plan.before[entry.pk], entry)] for entry in changed
        },
    }
