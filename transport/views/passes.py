"""A pass on paper or on a telephone: its QR code, its typed code, and what to do with them (B3b)."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.privacy import subjects
from transport import codes, tokens
from transport.models import Pass, Trip
from transport.selectors.board import RELATED
from transport.services import renew_pass

TRIPS = Trip.objects.select_related(*RELATED)


@action("trip.view")
@never_cache
@require_safe
def show(request: HttpRequest, pk: Any) -> HttpResponse:
    """The pass of a trip, to show, send or print."""
    trip = get_visible_or_404(request.user, "trip.view", TRIPS, pk=pk)
    shown = get_object_or_404(Pass, trip=trip, revoked_at=None)
    get_visible_or_404(request.user, "pass.view", Pass.objects.all(), pk=shown.pk)
    context = {"trip": trip, "shown": shown, "code": codes.spoken(shown.code), "person": subjects.card(trip)}
    return render(request, "transport/pass.html", context)


@action("pass.view")
@never_cache
@require_safe
def qr(request: HttpRequest, pk: Any) -> HttpResponse:
    """The QR code as an image of its own, which a strict content security policy allows."""
    shown = get_visible_or_404(request.user, "pass.view", Pass.objects.all(), pk=pk)
    code = segno.make(tokens.token_of(shown), error="m", micro=False)
    return svg_file(code)


def svg_file(code: segno.QRCode) -> HttpResponse:
    """A QR code as an image of its own."""
    image = code.svg_inline(scale=4, border=2, omitsize=True)
    named = image.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return HttpResponse(named, content_type="image/svg+xml")


@action("pass.view", post="pass.renew")
@require_POST
def renew(request: HttpRequest, pk: Any) -> HttpResponse:
    """A lost pass is revoked; another one takes its place."""
    old = get_visible_or_404(request.user, "pass.renew", Pass.objects.select_related("trip__area"), pk=pk)
    renew_pass(old.trip, by=request.user)
    return redirect("transport:pass", old.trip_id)
