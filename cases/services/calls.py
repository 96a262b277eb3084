"""A resident who calls again about what is already in hand: the words join the open request, no second one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from cases.models import Note
from portal.audit import services as audit
from portal.notices import live

if TYPE_CHECKING:
    from cases.models import Case

AGAIN = "call_again"


@transaction.atomic
def join_call(case: Case, *, words: str, by: Any) -> None:
    """Adds what was said now to the open request and journals that it was asked for again. Its clocks run on."""
    now = timezone.now()
    if words:
        Note.objects.create(case=case, move=AGAIN, body=words, by=by, at=now)
    audit.record(
        f"case.{AGAIN}",
        by=by,
        subject_kind="case",
        subject_id=case.pk,
        number=case.number,
        area_id=case.area_id,
        detail={"happened_at": now.isoformat()},
    )
    live.publish("case", area_id=case.area_id, number=case.number)
