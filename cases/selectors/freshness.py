"""How fresh the registers are: when each entry must be looked at again, and what the last look found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, F, Q, QuerySet, Subquery
from django.db.models import OuterRef as Outer
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import RegisterEntry
from portal.access.api import visible
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.notices.clock import database_now

VERIFY, SUBJECT = "register.verify", "register"
VERIFIERS = (Role.GRID, Role.MEDIC)

# What a list may be narrowed to. Stale and unchanged are two things: nobody looked in time; somebody looked, and found
# everything as it was.
FRESHNESS = {
    "stale": _("overdue"),
    "today": _("due today"),
    "in_time": _("verified in time"),
    "never": _("never verified"),
    "unchanged": _("last look: no change"),
    "changed": _("last look: something changed"),
    "ended": _("ended"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """When somebody must look again: `light` is red, yellow (today) or calm; without a promise there is none."""

    due_at: datetime
    light: str

    @property
    def tone(self) -> str:
        return {"red": "late", "yellow": "near"}.get(self.light, "plain")


def end_of_today() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))


def with_due(rows: QuerySet[RegisterEntry]) -> QuerySet[Any]:
    """Annotates `due_at`: the due instant of the open promise, null where none runs."""
    running = Commitment.objects.open().filter(kind=VERIFY, subject_kind=SUBJECT, subject_id=Outer("pk"))
    return rows.annotate(due_at=Subquery(running.values("due_at")[:1], output_field=DateTimeField()))


def narrowed_by_freshness(rows: QuerySet[RegisterEntry], fresh: str) -> QuerySet[RegisterEntry]:
    """`rows` have their `due_at`. Ended entries are seen only by whoever asks for them."""
    if fresh == "ended":
        return rows.exclude(ended_at=None)
    rows = rows.filter(ended_at=None)
    now = database_now()
    narrowings = {
        "stale": Q(due_at__lte=now),
        "today": Q(due_at__gt=now, due_at__lt=end_of_today()),
        "in_time": Q(due_at__gt=now, verified_at__isnull=False),
        "never": Q(verified_at=None),
        "unchanged": Q(verified_at__isnull=False) & (Q(changed_at=None) | ~Q(verified_at=F("changed_at"))),
        "changed": Q(verified_at=F("changed_at")),
    }
    return rows.filter(narrowings[fresh]) if fresh in narrowings else rows


def looks(entries: Iterable[RegisterEntry]) -> None:
    """Puts on each entry of a page its `look`. One query."""
    listed = list(entries)
    clocks = open_of_all(SUBJECT, [entry.pk for entry in listed])
    for entry in listed:
        clock = next((row for row in clocks.get(entry.pk, []) if row.kind == VERIFY), None)
        entry.look = _look(clock) if clock else None  # type: ignore[attr-defined]


def _look(clock: Any) -> Look:
    """The light is computed from the due time, as everywhere; near is the day on which somebody has to go."""
    if clock.light == "red":
        return Look(clock.due_at, "red")
    return Look(clock.due_at, "yellow" if clock.due_at < end_of_today() else "calm")


def verifications_due(user: Any, *, until: datetime | None = None) -> QuerySet[RegisterEntry]:
    """What this person has to look at by the end of today in their own places, the longest overdue first.

    `person.building_index` groups them by building.
    """
    own = Q(pk__in=[])
    for code in area_codes_of(user, *VERIFIERS):
        own |= Q(area__pk__startswith=code)
    # From the clocks that run out, not by asking each entry of the place for its clock: most are not due.
    run_out = Commitment.objects.filter(kind=VERIFY, subject_kind=SUBJECT, runs_out_at__lt=until or end_of_today())
    rows = RegisterEntry.objects.current().filter(own, pk__in=run_out.values("subject_id"))
    return with_due(visible(user, "register.edit", rows)).select_related("person").order_by("due_at", "pk")
