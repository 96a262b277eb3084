"""核实: a register entry that was looked at, with the resident, and is still true."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.models import RegisterEntry
from portal.audit import services as audit


@transaction.atomic
def verify_entry(entry: RegisterEntry, *, by: Any) -> RegisterEntry:
    """无变化: nothing of it changed, and that is worth knowing. Journalled."""
    entry = RegisterEntry.objects.select_for_update(of=("self",)).select_related("person", "area").get(pk=entry.pk)
    entry.verified_at, entry.verified_by = timezone.now(), by
    entry.save(update_fields=["verified_at", "verified_by"])
    audit.record(
        "register.verify", by=by, subject_kind="register", subject_id=entry.pk, area_id=entry.area_id,
        detail={"group": entry.group, "unchanged": True},
    )  # fmt: skip
    return entry
