"""Troubles on trips that nobody has answered yet: a light on the board, and on the driver's card."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from portal.access.api import visible
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.privacy import subjects
from transport.models import Trip, Trouble


def open_troubles(user: Any) -> list[tuple[Trouble, Commitment | None]]:
    """What this person may answer, the oldest first, each with its clock."""
    is_open = Exists(Trouble.objects.filter(trip=OuterRef("pk"), settled_at=None))
    found = list(visible(user, "trip.assign", Trip.objects.filter(is_open)).values_list("pk", flat=True))
    troubles = list(
        Trouble.objects.filter(trip__in=found, settled_at=None).select_related(
            "trip__vehicle", "trip__driver", "trip__booking__hospital", "trip__area"
        )
    )
    clocks = open_of_all("trip", found)
    subjects.attach([trouble.trip for trouble in troubles])
    return [(trouble, _clock(clocks.get(trouble.trip_id, []))) for trouble in troubles]


def troubles_of(trips: Iterable[Trip]) -> dict[Any, list[Trouble]]:
    """Those still open, by trip."""
    found: dict[Any, list[Trouble]] = {}
    for trouble in Trouble.objects.filter(trip__in=[trip.pk for trip in trips], settled_at=None):
        found.setdefault(trouble.trip_id, []).append(trouble)
    return found


def _clock(running: Iterable[Commitment]) -> Commitment | None:
    return next((clock for clock in running if clock.kind == "trip.trouble"), None)
