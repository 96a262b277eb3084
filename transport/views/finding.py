"""Where the number of a trip leads: drivers, dispatchers and guards to their page, others to the request's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.access.api import visible
from portal.access.decorators import action
from portal.access.roles import Role
from portal.access.selectors import roles_of
from portal.privacy import subjects
from transport.models import Trip

OWN_PAGE = {Role.DISPATCHER: "transport:board", Role.DRIVER: "transport:driver", Role.GATE: "transport:gate"}


@action("trip.view")
@require_safe
def find(request: HttpRequest, number: str) -> HttpResponse:
    trips = visible(request.user, "trip.view", Trip.objects.filter(number=number)).order_by("-created_at")
    trip = trips.first()
    if trip is None:
        raise Http404
    held = roles_of(request.user)
    if held <= OWN_PAGE.keys():
        return redirect(next(reverse(page) for role, page in OWN_PAGE.items() if role in held))
    if page := subjects.url(trip.subject_kind, number):
        return redirect(page)
    raise Http404
