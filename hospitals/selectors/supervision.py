"""Supervision by institution (P4): how each one answered in a period, what it refused, how long it was closed.

Every figure counts rows that `behind()` lists. Of bookings the reader's own places decide: those asked for residents
there, or put to the reader's own institution. That an institution closed, and how old its figures are, is no secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, Extract, Greatest, Least, Now

from hospitals.models import Booking, Closure, Hospital, Places, Violation
from hospitals.models.reports import REPORT, SUBJECT
from hospitals.vocabulary import Refusal
from portal.access.api import visible
from portal.commitments.models import Commitment

State = Booking.State
ACCEPT = "booking.accept"
VIOLATIONS = "violations"

# What each figure counts, as conditions on the bookings that were asked in the period. Whoever was assigned by the
# command centre was not accepted by the institution.
COUNTED = {
    "asked": Q(),
    "accepted": Q(answered_at__isnull=False, refusal_code="", is_assigned=False),
    "assigned": Q(is_assigned=True),
    "refused": Q(state=State.REFUSED),
    "withdrawn": Q(state=State.WITHDRAWN, answered_at=None),
    "waiting": Q(state=State.ASKED),
    "silent": Q(escalated=True),
    "timed": Q(minutes__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Period:
    """What is looked at: [since, until), and a place (empty: all of the reader's)."""

    since: datetime
    until: datetime
    area: str = ""


@dataclass(slots=True)
class Institution:
    """The figures of one institution in a period. Minutes are None where nobody was answered."""

    hospital: Hospital
    asked: int = 0
    accepted: int = 0
    assigned: int = 0
    refused: int = 0
    withdrawn: int = 0
    waiting: int = 0
    silent: int = 0
    timed: int = 0
    median: float | None = None
    p90: float | None = None
    refusals: dict[str, int] = field(default_factory=dict)  # by the code of the reason
    violations: int = 0
    closures: int = 0
    hours_closed: float = 0.0
    late_reports: int = 0
    stale: int = 0
    figures: int = 0

    def refusals_in_words(self) -> list[tuple[str, Any, int]]:
        """The most frequent reason first: code, words, how often."""
        ordered = sorted(self.refusals.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(code, Refusal(code).label if code in Refusal else code, times) for code, times in ordered]


class Percentile(Aggregate):
    """The value below which that share of the rows lies."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, *, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


def asked_in(user: Any, period: Period) -> QuerySet[Booking]:
    """Bookings asked in the period, with `minutes` to the first answer and whether silence `escalated`.

    The minutes are those of the promise `booking.accept`, which the first answer keeps: a refusal at the door does not
    count as a late answer. Of what the command centre assigned there are none.
    """
    return _timed(
        _of_reader(user, Booking.objects.filter(asked_at__gte=period.since, asked_at__lt=period.until), period)
    )


def _of_reader(user: Any, rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    rows = visible(user, "hospital.supervise", rows)
    return rows.filter(area__pk__startswith=period.area) if period.area else rows


def _timed(rows: QuerySet[Booking]) -> QuerySet[Booking]:
    promise = Commitment.objects.filter(subject_kind="booking", subject_id=OuterRef("pk"), kind=ACCEPT)
    kept = Subquery(promise.order_by("cycle").values("kept_at")[:1], output_field=DateTimeField())
    taken = Extract(ExpressionWrapper(F("kept_at") - F("asked_at"), DurationField()), "epoch") / 60.0
    return rows.annotate(kept_at=kept, escalated=Exists(promise.filter(level__gt=0))).annotate(
        minutes=Case(When(is_assigned=False, then=taken), output_field=FloatField())
    )


def institutions(user: Any, period: Period, *, pk: int | None = None) -> list[Institution]:
    """Those of the reader's places and those asked for residents there, the most violations first. Seven queries."""
    bookings = asked_in(user, period)
    if pk is not None:
        bookings = bookings.filter(hospital=pk)
    answered = _answered(bookings)
    rows = {one.pk: Institution(one, **answered.get(one.pk, {})) for one in _in_question(user, answered, period, pk)}
    for hospital, code, times in _refusals(bookings):
        rows[hospital].refusals[code] = times
    violations = violations_in(user, period).filter(hospital__in=rows).order_by()
    for hospital, times in violations.values_list("hospital_id").annotate(times=Count("pk")):
        rows[hospital].violations = times
    _closed(rows, period)
    _age(rows, period)
    order = ("violations", "silent", "refused", "asked")
    return sorted(rows.values(), key=lambda row: (*(-getattr(row, name) for name in order), row.hospital.name))


def _answered(bookings: QuerySet[Booking]) -> dict[int, dict[str, Any]]:
    counts = {name: Count("pk", filter=condition) for name, condition in COUNTED.items()}
    figures = {"median": Percentile("minutes", share=0.5), "p90": Percentile("minutes", share=0.9)}
    rows: Any = bookings.order_by().values("hospital_id").annotate(**counts, **figures)
    return {row["hospital_id"]: {name: row[name] for name in (*counts, *figures)} for row in rows}


def _in_question(user: Any, asked: Iterable[int], period: Period, pk: int | None) -> QuerySet[Hospital]:
    own = visible(user, "hospital.supervise", Hospital.objects.filter(area__pk__startswith=period.area))
    rows = Hospital.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=list(asked))).select_related("area")
    return rows.filter(pk=pk) if pk is not None else rows


def _refusals(bookings: QuerySet[Booking]) -> Iterable[tuple[int, str, int]]:
    refused = bookings.filter(COUNTED["refused"]).order_by()
    return refused.values_list("hospital_id", "refusal_code").annotate(times=Count("pk"))


def violations_in(user: Any, period: Period) -> QuerySet[Violation]:
    rows = Violation.objects.filter(recorded_at__gte=period.since, recorded_at__lt=period.until)
    return _of_reader(user, rows, period)


def closures_in(period: Period) -> QuerySet[Closure]:
    """Closings that lie in the period, or reach into it, with how long they `lasted` within it."""
    ended = Coalesce(F("reopened_at"), Now(), output_field=DateTimeField())
    within = ExpressionWrapper(Least(ended, period.until) - Greatest(F("closed_at"), period.since), DurationField())
    reaching = Q(reopened_at=None) | Q(reopened_at__gt=period.since)
    return Closure.objects.filter(reaching, closed_at__lt=period.until).annotate(lasted=within)


def _closed(rows: dict[int, Institution], period: Period) -> None:
    found = closures_in(period).filter(hospital__in=rows).order_by().values("hospital_id")
    for told in found.annotate(times=Count("pk"), time=Sum("lasted")):
        row = rows[told["hospital_id"]]
        row.closures, row.hours_closed = told["times"], max(told["time"], timedelta()) / timedelta(hours=1)


def _age(rows: dict[int, Institution], period: Period) -> None:
    """Figures that are stale now, and reports that were late in the period."""
    counted = Places.objects.filter(hospital__in=rows).order_by().values("hospital_id")
    for told in counted.annotate(figures=Count("pk"), stale=Count("pk", filter=Q(valid_until__lte=Now()))):
        row = rows[told["hospital_id"]]
        row.figures, row.stale = told["figures"], told["stale"]
    by_key = {row.hospital.key: row for row in rows.values()}
    late = late_reports_in(period).filter(subject_id__in=by_key).order_by()
    for key, times in late.values_list("subject_id").annotate(times=Count("pk")):
        by_key[key].late_reports = times


def late_reports_in(period: Period) -> QuerySet[Commitment]:
    """Promises to report places that fell due unkept in the period, however late they were kept."""
    late = Q(broken_at__isnull=False) | Q(kept_at=None, released_at=None, due_at__lte=Now())
    promises = Commitment.objects.filter(late, kind=REPORT, subject_kind=SUBJECT)
    return promises.filter(due_at__gte=period.since, due_at__lt=period.until)


def behind(user: Any, period: Period, *, which: str, hospital: int | None = None, code: str = "") -> QuerySet[Booking]:
    """The bookings that a figure counts, the latest first; `code` narrows refusals to one reason."""
    if which == VIOLATIONS:
        refused = violations_in(user, period).values("booking")
        rows = _timed(visible(user, "hospital.supervise", Booking.objects.filter(pk__in=refused)))
    else:
        rows = asked_in(user, period).filter(COUNTED[which])
    if hospital is not None:
        rows = rows.filter(hospital=hospital)
    if code:
        rows = rows.filter(refusal_code=code)
    return rows.select_related("hospital", "area").order_by("-asked_at", "pk")
