"""A request's outings as a screen tells them: which hospitals were asked and why, how the trip stands, which pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from cases.models import Case, Outing, Placement
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from hospitals.models.bookings import INSIDE
from portal.lifecycle.move import allowed
from portal.lifecycle.table import Transition
from portal.standing import Standing
from transport.models import UNDER_WAY, Pass, Trip, TripStep

VEHICLE_STEPS = ("assigned", "accepted", "departed", "picked_up", "at_hospital", "leaving", "home", "disinfected")
OWN_CAR_STEPS = ("issued", "out", "at_hospital", "leaving", "home")
NOT_DRAWN = ("cancelled", "handed_over")  # the way home that is drawn step by step

# What the command centre does to a hospital's booking; the rest is the hospital's own.
OF_THE_CENTRE = ("assign", "withdraw", "hand_over", "take_back")


def _of(case: UUID) -> Any:
    return Outing.objects.filter(case=case).values("trip")


_outings = Standing(
    lambda case: Outing.objects.filter(case=case)
    .select_related("trip__vehicle", "trip__driver")
    .only(
        "case", "mode", "planned_at", "refusals", "needs_centre", "opened_at", "closed_at",
        "trip__mode", "trip__state", "trip__out_since", "trip__handed_to",
        "trip__vehicle__plate", "trip__driver__name",
    )
    .order_by("-opened_at"),
    case=UUID,
)  # fmt: skip
_placements = Standing(
    lambda case: Placement.objects.filter(outing__case=case)
    .select_related("booking__hospital", "booking__takes_over__hospital")
    .only(
        "outing", "hop", "reasons",
        *(f"booking__{name}" for name in (
            "area", "carrier", "number", "state", "severity", "hop", "is_assigned", "refusal_code", "eta_at",
            "expected_at", "entrance", "received_at", "hand_over_reason", "hospital__name",
            "takes_over__hospital__name",
        )),
    )
    .order_by("-hop"),
    case=UUID,
)  # fmt: skip
_trip_steps = Standing(
    lambda case: TripStep.objects.filter(trip__in=_of(case)).only("trip", "name", "happened_at", "corrects"),
    case=UUID,
)
_passes = Standing(
    lambda case: Pass.objects.filter(trip__in=_of(case), revoked_at=None).only("trip", "code"), case=UUID
)


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
    """The latest first. One query where there is none, four at most for the others and two for a hand-over."""
    outings = _outings(case=case.pk)
    case.outings_at_hand = outings
    if not outings:
        return []
    asked = defaultdict(list)
    for placement in _with_hand_overs(_placements(case=case.pk)):
        asked[placement.outing_id].append(Asked(placement, _moves(placement.booking, user)))
    views = [OutingView(outing, asked[outing.pk]) for outing in outings]
    if drawn := {view.trip.pk: view for view in views if view.trip and view.trip.state not in NOT_DRAWN}:
        _add_the_way(drawn, case)
    return views


def current_outing(case: Case) -> Outing | None:
    """The one that is not over: there is one at most."""
    outings = _outings(case=case.pk) if case.outings_at_hand is None else case.outings_at_hand
    return next((outing for outing in outings if outing.closed_at is None), None)


def _with_hand_overs(placements: list[Placement]) -> list[Placement]:
    """Only where the resident is may somebody else be asked to take over."""
    inside = [placement.booking for placement in placements if placement.booking.state in INSIDE]
    prefetch_related_objects(inside, "hand_overs__hospital")
    return placements


def _add_the_way(views: dict[UUID, OutingView], case: Case) -> None:
    steps = defaultdict(list)
    for step in _trip_steps(case=case.pk):
        steps[step.trip_id].append(step)
    passes = {valid.trip_id: valid for valid in _passes(case=case.pk)}
    for pk, view in views.items():
        view.steps, view.valid_pass = _steps(view.outing.trip, steps[pk]), passes.get(pk)


def _steps(trip: Any, taken: list[TripStep]) -> list[dict[str, Any]]:
    """Every step of the way home: done with its time, now, or still to come."""
    names = OWN_CAR_STEPS if trip.mode == "self_drive" else VEHICLE_STEPS
    labels = dict(Trip.State.choices)
    reached = names.index(trip.state) if trip.state in names else -1
    undone = {step.corrects_id for step in taken if step.corrects_id}
    times = {step.name: step.happened_at for step in taken if step.pk not in undone and not step.corrects_id}
    return [
        {"label": labels[name], "state": "done" if at <= reached else "now" if at == reached + 1 else "todo",
         "at": times.get(name) if at <= reached else None}
        for at, name in enumerate(names)
    ]  # fmt: skip


def _moves(booking: Booking, user: Any) -> list[Transition]:
    return [row for row in allowed(BOOKING, booking, user) if row.name in OF_THE_CENTRE]
