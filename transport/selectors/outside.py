"""Everyone who is out, and how many: since when, where last seen and by whom, due back when; who is late first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from portal.areas.models import Area
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.privacy import subjects
from transport.models import IS_OUT, OUTSIDE, WENT_THROUGH, GateLog, Trip, TripStep, Trouble
from transport.selectors.board import RELATED
from transport.selectors.steps import ON_THE_WAY, step_label
from transport.selectors.troubles import troubles_of

SET_OUT = ("departed", "out", "picked_up")
AT_GATE = (Trip.State.PICKED_UP, Trip.State.OUT)


@dataclass(frozen=True, slots=True)
class Seen:
    """The last that is known of somebody: where, at which step, when."""

    place: str
    step: Any
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Out:
    trip: Trip
    since: datetime | None
    seen: Seen
    clock: Commitment | None  # of the return: when due back
    troubles: list[Trouble]

    @property
    def is_unplanned(self) -> bool:
        """Out by the word of a gate, while the trip stands where nobody is out."""
        return self.trip.state not in OUTSIDE


def people_out(user: Any, *, area: str = "") -> list[Out]:
    """The same few queries however many; those due back first, first. `area` is a place and all below it."""
    trips = subjects.attach(_trips(user).filter(area__pk__startswith=area))
    clocks = open_of_all("trip", [trip.pk for trip in trips])
    troubles = troubles_of(trips)
    people = []
    for trip in trips:
        clock = _return_of(clocks.get(trip.pk, []))
        people.append(Out(trip, trip.since or trip.out_since, _seen(trip), clock, troubles.get(trip.pk, [])))
    return sorted(people, key=lambda one: (one.clock is None, one.clock.due_at if one.clock else one.trip.planned_at))


def places_of(user: Any) -> list[Area]:
    """Where somebody is out, and the streets and districts above: what the list can be narrowed to."""
    codes = set(visible(user, "trip.view", Trip.objects.filter(IS_OUT)).values_list("area_id", flat=True))
    found = Area.objects.filter(pk__in=codes)
    above = {code for place in found for name, code in place.lineage.items() if name in ("district", "street")}
    return list(Area.objects.filter(pk__in=codes | above).order_by("pk"))


def trips_outside(user: Any) -> QuerySet[Trip]:
    return visible(user, "trip.view", Trip.objects.filter(IS_OUT))


def _trips(user: Any) -> QuerySet[Trip]:
    steps = TripStep.objects.filter(trip=OuterRef("pk"), corrects=None, correction=None)
    last = steps.exclude(name__in=ON_THE_WAY).order_by("-happened_at", "-pk")
    first = steps.filter(name__in=SET_OUT).order_by("happened_at")
    log = GateLog.objects.filter(WENT_THROUGH, shown__trip=OuterRef("pk"), direction="out").order_by("-happened_at")
    return visible(user, "trip.view", Trip.objects.filter(IS_OUT).select_related(*RELATED)).annotate(
        since=Subquery(first.values("happened_at")[:1]),
        last=Subquery(last.values("name")[:1]),
        last_at=Subquery(last.values("happened_at")[:1]),
        gate=Subquery(log.values("checkpoint__name")[:1]),
    )


def _seen(trip: Any) -> Seen:
    """At the gate that let them out, at the hospital, or on the way from it: by the last step that stands."""
    hospital = str(trip.booking.hospital) if trip.booking else ""
    if trip.state not in OUTSIDE:
        return Seen(trip.gate or str(trip.area), trip.get_state_display(), trip.out_since)
    if trip.state in AT_GATE:
        place = trip.gate or str(trip.area)
    elif trip.state == Trip.State.LEAVING:
        place = _("from %(hospital)s") % {"hospital": hospital} if hospital else ""
    else:
        place = hospital
    return Seen(str(place), step_label(trip.last or trip.state), trip.last_at)


def _return_of(running: Iterable[Commitment]) -> Commitment | None:
    return next((clock for clock in running if clock.kind == "trip.return"), None)
