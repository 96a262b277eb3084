"""Closing an institution and opening it again (T1): who is bound there, where each one went, which closings run."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hospitals.forms import CloseForm
from hospitals.lifecycle import CLOSURE
from hospitals.models import Closure, Hospital
from hospitals.selectors.closing import FATES, aftermath_of, bound_to, clock_of, clocks_of, closures_of
from hospitals.services import close_hospital
from hospitals.tasks import place_crowds_anew
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.console.moving import answer_move
from portal.lifecycle.errors import MoveRefused
from portal.notices.enqueueing import enqueue

PAST = 50  # closings that are over, on one page
CLOSURES = Closure.objects.select_related("hospital__area", "closed_by")


@action("hospital.close")
@never_cache
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: everybody who is bound here and what the closing makes of them. After: the page of the closing."""
    hospital = get_visible_or_404(request.user, "hospital.close", Hospital.objects.select_related("area"), pk=pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closure = close_hospital(hospital, **form.cleaned_data, by=request.user)
        except MoveRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            enqueue(place_crowds_anew)
            return redirect("hospitals:closure", pk=closure.pk)
    bound = bound_to(hospital, request.user)
    context = {"hospital": hospital, "form": form, "bound": bound, "parts": _parts(bound)}
    return render(request, "hospitals/close.html", context, status=422 if form.errors else 200)


def _parts(bound: Any) -> list[dict[str, Any]]:
    """Each kind of bound person with what closing makes of them, the most urgent first; empty ones left out."""
    parts = [
        (bound.on_the_road, _("On the road"), _("Another one is asked at once; driver and dispatcher are told.")),
        (bound.at_the_door, _("At the door"), _("Another institution is asked at once; they go on from here.")),
        (bound.accepted, _("Accepted, not yet on the way"), _("Another institution is asked at once.")),
        (bound.asked, _("Asked, not answered"), _("Another institution is asked at once; its clock starts anew.")),
        (bound.inside, _("Inside"), _("Stay yours (N4): treat each to the end, or hand over to another hospital.")),
    ]
    return [{"bookings": rows, "title": title, "becomes": becomes} for rows, title, becomes in parts if rows]


@action("closure.view")
@never_cache
@require_safe
def show(request: HttpRequest, pk: Any) -> HttpResponse:
    closure = get_visible_or_404(request.user, "closure.view", CLOSURES, pk=pk)
    after = aftermath_of(closure, request.user)
    context = {
        "closure": closure,
        "clock": clock_of(closure),
        "lines": after.lines,
        "others": after.others,
        "sums": [{"fate": fate, "label": label, "count": after.counts[fate]} for fate, label in FATES.items()],
        "total": sum(after.counts.values()),
        "may_reopen": closure.state == Closure.State.CLOSED and can(request.user, "closure.reopen", closure),
    }
    return render(request, "hospitals/closure.html", context)


@action("closure.list")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    closures = list(closures_of(request.user)[:PAST])
    running = [one for one in closures if one.state == Closure.State.CLOSED]
    clocks = clocks_of(running)
    context = {
        "running": [{"closure": one, "clock": clocks.get(one.pk)} for one in running],
        "past": [one for one in closures if one.state != Closure.State.CLOSED],
        "may_close": can(request.user, "hospital.close"),
    }
    return render(request, "hospitals/closures.html", context)


@action("closure.view")
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: Any) -> HttpResponse:
    closure = get_visible_or_404(request.user, "closure.view", CLOSURES, pk=pk)
    return answer_move(request, CLOSURE, closure, "reopen", back=reverse("hospitals:closure", args=[pk]))
