"""The desk's board: who is asked for, expected, inside and leaving, the most pressing first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


@dataclass(frozen=True, slots=True)
class DeskCard:
    booking: Booking
    clock: Commitment | None
    actions: list[Transition]


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
    shown = [state for _name, _label, states, _empty in COLUMNS for state in states]
    bookings = hospital.bookings.filter(state__in=shown).select_related("hospital", "slot", "area", "buffer")
    found = subjects.attach(bookings.order_by("asked_at"))
    clocks = open_of_all("booking", [booking.pk for booking in found])
    columns = [Column(name, label, empty) for name, label, _states, empty in COLUMNS]
    for booking in sorted(found, key=_pressing(clocks)):
        column = next(i for i, (_n, _l, states, _e) in enumerate(COLUMNS) if booking.state in states)
        clock = next(iter(clocks.get(booking.pk, [])), None)
        actions = [row for row in allowed(BOOKING, booking, user) if row.offered]
        columns[column].cards.append(DeskCard(booking, clock, actions))
    return columns


def _pressing(clocks: dict[UUID, list[Commitment]]) -> Callable[[Booking], Any]:
    """By the clock that runs, then by when the person is expected, then by when they were asked for."""

    def key(booking: Booking) -> Any:
        clock = next(iter(clocks.get(booking.pk, [])), None)
        return clock.due_at if clock else booking.expected_at or booking.asked_at

    return key


def refusals_today(hospital: Hospital) -> dict[str, int]:
    """How often the institution refused today, by the code of the reason."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    refused = hospital.bookings.filter(state=State.REFUSED, answered_at__gte=since)
    return dict(refused.values_list("refusal_code").annotate(times=Count("pk")).order_by("refusal_code"))


def waiting_at_desks(user: Any) -> QuerySet[Booking]:
    """What waits for an answer of this person's desks: the number in the rail."""
    return visible(user, "booking.accept", Booking.objects.filter(state=State.ASKED))
