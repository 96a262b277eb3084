"""Reading what was said: a person's inbox, what happened to each letter, what was given up."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from portal.access.selectors import posts_of
from portal.notices.clock import database_now
from portal.notices.models import Delivery, Notice, Receipt


def inbox(user: Any) -> QuerySet[Notice]:
    """Everything said to the posts this person holds, the newest first, each with `is_read`."""
    receipts = Receipt.objects.filter(notice=OuterRef("pk"), user=user.pk)
    rows = Notice.objects.filter(to__in=posts_of(user)).select_related("area")
    return rows.annotate(is_read=Exists(receipts))


def unread(user: Any) -> QuerySet[Notice]:
    return inbox(user).exclude(receipts__user=user.pk)


def results_for(causes: list[str]) -> dict[str, list[Delivery]]:
    """Cause of a notice -> its deliveries, oldest first: by which channel it went out, and what came back."""
    rows = Delivery.objects.filter(notice__cause__in=causes).select_related("notice", "endpoint").order_by("pk")
    found: dict[str, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row.notice.cause, []).append(row)
    return found


def dead_letters() -> QuerySet[Delivery]:
    """Letters that were given up and wait for a person, the latest first."""
    rows = Delivery.objects.filter(state=Delivery.State.DEAD).select_related("notice", "endpoint")
    return rows.order_by("-settled_at")


def outbox_state() -> dict[str, Any]:
    """How many letters wait, the age of the oldest in seconds, and how many were given up."""
    states = Delivery.State
    waiting = Q(state=states.WAITING, endpoint__is_active=True)
    found = Delivery.objects.filter(state__in=[states.WAITING, states.DEAD]).aggregate(
        waiting=Count("pk", filter=waiting),
        oldest=Min("created_at", filter=waiting),
        dead=Count("pk", filter=Q(state=states.DEAD)),
    )
    oldest: datetime | None = found["oldest"]
    age = (database_now() - oldest).total_seconds() if oldest else 0.0
    return {"waiting": found["waiting"], "oldest_seconds": age, "dead": found["dead"]}
