"""Somebody rides along, where the policy allows it: who waits about the same time, and what speaks against each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.lifecycle.errors import InvalidInput, MoveRefused
from portal.privacy import subjects
from transport.models import Trip
from transport.selectors.board import RELATED
from transport.selectors.sharing import possible_mates
from transport.services import assign_vehicle

TRIPS = Trip.objects.select_related(*RELATED)
NOT_YET_GONE = (Trip.State.ASSIGNED, Trip.State.ACCEPTED)


@action("trip.assign")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, pk: Any) -> HttpResponse:
    """A POST of `other` puts that trip into the vehicle of this one; a refusal is told in words."""
    trip = get_visible_or_404(request.user, "trip.assign", TRIPS, pk=pk)
    if trip.state not in NOT_YET_GONE:
        messages.error(request, _("Somebody rides along only with a trip that has a vehicle and has not departed."))
        return redirect("transport:board")
    if request.method == "POST":
        other = get_visible_or_404(request.user, "trip.assign", TRIPS, pk=request.POST.get("other"))
        try:
            assign_vehicle(other, vehicle=trip.vehicle, by=request.user, share_with=trip, seen_state=Trip.State.WAITING)
        except MoveRefused as refused:
            messages.error(request, _words(refused))
        else:
            words = {"number": other.number, "with": trip.number, "plate": trip.vehicle.plate}
            messages.success(request, _("%(number)s rides along with %(with)s in %(plate)s.") % words)
            return redirect("transport:order", pk)
    context = {"trip": trip, "person": subjects.card(trip), "mates": possible_mates(request.user, trip)}
    return render(request, "transport/share.html", context, status=200 if request.method != "POST" else 409)


def _words(refused: MoveRefused) -> str:
    if isinstance(refused, InvalidInput):
        return " ".join(str(words) for told in refused.fields.values() for words in told)
    return str(refused.message)
