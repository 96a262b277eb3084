"""Dispatch orders 派车单: the sheet before and after it is issued, its QR code, and where that code leads."""

from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.lifecycle.errors import MoveRefused
from portal.privacy import subjects
from transport.models import DispatchOrder, Trip
from transport.selectors import orders
from transport.selectors.board import RELATED
from transport.services.orders import issue_order
from transport.views.passes import svg_file

TRIPS = Trip.objects.select_related(*RELATED)
ORDERS = DispatchOrder.objects.select_related("fleet", "vehicle", "driver")


@action("trip.order")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, pk: Any) -> HttpResponse:
    """Before: who and what would be on it, masked. A POST issues it, journals the print, and shows the sheet."""
    trip = get_visible_or_404(request.user, "trip.order", TRIPS, pk=pk)
    if request.method != "POST":
        together = [orders.Passenger(one, one.card) for one in orders.riders(trip)]
        return _sheet(request, trip, orders.standing_order(trip), together)
    try:
        issued, passengers = issue_order(trip, by=request.user, with_doors=bool(request.POST.get("with_doors")))
    except MoveRefused as refused:
        messages.error(request, refused.message)
        return redirect("transport:order", pk)
    return _sheet(request, trip, issued, passengers, printed_at=timezone.now())


def _sheet(
    request: HttpRequest,
    trip: Trip,
    issued: DispatchOrder | None,
    passengers: list[orders.Passenger],
    printed_at: Any = None,
) -> HttpResponse:
    context = {
        "trip": trip,
        "order": issued,
        "passengers": passengers,
        "instructions": orders.INSTRUCTIONS,
        "printed_at": printed_at,
        "may_reveal": all(can(request.user, "trip.reveal", one.trip) for one in passengers),
    }
    return render(request, "transport/order.html", context)


@action("order.view")
@never_cache
@require_safe
def qr(request: HttpRequest, pk: Any) -> HttpResponse:
    """Its address with a signed token; an image of its own, as the content security policy wants it."""
    found = get_visible_or_404(request.user, "order.view", ORDERS, pk=pk)
    address = request.build_absolute_uri(reverse("transport:order_seen", args=[orders.token_of(found)]))
    return svg_file(segno.make(address, error="m", micro=False))


@action("order.view")
@never_cache
@require_safe
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """Where the code leads: does this order still stand, and where is each of its trips. Nobody's name."""
    key = orders.order_of(token)
    if key is None:
        raise Http404
    found = get_visible_or_404(request.user, "order.view", ORDERS, pk=key)
    trips = Trip.objects.filter(pool=found.pool).select_related("booking__hospital", "area").order_by("planned_at")
    context = {"order": found, "stands": orders.stands(found), "trips": subjects.attach(trips)}
    return render(request, "transport/order_seen.html", context)
