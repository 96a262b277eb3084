"""Taking up dead letters again, by a person's decision."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.audit import services as audit
from portal.notices.clock import DatabaseClock
from portal.notices.models import Delivery


@transaction.atomic
def retry(letters: QuerySet[Delivery], *, by: Any) -> int:
    """Puts dead letters back in the outbox with all their attempts before them; returns how many."""
    ids = list(letters.filter(state=Delivery.State.DEAD).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids).update(
        state=Delivery.State.WAITING, attempts=0, next_try_at=DatabaseClock(), settled_at=None, last_error=""
    )
    if ids:
        audit.record("delivery.retry", by=by, detail={"count": len(ids)})
    return len(ids)
