"""缺岗: who is away, handing over with a look at it first, and giving back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.absences import AbsenceForm
from cases.models import Absence
from cases.selectors.absences import absences, handover_of
from cases.services.absences import begin_absence, end_absence
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action

SHOWN = 100


@action("absence.view")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rows = list(absences(request.user)[:SHOWN])
    context = {"rows": rows, "may_begin": can(request.user, "absence.begin")}
    return render(request, "cases/absences/list.html", context)


@action("absence.begin")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """First what would be handed over, and only when that was seen and confirmed, the act."""
    form = AbsenceForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        if "confirmed" in request.POST:
            absence = begin_absence(said.pop("worker"), by=request.user, **said)
            messages.success(
                request, _("%(person)s now stands in for %(worker)s.")
                % {"person": absence.substitute, "worker": absence.worker},
            )  # fmt: skip
            return redirect("cases:absences")
        return _page(request, form, handover=handover_of(said["worker"]), substitute=said["substitute"])
    return _page(request, form, status=422 if form.is_bound else 200)


@action("absence.end")
@require_POST
def end(request: HttpRequest, pk: Any) -> HttpResponse:
    absence = get_visible_or_404(request.user, "absence.end", Absence.objects.all(), pk=pk)
    ended = end_absence(absence, by=request.user)
    messages.success(request, _("%(person)s is back and has everything again.") % {"person": ended.worker})
    return redirect("cases:absences")


def _page(request: HttpRequest, form: AbsenceForm, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(
        request,
        "cases/absences/begin.html",
        {"form": form, "may_see": can(request.user, "person.view"), **more},
        status=status,
    )
