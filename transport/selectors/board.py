"""The dispatch board: trips that wait in the order of their urgency, and trips on the way to whoever waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import pgettext

from hospitals.vocabulary import Group, Severity
from portal.access.api import visible
from portal.areas.models import Area
from portal.commitments.models import Commitment
from portal.commitments.selectors import NEAR, open_of_all
from portal.console.clock import ClockFace
from portal.privacy import subjects
from transport.models import Trip

RELATED = ("booking__hospital", "vehicle", "driver", "area", "fleet", "checkpoint")
# A list reads what its rows show: the database takes longer to plan a join of eight tables than to read sixty rows.
OF_WAITING = ("booking__hospital", "area")
OF_ASSIGNED = ("booking__hospital", "vehicle", "driver")
WAITING_SHOWN = 60
SOON = timedelta(hours=2)
# H1: no delay for dialysis, radiotherapy, pregnant women, newborns; acute cases before them.
NO_DELAY = [Group.DIALYSIS, Group.ONCOLOGY, Group.PREGNANT, Group.NEWBORN, Group.CRITICAL]
URGENCY = Case(
    When(booking__severity=Severity.CRITICAL, then=0),
    When(booking__severity=Severity.URGENT, then=1),
    When(booking__groups__overlap=NO_DELAY, then=2),
    default=3,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits: the clock of the time that was wanted, and the most pressing promise of the request."""

    trip: Trip
    clock: ClockFace
    promise: Commitment | None


def waiting_trips(user: Any, *, area: str = "") -> QuerySet[Trip]:
    """Who waits for a vehicle. H1: whoever is critical first; then of those wanted now or soon the most urgent.

    Whoever is wanted later stands below by that time: a session of tomorrow keeps nobody waiting today. `area` is a
    place and all below it.
    """
    waiting = Trip.objects.filter(state=Trip.State.WAITING, area__pk__startswith=area).select_related(*OF_WAITING)
    is_soon = Q(booking__severity=Severity.CRITICAL) | Q(planned_at__lte=Now() + SOON)
    return (
        visible(user, "trip.assign", waiting)
        .annotate(is_later=Case(When(is_soon, then=0), default=1), rank=URGENCY)
        .order_by("is_later", "rank", "planned_at", "created_at")
    )


def waiting_people(user: Any, *, area: str = "") -> tuple[list[Waiting], int]:
    """The first WAITING_SHOWN of those who wait, with cards and clocks, and how many there are."""
    trips = waiting_trips(user, area=area)
    shown = subjects.attach(trips[:WAITING_SHOWN])
    total = len(shown) if len(shown) < WAITING_SHOWN else trips.count()
    promises = promises_of(shown)
    now = timezone.now()
    return [Waiting(trip, _fetched_by(trip, now), promises.get(trip.subject_id)) for trip in shown], total


def promises_of(trips: Iterable[Trip]) -> dict[Any, Commitment]:
    """The most pressing open promise of each request, by its id; one query for each kind of subject."""
    by_kind: dict[str, list[Any]] = {}
    for trip in trips:
        by_kind.setdefault(trip.subject_kind, []).append(trip.subject_id)
    found = (open_of_all(kind, ids) for kind, ids in by_kind.items())
    return {subject: clocks[0] for clocks_of in found for subject, clocks in clocks_of.items()}


def _fetched_by(trip: Trip, now: datetime) -> ClockFace:
    """The time that was wanted, as a clock: nothing escalates by it, it only says who is kept waiting."""
    left = (trip.planned_at - now).total_seconds()
    state = "late" if left < 0 else "near" if left <= NEAR.total_seconds() else "running"
    return ClockFace(pgettext("clock", "Pick up"), state, floor(left), trip.planned_at)


def waiting_places(user: Any) -> list[Area]:
    """The streets and districts in which somebody waits: what the list can be narrowed to."""
    waiting = visible(user, "trip.assign", Trip.objects.filter(state=Trip.State.WAITING))
    lineages = waiting.values_list("area__lineage", flat=True).distinct()
    codes = {code for lineage in lineages for level, code in lineage.items() if level in ("district", "street")}
    return list(Area.objects.filter(pk__in=codes).order_by("pk"))


def assigned_trips(user: Any) -> QuerySet[Trip]:
    """Trips with a vehicle whose passenger is not aboard yet."""
    assigned = Trip.objects.filter(state__in=("assigned", "accepted", "departed")).select_related(*OF_ASSIGNED)
    return visible(user, "trip.assign", assigned).order_by("during")


def chosen_trip(user: Any, pk: str) -> Trip | None:
    """The outing that somebody has pointed at, wherever it stands by now."""
    try:
        key = UUID(pk)
    except ValueError:
        return None
    wanted = Trip.objects.filter(pk=key, mode=Trip.Mode.VEHICLE).select_related(*RELATED)
    return visible(user, "trip.assign", wanted).first()


def can_be_sent(trip: Trip, *, again: bool) -> bool:
    """Does it wait? Only who asks for another vehicle takes one away that a colleague has just given."""
    return trip.state == Trip.State.WAITING or (again and trip.state in (Trip.State.ASSIGNED, Trip.State.ACCEPTED))
