"""Where the number of a booking leads: a desk to its board, everybody else to the page of the person's request."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from hospitals.models import Booking
from portal.access.api import can, visible
from portal.access.decorators import action
from portal.privacy import subjects


@action("booking.view")
@require_safe
def find(request: HttpRequest, number: str) -> HttpResponse:
    asked = visible(request.user, "booking.view", Booking.objects.filter(number=number)).order_by("-asked_at")
    booking = asked.first()
    if booking is None:
        raise Http404
    if can(request.user, "booking.accept", booking):
        return redirect(f"{reverse('hospitals:desk')}?hospital={booking.hospital_id}#booking-{booking.pk}")
    if page := subjects.url(booking.subject_kind, number):
        return redirect(page)
    raise Http404
