"""The hospital desk: asked, expected, received, leaving; one tap each."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hospitals.lifecycle import BOOKING
from hospitals.matching import Query, match
from hospitals.models import Booking, Closure, Hospital
from hospitals.selectors.closing import clock_of
from hospitals.selectors.desk import (
    Arrival,
    Column,
    DeskCard,
    columns_of,
    desks_of,
    refusals_today,
    violations_today,
)
from hospitals.selectors.places import figures_of
from hospitals.vocabulary import Aid
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.audit import services as audit
from portal.audit.reveals import reveal
from portal.console.clock import ClockFace, roughly
from portal.console.moving import answer_move
from portal.lifecycle.table import Transition
from portal.privacy import subjects

BOOKINGS = Booking.objects.select_related("hospital", "area", "slot", "takes_over")
ONE_TAP = ("accept", "arrive", "receive", "leave", "close", "take_back")
TEMPLATES = {"refuse": "hospitals/refuse.html", "hand_over": "hospitals/hand_over.html"}
SHOWN_CANDIDATES = 6


@action("desk.open")
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only its board, read again when something moved."""
    hospitals = list(desks_of(request.user))
    hospital = _chosen(hospitals, request.GET.get("hospital"))
    closure = hospital.closures.filter(state=Closure.State.CLOSED).first()
    context = {
        "hospital": hospital,
        "hospitals": hospitals,
        "columns": [_column(column) for column in columns_of(hospital, request.user)],
        "places": figures_of(hospital),
        "closure": closure,
        "closure_clock": clock_of(closure) if closure else None,
        "refused": sum(refusals_today(hospital).values()),
        "violations": violations_today(hospital),
    }
    return render(request, "hospitals/_board.html" if request.htmx else "hospitals/desk.html", context)


def _chosen(hospitals: list[Hospital], wanted: str | None) -> Hospital:
    """The one asked for, else the first. Somebody without a desk has no business here."""
    if not hospitals:
        raise PermissionDenied
    return next((hospital for hospital in hospitals if str(hospital.pk) == wanted), hospitals[0])


def _column(column: Column) -> dict[str, Any]:
    cards = [_card(card) for card in column.cards]
    return {"name": column.name, "label": column.label, "empty": column.empty, "cards": cards}


def _card(card: DeskCard) -> dict[str, Any]:
    booking = card.booking
    likeliest = next((row for row in card.actions if row.primary), None)
    rows = sorted(card.actions, key=lambda row: (row is not likeliest, row.name == "refuse"))
    return {
        "id": f"booking-{booking.pk}",
        "booking": booking,
        "person": booking.card,
        "clock": card.clock or _arrival_face(card.arrival),
        "arrival": card.arrival,
        "aids": [Aid(aid).label for aid in booking.aids],
        "asked": card.asked,
        "asked_clock": card.asked_clock,
        "at": booking.received_at or booking.expected_at or booking.asked_at,
        "later": roughly(card.arrival.seconds_later) if card.arrival and card.arrival.seconds_later else "",
        "contact": reverse("hospitals:contact", args=[booking.pk]),
        "actions": [button for row in rows for button in _buttons(booking, row, is_primary=row is likeliest)],
    }


def _arrival_face(arrival: Arrival | None) -> ClockFace | None:
    """An arrival ticks as a promise does, though nobody promised it."""
    if arrival is None:
        return None
    label = pgettext("desk", "Arrives about") if arrival.is_on_the_way else pgettext("desk", "Expected at")
    return ClockFace(label=label, state=arrival.light, seconds=arrival.seconds, due_at=arrival.at)


def _buttons(booking: Booking, row: Transition, *, is_primary: bool) -> list[dict[str, Any]]:
    """Accepting is one tap: what the community has asked for stands. Slot and entrance are a second button's."""
    address = reverse("hospitals:move", args=[booking.pk, row.name])
    kind = "post" if row.name in ONE_TAP else "dialog"
    buttons = [{"name": row.name, "label": row.label, "primary": is_primary, kind: address}]
    if row.name == "accept":
        label = pgettext("desk", "Slot and entrance")
        buttons.append({"name": "accept_with", "label": label, "primary": False, "dialog": address})
    return buttons


@action("booking.view")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: Any, name: str) -> HttpResponse:
    booking = get_visible_or_404(request.user, "booking.view", BOOKINGS, pk=pk)
    return answer_move(
        request,
        BOOKING,
        booking,
        name,
        back=_back(request, booking),
        template=TEMPLATES.get(name, "components/move.html"),
        more=lambda: _more(booking, name),
    )


def _back(request: HttpRequest, booking: Booking) -> str:
    """Whoever sits at the desk goes back to it, whoever arranges goes back to the request."""
    if can(request.user, "booking.receive", booking):
        return f"{reverse('hospitals:desk')}?hospital={booking.hospital_id}"
    return subjects.url(booking.subject_kind, booking.number) or reverse("hospitals:desk")


def _more(booking: Booking, name: str) -> dict[str, Any]:
    """Whoever asks another institution to take over sees which fit best, and why the others do not."""
    if name != "hand_over":
        return {}
    query = Query(
        area_id=booking.area_id,
        need=booking.need,
        groups=tuple(booking.groups),
        control=booking.control,
        severity=booking.severity,
        result_unknown=not booking.is_result_known,
    )
    fitting = [one for one in match(query) if not one.excluded and one.hospital.pk != booking.hospital_id]
    return {"candidates": fitting[:SHOWN_CANDIDATES]}


@action("booking.view", post="booking.reveal")
@require_POST
def contact(request: HttpRequest, pk: Any) -> HttpResponse:
    """Whom to ask for at the door, in plain, with what the other institution wrote: journalled, for this booking."""
    booking = get_visible_or_404(request.user, "booking.view", BOOKINGS, pk=pk)
    may = can(request.user, "booking.reveal", booking)
    about = {"by": request.user, "number": booking.number, "area_id": booking.area_id}
    reason = _("to receive the person")
    told = {
        field: reveal(booking.subject_kind, booking.subject_id, field, may=may, reason=reason, **about)
        for field in ("name", "phone")
    }
    if booking.note:
        where = {"subject_kind": "booking", "subject_id": str(booking.pk), "detail": {"field": "note"}}
        audit.record("privacy.reveal", reason=reason, **about, **where)
        told["note"] = booking.note
    return render(request, "hospitals/_contact.html", told)
