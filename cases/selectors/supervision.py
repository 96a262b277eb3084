"""What supervisors answer for: what was late, who was told, and how each place and institution keeps its promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now, Substr
from django.utils import timezone

from cases.models import Case
from hospitals.models import Booking, Closure, Violation
from portal.access.api import visible
from portal.access.selectors import posts_of
from portal.areas.models import Area
from portal.commitments import explaining, kinds
from portal.commitments.models import Commitment, Escalation, LadderStep, Segment, Urge
from portal.commitments.models.commitment import CommitmentQuerySet
from portal.commitments.selectors import with_light

# A promise is broken once its time ran out unkept, and stays so however late it is kept after that.
BROKEN = Q(broken_at__isnull=False) | Q(kept_at=None, released_at=None, paused_at=None, due_at__lte=Now())


@dataclass(frozen=True, slots=True)
class Explanation:
    """A broken promise told whole, from the escalation that was opened.

    `rungs` are all that were fired, in order, each with whom it told by which channel and who took note; `steps` are
    those of the rule, fired or not.
    """

    escalation: Escalation
    commitment: Commitment
    case: Case | None
    steps: list[LadderStep]
    rungs: list[explaining.Explanation]

    @property
    def segments(self) -> list[Segment]:
        return self.rungs[0].segments

    @property
    def urges(self) -> list[Urge]:
        return self.rungs[0].urges

    @property
    def paused_for(self) -> timedelta:
        pauses = [part for part in self.segments if part.kind == Segment.Kind.PAUSED]
        return sum(((part.ended_at or timezone.now()) - part.started_at for part in pauses), timedelta(0))

    @property
    def kept_late_by(self) -> timedelta | None:
        """How long after the due time it was kept; None while it is not kept."""
        return self.commitment.kept_at - self.commitment.due_at if self.commitment.kept_at else None


def escalations(
    user: Any, *, waiting: bool = False, kind: str = "", area: str = "", mine: bool = False
) -> QuerySet[Escalation]:
    """Escalations in this person's places, the latest first. `waiting`: nobody took note yet; `mine`: told to me.

    What is told once a day for many waits for no note of each: it stands here when its kind is asked for.
    """
    rows = visible(user, "escalation.view", Escalation.objects.all())
    if waiting:
        rows = rows.filter(acknowledged_at=None)
        if not kind:
            rows = rows.exclude(commitment__kind__in=kinds.TOLD_TOGETHER)
    if kind:
        rows = rows.filter(commitment__kind=kind)
    if area:
        rows = rows.filter(commitment__area__pk__startswith=area)
    if mine:
        rows = rows.filter(told_post__in=posts_of(user))
    related = ("commitment__ladder", "commitment__area", "area", "acknowledged_by")
    return rows.select_related(*related).order_by("-fired_at", "-pk")


def explain(escalation: Escalation) -> Explanation:
    """Everything that an escalation page shows. The number of queries is fixed."""
    commitment = with_light(Commitment.objects.select_related("ladder", "area")).get(pk=escalation.commitment_id)
    return Explanation(
        escalation=escalation,
        commitment=commitment,
        case=Case.objects.filter(number=commitment.number).select_related("person", "area", "owner").first(),
        steps=list(commitment.ladder.steps.order_by("level")),
        rungs=explaining.explained(commitment.escalations.filter(cycle=escalation.cycle)),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """Promises of one kind in one place: how many fell due or were made, and how many were broken."""

    total: int
    broken: int
    open_late: int

    @property
    def percent(self) -> int:
        """Kept in time, of all, in whole percent."""
        return round(100 * (self.total - self.broken) / self.total) if self.total else 100


@dataclass(frozen=True, slots=True)
class Table:
    """Rows are places one level down, columns the kinds that occur; `cells[(place, kind)]`."""

    places: list[Area]
    kinds: list[str]
    rows: list[tuple[Area, list[Cell]]]
    sums: list[Cell]


NEXT_LENGTH = {4: 6, 6: 9, 9: 12}


def promises(user: Any, *, since: datetime, until: datetime, area: str = "") -> QuerySet[Commitment]:
    """Promises made in a period, [since, until), in this person's places."""
    rows = visible(user, "report.view", Commitment.objects.filter(started_at__gte=since, started_at__lt=until))
    return rows.filter(area__pk__startswith=area) if area else rows


def broken_by_place_and_kind(user: Any, *, since: datetime, until: datetime, area: str) -> Table:
    """The report "Promises" for `area`: one query for the figures, one for the names of the places below it."""
    length = NEXT_LENGTH.get(len(area), len(area))
    grouped = (
        promises(user, since=since, until=until, area=area)
        .annotate(place=Substr("area_id", 1, length))
        .values("place", "kind")
        .annotate(
            total=Count("pk"),
            broken=Count("pk", filter=BROKEN),
            open_late=Count("pk", filter=Q(kept_at=None, released_at=None, paused_at=None, due_at__lte=Now())),
        )
    )
    cells = {(row["place"], row["kind"]): Cell(row["total"], row["broken"], row["open_late"]) for row in grouped}
    found = [kind for kind in kinds.KINDS if any(kind == seen for _place, seen in cells)]
    places = list(Area.objects.filter(pk__in={place for place, _kind in cells}))
    rows = [(place, [cells.get((place.pk, kind), Cell(0, 0, 0)) for kind in found]) for place in places]
    sums = [
        Cell(*(sum(getattr(line[index], name) for _p, line in rows) for name in ("total", "broken", "open_late")))
        for index in range(len(found))
    ]
    return Table(places, found, rows, sums)


def broken_promises(
    user: Any, *, since: datetime, until: datetime, area: str = "", kind: str = "", which: str = "broken"
) -> QuerySet[Commitment]:
    """The tickets behind a figure of the report. `which`: all, broken or open_late."""
    rows = promises(user, since=since, until=until, area=area)
    if kind:
        rows = rows.filter(kind=kind)
    if which == "broken":
        rows = rows.filter(BROKEN)
    elif which == "open_late":
        rows = rows.filter(kept_at=None, released_at=None, paused_at=None, due_at__lte=Now())
    return with_light(cast(CommitmentQuerySet, rows.select_related("area"))).order_by("due_at")


@dataclass(frozen=True, slots=True)
class Institution:
    """P4: how one institution answered in a period."""

    hospital_id: int
    name: str
    asked: int
    accepted: int
    refused: int
    waiting: int
    minutes: float | None
    violations: int
    closures: int


def institutions(user: Any, *, since: datetime, until: datetime, area: str = "") -> list[Institution]:
    """Asked, accepted, refused, mean minutes to the answer, violations and closures by institution. Three queries."""
    asked = visible(user, "report.view", Booking.objects.filter(asked_at__gte=since, asked_at__lt=until))
    if area:
        asked = asked.filter(area__pk__startswith=area)
    answered = ExpressionWrapper(F("answered_at") - F("asked_at"), output_field=DurationField())
    rows = asked.values("hospital_id", "hospital__name").annotate(
        asked=Count("pk"),
        accepted=Count("pk", filter=~Q(state__in=["asked", "refused", "withdrawn"])),
        refused=Count("pk", filter=Q(state="refused")),
        waiting=Count("pk", filter=Q(state="asked")),
        taken=Avg(answered, filter=Q(answered_at__isnull=False)),
    )
    violations = _by_hospital(Violation.objects.filter(recorded_at__gte=since, recorded_at__lt=until))
    closures = _by_hospital(Closure.objects.filter(closed_at__gte=since, closed_at__lt=until))
    return [
        Institution(
            hospital_id=row["hospital_id"],
            name=row["hospital__name"],
            asked=row["asked"],
            accepted=row["accepted"],
            refused=row["refused"],
            waiting=row["waiting"],
            minutes=row["taken"].total_seconds() / 60 if row["taken"] else None,
            violations=violations.get(row["hospital_id"], 0),
            closures=closures.get(row["hospital_id"], 0),
        )
        for row in rows.order_by("-asked", "hospital__name")
    ]


def _by_hospital(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.values_list("hospital").annotate(count=Count("pk")))
