"""Who could ride along: people who wait about the same time, each with what speaks against it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from portal.privacy import subjects
from transport.models import HOLDS_VEHICLE, Trip
from transport.selectors.fitness import reasons_against

ABOUT = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Mate:
    trip: Trip
    against: list[Any]


def possible_mates(user: Any, trip: Trip) -> list[Mate]:
    """Those who may first. The database says the same once more, about the pool as it then is."""
    when = (trip.planned_at - ABOUT, trip.planned_at + ABOUT)
    waiting = Trip.objects.filter(state=Trip.State.WAITING, planned_at__range=when).exclude(pk=trip.pk)
    found = visible(user, "trip.assign", waiting.select_related("booking__hospital", "area", "checkpoint"))
    together = Trip.objects.filter(pool=trip.pool, state__in=HOLDS_VEHICLE)
    taken = sum(1 + one.companions for one in together)
    mates = [Mate(one, _against(trip, one, taken)) for one in subjects.attach(found.order_by("planned_at"))]
    return sorted(mates, key=lambda mate: bool(mate.against))


def _against(trip: Trip, other: Trip, taken: int) -> list[Any]:
    assert trip.vehicle
    assert trip.during
    reasons = [] if trip.may_pool else [_("the policy lets the first passenger ride alone only")]
    if not other.may_pool:
        reasons.append(_("the policy lets this person ride alone only"))
    if trip.control != other.control:
        reasons.append(_("another control status"))
    if taken + 1 + other.companions > trip.vehicle.seats:
        reasons.append(_("no seat is left"))
    return [*reasons, *reasons_against(trip.vehicle, other, at=trip.during.lower)]
