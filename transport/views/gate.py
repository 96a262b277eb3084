"""The gate: scan or type a pass, out or in; green or red, large, with the reason."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.access.decorators import action
from portal.privacy import subjects
from transport.forms import ScanForm
from transport.models import Checkpoint
from transport.selectors.gate import gates_of, recent_log, waiting_at
from transport.services import scan


@action("gate.open")
@never_cache
@require_safe
def gate(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only the log, read again when somebody else scanned."""
    gates = list(gates_of(request.user))
    if not gates:
        raise PermissionDenied
    wanted = request.GET.get("checkpoint")
    checkpoint = next((one for one in gates if str(one.pk) == wanted), gates[0])
    context = {
        "checkpoint": checkpoint,
        "others": [one for one in gates if one != checkpoint],
        "day_and_who": _("%(day)s · %(who)s")
        % {"day": date_format(timezone.localdate(), "DATE_FORMAT"), "who": request.user},
        **_lists(checkpoint),
    }
    return render(request, "transport/_gate_log.html" if request.htmx else "transport/gate.html", context)


def _lists(checkpoint: Checkpoint) -> dict:
    return {"log": recent_log(checkpoint), "waiting": waiting_at(checkpoint)}


@action("gate.open", post="checkpoint.scan")
@require_POST
def show_pass(request: HttpRequest) -> HttpResponse:
    """A pass is shown. The answer replaces the one before; without htmx it is a page of its own."""
    form = ScanForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "transport/_verdict.html", {"form": form}, status=422)
    checkpoint = form.cleaned_data.pop("checkpoint")
    told = scan(checkpoint, **form.cleaned_data, by=request.user)
    trip = told.shown.trip if told.shown else None
    context = {"scan": told, "trip": trip, "person": subjects.card(trip) if trip else None, "checkpoint": checkpoint}
    answer = render(request, "transport/_verdict.html" if request.htmx else "transport/verdict.html", context)
    answer.headers["HX-Trigger"] = "scanned"
    return answer
