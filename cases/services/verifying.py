"""核实: a register entry that was looked at, with the resident, and is still true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.models import RegisterEntry
from cases.services.freshness import renew_verification
from portal.audit import services as audit


def verify_entry(entry: RegisterEntry, *, by: Any, happened_at: datetime | None = None) -> RegisterEntry:
    """无变化: nothing of it changed, and that is worth knowing. Journalled; the next look is promised from this one.

    `happened_at` is when somebody looked, for a telephone that had no signal; a later look of a colleague stands.
    """
    found = _looked_at([entry], by=by, at=happened_at or timezone.now())
    return found[0] if found else entry


def verify_entries(entries: Iterable[RegisterEntry], *, by: Any, happened_at: datetime | None = None) -> int:
    """无变化 for everybody of a building, after knocking at every door. All or none."""
    return len(_looked_at(entries, by=by, at=happened_at or timezone.now()))


@transaction.atomic
def _looked_at(entries: Iterable[RegisterEntry], *, by: Any, at: datetime) -> list[RegisterEntry]:
    """The entries that stand, locked in one order. What ended meanwhile needs no look."""
    wanted = RegisterEntry.objects.current().filter(pk__in=[entry.pk for entry in entries]).order_by("pk")
    rows = list(wanted.select_for_update(of=("self",)).select_related("person", "area", "treating_hospital"))
    news = [entry for entry in rows if entry.verified_at is None or entry.verified_at < at]
    RegisterEntry.objects.filter(pk__in=[entry.pk for entry in news]).update(verified_at=at, verified_by=by)
    for entry in news:
        entry.verified_at, entry.verified_by = at, by
    renew_verification(news, by=by)
    for entry in rows:
        audit.record(
            "register.verify", by=by, subject_kind="register", subject_id=entry.pk, area_id=entry.area_id,
            detail={"group": entry.group, "unchanged": True, "happened_at": at.isoformat()},
        )  # fmt: skip
    return rows
