"""What each vehicle does in the hours to come, as lines of time: bound, under way, being disinfected, free."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.console.templatetags.console import moment
from transport.models import OCCUPIES_VEHICLE, Trip, Vehicle
from transport.selectors.standing import USUAL_HOLD
from transport.selectors.vehicles import VehicleState

BEFORE, HOURS = timedelta(hours=1), 10
WIDTH = HOURS * 60  # of a line: a unit a minute
DISINFECTING = 20  # minutes at the end of what a trip holds


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind`: held, run (under way), clean (disinfection), late (should have been back). `title` says it in words."""

    x: int
    width: int
    kind: str
    title: str
    trip: Trip


@dataclass(slots=True)
class Line:
    state: VehicleState
    pieces: list[Piece] = field(default_factory=list)

    @property
    def vehicle(self) -> Vehicle:
        return self.state.vehicle


@dataclass(slots=True)
class Timeline:
    lines: list[Line]
    hours: list[str]
    now_x: int
    wanted: tuple[int, int] | None  # of the outing that is chosen: from where, how wide
    width: int = WIDTH


def timeline_of(states: Iterable[VehicleState], *, now: datetime, chosen: Trip | None) -> Timeline:
    """No query: the states bring their trips along."""
    starts = timezone.localtime(now - BEFORE).replace(minute=0, second=0, microsecond=0)
    hours = [f"{starts + timedelta(hours=n):%H:%M}" for n in range(HOURS)]
    lines = [Line(state, list(_pieces(state, starts, now))) for state in states]
    wanted = None
    if chosen:
        begins = max(chosen.planned_at, now)
        wanted = _span(begins, begins + USUAL_HOLD, starts)
    return Timeline(lines, hours, _minute(now, starts), wanted)


def _pieces(state: VehicleState, starts: datetime, now: datetime) -> Iterable[Piece]:
    seen: set[Any] = set()
    for trip in state.held:
        if not trip.during or trip.pool in seen:  # who shares a ride shares its piece
            continue
        seen.add(trip.pool)
        lower, upper = trip.during.lower, trip.during.upper
        cleaned_from = max(lower, upper - timedelta(minutes=DISINFECTING))
        is_under_way = trip.state in OCCUPIES_VEHICLE
        words = _in_words(trip)
        if span := _span(lower, cleaned_from, starts):
            yield Piece(*span, "run" if is_under_way else "held", words, trip)
        if span := _span(cleaned_from, upper, starts):
            yield Piece(*span, "clean", _("disinfection after %(number)s") % {"number": trip.number}, trip)
        if is_under_way and upper < now and (span := _span(upper, now, starts)):
            yield Piece(*span, "late", _("should have been back at %(at)s: ") % {"at": moment(upper)} + words, trip)


def _in_words(trip: Trip) -> str:
    where = f"{trip.area} → {trip.booking.hospital}" if trip.booking else str(trip.area)
    when = f"{moment(trip.during.lower)}–{moment(trip.during.upper)}" if trip.during else ""
    return f"{trip.number} · {trip.get_state_display()} · {when} · {where}"


def _span(begins: datetime, ends: datetime, starts: datetime) -> tuple[int, int] | None:
    """(x, width) of what of it can be seen; None where that is nothing."""
    left, right = max(0, _minute(begins, starts)), min(WIDTH, _minute(ends, starts))
    return (left, max(3, right - left)) if right > left else None


def _minute(at: datetime, starts: datetime) -> int:
    return int((at - starts).total_seconds() // 60)
