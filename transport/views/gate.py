"""The gate: scan or type a pass, out or in; green or red, large, with the reason. And what it needs without network."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.console.happened import happened_at
from portal.console.queued import Refusal, is_queued, labelled, takes_queued
from portal.privacy import subjects
from transport.forms import ScanForm
from transport.models import Checkpoint, GateLog
from transport.selectors.alone import gate_bundle
from transport.selectors.gate import conflicts_at, gates_of, recent_log, waiting_at
from transport.selectors.judging import OWED
from transport.services import scan
from transport.services.gates import Scan


@action("gate.open")
@never_cache
@require_safe
def gate(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The page of one gate, the first of this guard's without `pk`; for htmx only its lists, read again."""
    gates = list(gates_of(request.user))
    if not gates:
        raise PermissionDenied
    wanted = pk or request.GET.get("checkpoint")
    checkpoint = next((one for one in gates if str(one.pk) == str(wanted)), None if pk else gates[0])
    if checkpoint is None:
        checkpoint = get_visible_or_404(request.user, "checkpoint.scan", Checkpoint.objects.all(), pk=pk)
    context = {
        "checkpoint": checkpoint,
        "others": [one for one in gates if one != checkpoint],
        "results": GateLog.Result.choices,
        "day_and_who": _("%(day)s · %(who)s")
        % {"day": date_format(timezone.localdate(), "DATE_FORMAT"), "who": request.user},
        **_lists(checkpoint),
    }
    return render(request, "transport/_gate_log.html" if request.htmx else "transport/gate.html", context)


def _lists(checkpoint: Any) -> dict:
    return {
        "log": recent_log(checkpoint),
        "waiting": waiting_at(checkpoint),
        "conflicts": conflicts_at(checkpoint),
    }


@action("gate.open")
@never_cache
@require_safe
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """What this gate keeps, sealed, for a time without network."""
    checkpoint = get_visible_or_404(request.user, "checkpoint.scan", Checkpoint.objects.select_related("area"), pk=pk)
    return JsonResponse(gate_bundle(checkpoint))


@action("gate.open", post="checkpoint.scan")
@takes_queued
@require_POST
def show_pass(request: HttpRequest) -> HttpResponse:
    """A pass is shown. The page's script asks for JSON and may send later what it decided; without it, a page.

    Judged as of now, so that what is revoked is so at once, unless the gate has decided already: that happened then.
    """
    form = ScanForm(request.POST, user=request.user)
    if not form.is_valid():
        if is_queued(request):
            raise Refusal(422, _("Please correct the marked fields."), fields=labelled(form))
        return render(request, "transport/_verdict.html", {"form": form}, status=422)
    checkpoint, decided = form.cleaned_data["checkpoint"], form.cleaned_data["decided"]
    told = scan(
        checkpoint,
        token=form.cleaned_data["token"],
        direction=form.cleaned_data["direction"],
        decided=decided,
        happened_at=happened_at(request) if decided else None,
        by=request.user,
    )
    context = _verdict(told)
    if is_queued(request):
        return JsonResponse(_in_short(told, render_to_string("transport/_verdict.html", context, request)))
    answer = render(request, "transport/_verdict.html" if request.htmx else "transport/verdict.html", context)
    answer.headers["HX-Trigger"] = "scanned"
    return answer


def _verdict(told: Scan) -> dict[str, Any]:
    trip = told.shown.trip if told.shown else None
    return {
        "scan": told,
        "trip": trip,
        "person": subjects.card(trip) if trip else None,
        "checkpoint": told.log.checkpoint,
        "is_owed": told.log.result in OWED and not told.is_green,
    }


def _in_short(told: Scan, html: str) -> dict[str, Any]:
    """For the page's script: what the light shows, and what it says of a decision sent later that was another."""
    words = {"number": told.shown.number if told.shown else "–", "reason": told.reason}
    differs = _("%(number)s: decided otherwise at the gate. The portal says: %(reason)s") % words
    return {
        "green": told.is_green,
        "result": told.log.result,
        "conflict": told.log.is_conflict,
        "message": differs if told.log.is_conflict else "",
        "html": html,
    }
