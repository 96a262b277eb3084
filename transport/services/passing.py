"""What it means for a trip that somebody passes a gate: the steps it has taken by then, and the end of the wait."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.commitments import services as commitments
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import follow
from transport.lifecycle import TRIP
from transport.models import WENT_THROUGH, GateLog, Pass, Trip
from transport.services.passes import subject_of_pass

Direction = GateLog.Direction

# The steps that a trip has taken once it is seen going out or coming in, whichever of them were tapped before.
SEEN_OUT: dict[str, tuple[str, ...]] = {
    Trip.Mode.VEHICLE: ("accept", "depart", "pick_up"),
    Trip.Mode.SELF_DRIVE: ("go_out",),
}
SEEN_IN = ("come_home",)


@transaction.atomic
def let_through(shown: Pass, *, direction: str, at: datetime, by: Any) -> None:
    """All of the steps, or none. Raises MoveRefused when the trip may not go."""
    for step in _steps(shown, direction):
        follow(TRIP, shown.trip, step, by=by, happened_at=at)
    _end_the_wait(shown, by=by)
    _and_came_back(shown, direction=direction, at=at, by=by)


@transaction.atomic
def record_as_it_happened(shown: Pass, *, direction: str, at: datetime, by: Any) -> None:
    """Somebody went through whom the portal would have stopped: the trip takes what steps it still can."""
    for step in _steps(shown, direction):
        try:
            follow(TRIP, shown.trip, step, by=by, happened_at=at)
        except MoveRefused:  # a vehicle that was not fit has left all the same; its steps stay open, the log says why
            break
    _end_the_wait(shown, by=by)
    _and_came_back(shown, direction=direction, at=at, by=by)


def _steps(shown: Pass, direction: str) -> tuple[str, ...]:
    return SEEN_OUT[shown.trip.mode] if direction == Direction.OUT else SEEN_IN


def _end_the_wait(shown: Pass, *, by: Any) -> None:
    commitments.keep(subject_of_pass(shown), ("pass.release",), by=by)


def _and_came_back(shown: Pass, *, direction: str, at: datetime, by: Any) -> None:
    """Told late by a gate without network, after the gate that saw the return: nobody is out for ever by that."""
    if direction != Direction.OUT:
        return
    back = shown.gate_log.filter(WENT_THROUGH, direction=Direction.IN, happened_at__gt=at).first()
    if back:
        follow(TRIP, shown.trip, "come_home", by=by, happened_at=back.happened_at)
