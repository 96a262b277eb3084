"""What it means for a trip that somebody passes a gate: the steps it has taken by then, and the end of the wait."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.commitments import services as commitments
from portal.commitments.terms import terms_for
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import follow, subject_of
from portal.notices import services as notices
from transport.lifecycle import TRIP
from transport.models import UNDER_WAY, WENT_THROUGH, GateLog, Pass, Trip
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
    """Somebody went through whom the portal would have stopped: the trip takes what steps it still can.

    Call with the log written: by it the database knows who is out, and takes the steps of a vehicle that is not fit.
    """
    if direction == Direction.IN and Trip.objects.filter(pk=shown.trip_id, out_since__gt=at).exists():
        return  # told late: they have gone out again since
    for step in _steps(shown, direction):
        try:
            follow(TRIP, shown.trip, step, by=by, happened_at=at)
        except MoveRefused:  # its vehicle or driver is out with somebody else, by what the portal knows
            break
    _end_the_wait(shown, by=by)
    _and_came_back(shown, direction=direction, at=at, by=by)


@transaction.atomic
def watch_over(shown: Pass, *, by: Any) -> None:
    """Out, and the trip stands where nobody is: their return is promised all the same, and people must see to it.

    Call last, with the log written. Whoever is back, and whose trip could not follow them out, is waited for no longer.
    """
    trip = Trip.objects.select_related("area").get(pk=shown.trip_id)
    subject, kind = subject_of(TRIP, trip), "trip.return"
    if trip.state in UNDER_WAY:
        return
    if trip.out_since is None:
        commitments.keep(subject, (kind,), by=by)
        return
    facts = dict(TRIP.facts(trip))
    terms = terms_for(kind, area_id=trip.area_id, facts=facts, policy_ref=trip.policy_ref or None)
    clock = commitments.promise(kind, subject=subject, terms=terms, started_at=trip.out_since, by=by)
    fleet = f"fleet:{trip.fleet_id}" if trip.fleet_id else ""
    for post in filter(None, (f"operator@{trip.area.lineage.get('district', trip.area_id)}", fleet)):
        notices.tell(post, "trip.out_unplanned", subject=subject, cause=f"trip.out_unplanned:{clock.pk}")


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
