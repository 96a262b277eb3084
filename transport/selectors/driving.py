"""A driver's trips: what is under way first, then what is assigned, each with its steps and the next tap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from portal.access.api import can
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.lifecycle.move import allowed
from portal.lifecycle.table import STAY, Act, Transition
from portal.privacy import subjects
from transport.lifecycle import TRIP
from transport.models import HOLDS_VEHICLE, OCCUPIES_VEHICLE, Trip, TripStep, Trouble
from transport.selectors.troubles import troubles_of

State = Trip.State
BY_VEHICLE = [
    State.ACCEPTED, State.DEPARTED, State.PICKED_UP, State.AT_HOSPITAL, State.LEAVING, State.HOME, State.DISINFECTED,
]  # fmt: skip
# Short enough for seven of them side by side on a telephone.
WORDS = {
    State.ISSUED: pgettext_lazy("step", "Pass"),
    State.OUT: pgettext_lazy("step", "Out"),
    State.ACCEPTED: pgettext_lazy("step", "Taken"),
    State.DEPARTED: pgettext_lazy("step", "Set off"),
    State.PICKED_UP: pgettext_lazy("step", "Aboard"),
    State.AT_HOSPITAL: pgettext_lazy("step", "Hospital"),
    State.LEAVING: pgettext_lazy("step", "Return"),
    State.HOME: pgettext_lazy("step", "Home"),
    State.DISINFECTED: pgettext_lazy("step", "Cleaned"),
}
BY_CAR = [State.ISSUED, State.OUT, State.AT_HOSPITAL, State.LEAVING, State.HOME]


@dataclass(frozen=True, slots=True)
class Ride:
    """One trip on a driver's telephone: `next` is the likeliest tap, `undo` takes the last one back."""

    trip: Trip
    clock: Commitment | None
    steps: list[dict[str, Any]]
    next: Transition | None
    undo: Transition | None
    others: list[Transition]
    # The taps after the next one, by the state they are made from, for a telephone that cannot ask meanwhile.
    ahead: list[tuple[str, Transition | None]]
    troubles: list[Trouble]  # reported and not answered yet


def rides_of(user: Any) -> list[Ride]:
    """The same few queries however many trips."""
    trips = subjects.attach(_trips_of(user))
    clocks = open_of_all("trip", [trip.pk for trip in trips])
    troubles = troubles_of(trips)
    return [
        ride_of(trip, next(iter(clocks.get(trip.pk, [])), None), user, troubles=troubles.get(trip.pk, []))
        for trip in trips
    ]


def _trips_of(user: Any) -> QuerySet[Trip]:
    is_waiting = Case(When(state__in=OCCUPIES_VEHICLE, then=Value(0)), default=Value(1))
    trips = Trip.objects.filter(driver__user=user, state__in=HOLDS_VEHICLE)
    related = trips.select_related("booking__hospital", "vehicle", "driver", "area", "checkpoint", "fleet")
    return related.prefetch_related("steps").order_by(is_waiting, "during", "pk")


def ride_of(trip: Trip, clock: Commitment | None, user: Any, *, troubles: Sequence[Trouble] = ()) -> Ride:
    rows = [row for row in allowed(TRIP, trip, user) if row.offered]
    undo = next((row for row in rows if row.name.startswith("undo_")), None)
    forward = _forward(rows)
    others = [row for row in rows if row not in (undo, forward) and row.name in ("release", "come_home")]
    return Ride(trip, clock, steps_of(trip), forward, undo, others, ahead_of(trip, forward, user), list(troubles))


def next_step(trip: Trip, user: Any) -> Transition | None:
    """The likeliest step, for whoever hears of it by radio: no query, with the booking and the driver at hand."""
    return _forward([row for row in allowed(TRIP, trip, user) if row.offered])


def ahead_of(trip: Trip, row: Transition | None, user: Any) -> list[tuple[str, Transition | None]]:
    """The way on from `row`, tap by tap, as far as this person may go by what is known now."""
    found: list[tuple[str, Transition | None]] = []
    while row and row.target not in {STAY, *(state for state, _next in found)}:
        state = row.target
        rows = (one for one in TRIP.from_state(state) if one.offered and one.target != STAY)
        row = _forward([one for one in rows if _may(one, trip, user)])
        found.append((state, row))
    return found


def _may(row: Transition, trip: Trip, user: Any) -> bool:
    act = Act(thing=trip, data={}, by=user, happened_at=timezone.now(), transition=row)
    return can(user, row.action_on(trip), trip) and not (row.guard and row.guard(act))


def _forward(rows: list[Transition]) -> Transition | None:
    return next((row for row in rows if row.primary and row.name != "assign"), None)


def steps_of(trip: Trip) -> list[dict[str, Any]]:
    """The way of a trip for components/steps.html: done with the time, now, still to do."""
    path = BY_VEHICLE if trip.mode == Trip.Mode.VEHICLE else BY_CAR
    reached = _reached(trip)
    at = next((place for place, name in enumerate(path) if name == trip.state), -1)
    return [
        {
            "label": WORDS[name],
            "state": "done" if place < at or (name in _LAST and place == at) else "now" if place == at else "todo",
            "at": reached.get(name) if place <= at else None,
        }
        for place, name in enumerate(path)
    ]


_LAST = (State.DISINFECTED,)


def _reached(trip: Trip) -> dict[str, datetime]:
    """When each state was last reached, corrections left out; reads the prefetched steps."""
    steps: list[TripStep] = list(trip.steps.all())
    corrected = {step.corrects_id for step in steps}
    return {step.name: step.happened_at for step in steps if step.corrects_id is None and step.pk not in corrected}
