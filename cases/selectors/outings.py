"""A request's outings as a screen tells them: which hospitals were asked and why, how the trip stands, which pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from cases.models import Case, Outing, Placement
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from hospitals.models.bookings import INSIDE
from portal.lifecycle.move import allowed
from portal.lifecycle.table import Transition
from transport.models import UNDER_WAY, Pass, Trip

VEHICLE_STEPS = ("assigned", "accepted", "departed", "picked_up", "at_hospital", "leaving", "home", "disinfected")
OWN_CAR_STEPS = ("issued", "out", "at_hospital", "leaving", "home")


# What the command centre does to a hospital's booking; the rest is the hospital's own.
OF_THE_CENTRE = ("assign", "withdraw", "hand_over", "take_back")


@dataclass(frozen=True, slots=True)
class Asked:
    """One hospital that was asked, with what this reader may do about it."""

    placement: Placement
    moves: list[Transition]

    @property
    def booking(self) -> Booking:
        return self.placement.booking


@dataclass(slots=True)
class OutingView:
    """`steps` as components/steps.html takes them."""

    outing: Outing
    asked: list[Asked]
    steps: list[dict[str, Any]] = field(default_factory=list)
    valid_pass: Pass | None = None

    @property
    def trip(self) -> Trip | None:
        return self.outing.trip

    @property
    def is_let_out(self) -> bool:
        """Out by the word of a gate, while the trip stands where nobody is out."""
        return bool(self.trip and self.trip.out_since and self.trip.state not in UNDER_WAY)

    @property
    def responsible(self) -> Booking | None:
        """N4: the hospital that has received the resident, until another one has."""
        return next((one.booking for one in self.asked if one.booking.state in INSIDE), None)


def outings_of(case: Case, user: Any) -> list[OutingView]:
    """The latest first. Six queries at most."""
    passes = Prefetch("trip__passes", Pass.objects.filter(revoked_at=None))
    related = ("booking__hospital", "booking__area", "booking__takes_over__hospital")
    rows = Placement.objects.select_related(*related).prefetch_related("booking__hand_overs__hospital")
    placements = Prefetch("placements", rows.order_by("-hop"))
    outings = case.outings.select_related("trip__vehicle", "trip__driver", "trip__fleet", "trip__checkpoint")
    outings = outings.prefetch_related(placements, passes, "trip__steps").order_by("-opened_at")
    return [_view(outing, user) for outing in outings]


def _view(outing: Outing, user: Any) -> OutingView:
    trip = outing.trip
    view = OutingView(outing, [Asked(one, _moves(one.booking, user)) for one in outing.placements.all()])
    if trip is not None and trip.state not in ("cancelled", "handed_over"):
        view.steps = _steps(trip)
        view.valid_pass = next(iter(trip.passes.all()), None)
    return view


def _steps(trip: Trip) -> list[dict[str, Any]]:
    """Every step of the way home: done with its time, now, or still to come."""
    names = OWN_CAR_STEPS if trip.mode == "self_drive" else VEHICLE_STEPS
    labels = dict(Trip.State.choices)
    reached = names.index(trip.state) if trip.state in names else -1
    undone = {step.corrects_id for step in trip.steps.all() if step.corrects_id}
    times = {step.name: step.happened_at for step in trip.steps.all() if step.pk not in undone and not step.corrects_id}
    return [
        {"label": labels[name], "state": "done" if at <= reached else "now" if at == reached + 1 else "todo",
         "at": times.get(name) if at <= reached else None}
        for at, name in enumerate(names)
    ]  # fmt: skip


def _moves(booking: Booking, user: Any) -> list[Transition]:
    return [row for row in allowed(BOOKING, booking, user) if row.name in OF_THE_CENTRE]
