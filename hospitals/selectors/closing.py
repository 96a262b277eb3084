"""Whom a closing finds bound to an institution: before it, who they are; after it, where each one went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.bound import Later, ended_of, later_at
from hospitals.models import Booking, Closure, Hospital
from hospitals.models.bookings import INSIDE, PENDING
from portal.access.api import can, visible
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all, with_light

State = Booking.State
PLACED, ASKED, WAITS, NEXT, STAYS, OVER = "placed", "asked", "waits", "next", "stays", "over"
FATES = {
    WAITS: _("waiting for a person"),
    NEXT: _("about to be asked for elsewhere"),
    ASKED: _("asked, no answer yet"),
    STAYS: _("still inside"),
    PLACED: pgettext_lazy("closing", "taken elsewhere"),
    OVER: pgettext_lazy("closing", "needs no hospital any more"),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """Everybody who is bound to an institution now, by what a closing makes of them.

    `rerouted` counts all who would be placed elsewhere. `others` are of places whose people this reader does not see:
    counted, not listed.
    """

    on_the_road: list[Booking] = field(default_factory=list)
    at_the_door: list[Booking] = field(default_factory=list)
    accepted: list[Booking] = field(default_factory=list)
    asked: list[Booking] = field(default_factory=list)
    inside: list[Booking] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    slots: int = 0
    rerouted: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a closing: where they stood, what became of it, at which institution, under which clock."""

    booking: Booking
    fate: str
    now: Booking | None = None
    clock: Commitment | None = None

    @property
    def word(self) -> Any:
        return FATES[self.fate]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """`others` are those of places whose people this reader does not see: counted, and told nothing of."""

    lines: list[Line]
    counts: Counter[str]
    others: int


def bound_to(hospital: Hospital, user: Any) -> Bound:
    """Six queries at most, however many they are."""
    rows = hospital.bookings.filter(state__in=(*PENDING, *INSIDE))
    seen = most_urgent_first(visible(user, "booking.view", rows.select_related("area", "hospital")))
    later = later_at(hospital)
    shown = [one for one in later if _sees(user, hospital, one.area_id)]
    bound = Bound(
        later=shown,
        slots=hospital.slots.filter(ends_at__gt=timezone.now()).count(),
        rerouted=rows.filter(state__in=PENDING).count(),
        others=rows.count() - len(seen) + len(later) - len(shown),
    )
    for booking in seen:
        _list_for(bound, booking).append(booking)
    return bound


def _sees(user: Any, hospital: Hospital, area_id: str) -> bool:
    codes = area_codes_of(user, Role.OPERATOR, Role.SUPERVISOR)
    return can(user, "desk.open", hospital) or area_id.startswith(tuple(codes))


def most_urgent_first(rows: QuerySet[Booking]) -> list[Booking]:
    """Whoever is on the road or at the door before those who wait at home, the critically ill before the others."""
    severities = {"critical": 0, "urgent": 1}
    return sorted(
        rows,
        key=lambda one: (not (one.eta_at or one.arrived_at), severities.get(one.severity, 2), one.asked_at),
    )


def _list_for(bound: Bound, booking: Booking) -> list[Booking]:
    if booking.state in INSIDE:
        return bound.inside
    if booking.state == State.ARRIVED:
        return bound.at_the_door
    if booking.state == State.ASKED:
        return bound.asked
    return bound.on_the_road if booking.eta_at else bound.accepted


def aftermath_of(closure: Closure, user: Any) -> Aftermath:
    """Where each one went: those who wait for a person first. Five queries, however many they are."""
    bookings = list(closure.bookings.select_related("area", "hospital").order_by("asked_at"))
    seen = set(visible(user, "booking.view", closure.bookings.all()).values_list("pk", flat=True))
    now = _now_of(bookings)
    ended = {
        key
        for kind in {one.subject_kind for one in bookings}
        for key in ended_of(kind, [one.subject_id for one in bookings if one.subject_kind == kind])
    }
    clocks = open_of_all("booking", [one.pk for one in now.values()])
    lines = []
    for one in bookings:
        at = now.get(one.subject_id)
        fate = _fate(one, at, is_closed=closure.state == Closure.State.CLOSED, has_ended=one.subject_id in ended)
        clock = next(iter(clocks.get(at.pk, [])), None) if at else None
        lines.append(Line(one, fate, at if fate in (ASKED, PLACED) else None, clock))
    counts = Counter(line.fate for line in lines)
    shown = [line for line in lines if line.booking.pk in seen]
    shown.sort(key=lambda line: list(FATES).index(line.fate))
    return Aftermath(shown, counts, others=len(lines) - len(shown))


def _now_of(bookings: Iterable[Booking]) -> dict[UUID, Booking]:
    """The institution that each of these people is with, or that was asked for them last."""
    subjects = {one.subject_id for one in bookings}
    rows = Booking.objects.filter(subject_id__in=subjects).select_related("hospital")
    latest = rows.filter(~Q(state__in=(State.REFUSED, State.WITHDRAWN))).order_by("subject_id", "-asked_at")
    return {one.subject_id: one for one in latest.distinct("subject_id")}


def _fate(booking: Booking, now: Booking | None, *, is_closed: bool, has_ended: bool) -> str:
    if booking.state in INSIDE:
        return STAYS
    if booking.state in PENDING:
        return NEXT if is_closed else PLACED  # open again before their turn came
    if now is None or now.asked_at < booking.asked_at:
        return OVER if has_ended else WAITS
    if now.pk == booking.pk:
        return OVER  # was inside and has left
    return ASKED if now.state == State.ASKED else PLACED


def closures_of(user: Any) -> QuerySet[Closure]:
    """Those that run first, the longest closed at the top; then the latest past ones."""
    rows = visible(user, "closure.view", Closure.objects.select_related("hospital__area", "closed_by"))
    return rows.annotate(people=Count("bookings")).order_by("state", "-closed_at")


def clocks_of(closures: Iterable[Closure]) -> dict[UUID, Commitment]:
    """The 48 hours of each, by closure."""
    found = open_of_all("closure", [one.pk for one in closures])
    return {key: rows[0] for key, rows in found.items()}


def clock_of(closure: Closure) -> Commitment | None:
    """Running, kept or broken: the page of a closure shows how it was kept."""
    rows = Commitment.objects.filter(subject_kind="closure", subject_id=closure.pk, kind="hospital.reopen")
    return with_light(rows).order_by("-cycle").first()
