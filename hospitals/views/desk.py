"""The hospital desk: asked, expected, received, leaving; one tap each."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Hospital
from hospitals.selectors.desk import Column, DeskCard, columns_of, desks_of, refusals_today
from hospitals.vocabulary import FORBIDDEN_REFUSALS
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.audit.reveals import reveal
from portal.console.moving import answer_move
from portal.lifecycle.table import Transition

BOOKINGS = Booking.objects.select_related("hospital", "area", "slot")
ONE_TAP = ("accept", "arrive", "receive", "leave", "close")


@action("desk.open")
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only its board, read again when something moved."""
    hospitals = list(desks_of(request.user))
    hospital = _chosen(hospitals, request.GET.get("hospital"))
    refused = refusals_today(hospital)
    context = {
        "hospital": hospital,
        "hospitals": hospitals,
        "columns": [_column(column) for column in columns_of(hospital, request.user)],
        "places": list(hospital.places.all()),
        "closure": hospital.closures.filter(state="closed").first(),
        "refused": sum(refused.values()),
        "violations": sum(times for code, times in refused.items() if code in FORBIDDEN_REFUSALS),
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
    return {
        "id": f"booking-{booking.pk}",
        "booking": booking,
        "person": booking.card,
        "clock": card.clock,
        "at": booking.expected_at or booking.asked_at,
        "contact": reverse("hospitals:contact", args=[booking.pk]),
        "actions": [_button(booking, row, is_primary=row is likeliest) for row in card.actions],
    }


def _button(booking: Booking, row: Transition, *, is_primary: bool) -> dict[str, Any]:
    """Refusing asks for a reason. Accepting is one tap: what the community has asked for stands."""
    address = reverse("hospitals:move", args=[booking.pk, row.name])
    kind = "dialog" if row.name not in ONE_TAP else "post"
    return {"name": row.name, "label": row.label, "primary": is_primary, kind: address}


@action("booking.view")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: Any, name: str) -> HttpResponse:
    booking = get_visible_or_404(request.user, "booking.view", BOOKINGS, pk=pk)
    template = "hospitals/refuse.html" if name == "refuse" else "components/move.html"
    return answer_move(request, BOOKING, booking, name, back=reverse("hospitals:desk"), template=template)


@action("booking.view", post="booking.reveal")
@require_POST
def contact(request: HttpRequest, pk: Any) -> HttpResponse:
    """Whom to ask for at the door, in plain: journalled, with the booking as its reason."""
    booking = get_visible_or_404(request.user, "booking.view", BOOKINGS, pk=pk)
    may = can(request.user, "booking.reveal", booking)
    asked = {"by": request.user, "reason": _("to receive the person"), "may": may, "area_id": booking.area_id}
    told = {
        field: reveal(booking.subject_kind, booking.subject_id, field, number=booking.number, **asked)
        for field in ("name", "phone")
    }
    return render(request, "hospitals/_contact.html", told)
