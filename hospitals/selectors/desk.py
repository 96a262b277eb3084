"""The desk's board: who is asked for, who arrives when, who is inside and who waits for the way home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import floor
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.effects import pending_hand_over
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Hospital
from portal.access.api import visible
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all
from portal.lifecycle.move import allowed
from portal.lifecycle.table import Transition
from portal.privacy import subjects

State = Booking.State
COLUMNS = [
    ("asked", pgettext_lazy("desk", "Asked"), (State.ASKED,), _("Nobody waits for an answer.")),
    ("expected", pgettext_lazy("desk", "Expected"), (State.ACCEPTED, State.ARRIVED), _("Nobody is on the way.")),
    ("received", pgettext_lazy("desk", "Received"), (State.RECEIVED,), _("Nobody is being treated.")),
    ("leaving", pgettext_lazy("desk", "Leaving"), (State.LEAVING,), _("Nobody waits for the way home.")),
]
SOON = timedelta(minutes=15)  # before an arrival: somebody goes to the door
LATER_THAN_AGREED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When somebody arrives: estimated from the trip that brings them, else as it was agreed."""

    at: datetime
    is_on_the_way: bool
    seconds: int
    seconds_later: int  # than agreed; 0 where it is in time

    @property
    def light(self) -> str:
        if self.seconds < 0:
            return "late"
        return "near" if self.seconds <= SOON.total_seconds() else "running"


@dataclass(frozen=True, slots=True)
class DeskCard:
    """`clock` is the promise that runs; `asked` the institution that was asked to take over, with its own clock."""

    booking: Booking
    clock: Commitment | None
    actions: list[Transition]
    arrival: Arrival | None = None
    asked: Booking | None = None
    asked_clock: Commitment | None = None


@dataclass(slots=True)
class Column:
    name: str
    label: Any
    empty: Any
    cards: list[DeskCard] = field(default_factory=list)


def desks_of(user: Any) -> QuerySet[Hospital]:
    """The institutions at whose desks this person sits."""
    return visible(user, "desk.open", Hospital.objects.select_related("area"))


def columns_of(hospital: Hospital, user: Any) -> list[Column]:
    """The board of one institution: the same few queries however many people."""
    found = subjects.attach(_on_the_board(hospital))
    now = timezone.now()
    asked = [pending for booking in found if (pending := pending_hand_over(booking))]
    clocks = open_of_all("booking", [one.pk for one in (*found, *asked)])
    columns = [Column(name, label, empty) for name, label, _states, empty in COLUMNS]
    for booking in sorted(found, key=_pressing(clocks)):
        column = next(i for i, (_n, _l, states, _e) in enumerate(COLUMNS) if booking.state in states)
        columns[column].cards.append(_card(booking, user, clocks, now))
    return columns


def _on_the_board(hospital: Hospital) -> QuerySet[Booking]:
    shown = [state for _name, _label, states, _empty in COLUMNS for state in states]
    bookings = hospital.bookings.filter(state__in=shown)
    bookings = bookings.select_related("hospital", "slot", "area", "buffer", "takes_over__hospital")
    return bookings.prefetch_related(Prefetch("hand_overs", Booking.objects.select_related("hospital")))


def _card(booking: Booking, user: Any, clocks: dict[UUID, list[Commitment]], now: datetime) -> DeskCard:
    asked = pending_hand_over(booking)
    return DeskCard(
        booking,
        clock=next(iter(clocks.get(booking.pk, [])), None),
        actions=[row for row in allowed(BOOKING, booking, user) if row.offered],
        arrival=arrival_of(booking, now=now),
        asked=asked,
        asked_clock=next(iter(clocks.get(asked.pk, [])), None) if asked else None,
    )


def arrival_of(booking: Booking, *, now: datetime) -> Arrival | None:
    """None for whoever is not accepted, is there already, or of whom nobody has said when they come."""
    at = booking.eta_at or booking.expected_at
    if booking.state != State.ACCEPTED or at is None:
        return None
    agreed = booking.expected_at or at
    later = at - agreed if at - agreed > LATER_THAN_AGREED else timedelta(0)
    return Arrival(
        at=at,
        is_on_the_way=booking.eta_at is not None,
        seconds=floor((at - now).total_seconds()),
        seconds_later=floor(later.total_seconds()),
    )


def _pressing(clocks: dict[UUID, list[Commitment]]) -> Callable[[Booking], Any]:
    """Whoever stands at the door first; then by the clock that runs, else by when they arrive or were asked for."""

    def key(booking: Booking) -> Any:
        clock = next(iter(clocks.get(booking.pk, [])), None)
        at = clock.due_at if clock else booking.eta_at or booking.expected_at or booking.asked_at
        return (booking.state != State.ARRIVED, at)

    return key


def refusals_today(hospital: Hospital) -> dict[str, int]:
    """How often the institution refused today, by the code of the reason. What a closing moved is no refusal."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    refused = hospital.bookings.filter(state=State.REFUSED, closed_at__gte=since, closure=None)
    return dict(refused.values_list("refusal_code").annotate(times=Count("pk")).order_by("refusal_code"))


def violations_today(hospital: Hospital) -> int:
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return hospital.violations.filter(recorded_at__gte=since).count()


def waiting_at_desks(user: Any) -> QuerySet[Booking]:
    """What waits for an answer of this person's desks: the number in the rail."""
    return visible(user, "booking.accept", Booking.objects.filter(state=State.ASKED))
