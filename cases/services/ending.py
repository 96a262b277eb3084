"""Taking an entry out of its register: ended for a reason and kept as history, never deleted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cases.models import RegisterEntry
from cases.models.vocabulary import EndReason
from cases.services.freshness import drop_verification
from portal.audit import services as audit

# Who is gone is gone from every register.
OF_THE_WHOLE_PERSON = (EndReason.DIED, EndReason.MOVED_AWAY)

# What policy judges a resident by follows the registers in which they stand.
REGROUP = """
UPDATE cases_person person
SET groups = ARRAY(SELECT DISTINCT word FROM unnest(array_remove(person.groups, moved.gone) || moved.come) word
                   WHERE word <> '' ORDER BY word),
    updated_at = %(now)s
FROM unnest(%(people)s::uuid[], %(gone)s::text[], %(come)s::text[]) AS moved (id, gone, come)
WHERE person.id = moved.id
"""


@transaction.atomic
def end_entry(entry: RegisterEntry, *, reason: str, by: Any) -> list[RegisterEntry]:
    """Ends it; of somebody who died or moved away, all their entries. Returns those that ended."""
    rows = RegisterEntry.objects.current()
    chosen = rows.filter(person=entry.person_id) if reason in OF_THE_WHOLE_PERSON else rows.filter(pk=entry.pk)
    found = list(chosen.order_by("pk").select_for_update())
    for group in sorted({row.group for row in found}):
        close_entries([row for row in found if row.group == group], reason=reason, at=timezone.now(), by=by)
    return found


def close_entries(
    entries: Collection[RegisterEntry], *, reason: str, at: datetime, by: Any = None, to: str = ""
) -> None:
    """Ends locked entries of one group. `to`: the group in which their people stand from now on."""
    ids = [entry.pk for entry in entries]
    RegisterEntry.objects.filter(pk__in=ids).update(ended_at=at, ended_by=by, end_reason=reason)
    regroup({entry.person_id: (entry.group, to) for entry in entries}, at=at)
    drop_verification(entries, reason=f"ended: {reason}", by=by)
    for entry in entries:
        entry.ended_at, entry.ended_by, entry.end_reason = at, by, reason
        audit.record(
            "register.move" if to else "register.end", by=by, subject_kind="register", subject_id=entry.pk,
            area_id=entry.area_id, detail={"group": entry.group, "ended_for": str(reason), "to": to},
        )  # fmt: skip


def regroup(moves: dict[Any, tuple[str, str]], *, at: datetime) -> None:
    """Takes each of these people out of one group and puts them into another ("" for none). One statement."""
    people = list(moves)
    params: dict[str, Any] = {
        "people": people,
        "gone": [moves[pk][0] for pk in people],
        "come": [moves[pk][1] for pk in people],
        "now": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(REGROUP, params)
