"""Reading promises: their lights are computed from the due time when asked, never from what a sweep has done."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    F,
    FloatField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Extract, JSONObject, Now
from django.utils.functional import Promise

from portal.commitments import kinds
from portal.commitments.models import Commitment, Segment
from portal.commitments.models.commitment import CommitmentQuerySet
from portal.commitments.subject import Subject
from portal.notices import beats

NEAR = timedelta(minutes=30)  # within this of its due time a clock is yellow

RED, YELLOW, CALM, GREY, GREEN = "red", "yellow", "calm", "grey", "green"

# A pause protects a promise up to its cap. Now() is the database's, of the statement.
IS_OVERDUE = Q(paused_at__isnull=True, due_at__lte=Now()) | Q(cap_at__lte=Now())
IS_PAUSED = Q(paused_at__isnull=False)
IS_NEAR = Q(paused_at__isnull=True, due_at__lte=Now() + NEAR)


def with_light(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    """Annotates `light` (red, yellow, calm, grey, green), `seconds_left` and `is_broken`.

    red: overdue now; yellow: due within NEAR; calm: running with time; grey: paused or released; green: kept.
    `seconds_left` counts to the due time, is negative when late, and stands still from the pause or the settling on.
    """
    still_at = Coalesce(F("kept_at"), F("released_at"), F("paused_at"), Now(), output_field=DateTimeField())
    return rows.annotate(
        light=Case(
            When(kept_at__isnull=False, then=Value(GREEN)),
            When(released_at__isnull=False, then=Value(GREY)),
            When(IS_OVERDUE, then=Value(RED)),
            When(IS_PAUSED, then=Value(GREY)),
            When(IS_NEAR, then=Value(YELLOW)),
            default=Value(CALM),
            output_field=CharField(),
        ),
        seconds_left=Extract(F("due_at") - still_at, "epoch", output_field=FloatField()),
        is_broken=Case(
            When(broken_at__isnull=False, then=Value(True)),
            When(Q(kept_at__isnull=True, released_at__isnull=True) & IS_OVERDUE, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )


def most_pressing_first(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    """Overdue longest first, then by time left, paused last: the order of a queue, and of an index."""
    return rows.order_by(F("paused_at").asc(nulls_first=True), "due_at", "pk")


def open_for(subject: Subject) -> CommitmentQuerySet:
    """The running and paused clocks of a subject, the most pressing first."""
    return most_pressing_first(with_light(Commitment.objects.open().about(subject)))


def all_for(subject: Subject) -> CommitmentQuerySet:
    """Every promise ever made to a subject, the earliest first, with clock segments and escalations at hand."""
    rows = Commitment.objects.about(subject).select_related("ladder", "closed_by")
    return with_light(rows).prefetch_related("segments", "escalations").order_by("started_at", "pk")


def open_of_all(subject_kind: str, ids: Collection[UUID]) -> dict[UUID, list[Commitment]]:
    """The open clocks of many subjects in one query, each list with the most pressing first."""
    rows = Commitment.objects.open().filter(subject_kind=subject_kind, subject_id__in=ids)
    found: dict[UUID, list[Commitment]] = {}
    for row in most_pressing_first(with_light(rows)):
        found.setdefault(row.subject_id, []).append(row)
    return found


def most_pressing(subject_kind: str, *, outer: str = "pk") -> CommitmentQuerySet:
    """For Subquery(): the most pressing open clock of each row of an outer query, whose key is `outer`."""
    rows = Commitment.objects.open().filter(subject_kind=subject_kind, subject_id=OuterRef(outer))
    return most_pressing_first(rows)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a list shows of an open clock: as much of a commitment as its face needs."""

    kind: str
    light: str
    seconds_left: float
    due_at: datetime
    started_at: datetime
    paused_at: datetime | None
    pause_reason: str
    # An open one was neither kept nor released.
    broken_at = kept_at = released_at = None

    @property
    def label(self) -> str | Promise:
        return kinds.label(self.kind)


GLANCED = tuple(field.name for field in fields(Glance))


def glance_at(subject_kind: str, *, outer: str = "pk") -> Subquery:
    """Annotates rows with their most pressing open clock, in the query that reads them; `glanced` reads it."""
    rows = with_light(most_pressing(subject_kind, outer=outer))
    return Subquery(rows.values(told=JSONObject(**{name: name for name in GLANCED}))[:1])


def glanced(told: dict[str, Any] | None) -> Glance | None:
    if told is None:
        return None
    instants = {name: told[name] and datetime.fromisoformat(told[name]) for name in GLANCED if name.endswith("_at")}
    return Glance(**{**told, **instants})


def segments_of(commitment: Commitment) -> list[Segment]:
    return list(commitment.segments.select_related("by"))


def backlog() -> dict[str, int]:
    """`unfired`: promises whose instant has passed, and no sweep has fired them; `set_aside`: those that cannot be.

    Both are counted along partial indexes: asked every second by a watchdog, they cost nothing.
    """
    rows = Commitment.objects.all()
    return {
        "unfired": rows.filter(next_due_at__lte=Now()).count(),
        "set_aside": rows.filter(fault_retry_at__isnull=False).count(),
    }


def seconds_since_sweep() -> float | None:
    """For the banner of every console: the age of the last sweep by any clock; None when there never was one."""
    return beats.age_of("sweep")
