"""封控管理: the acts in force by place, a new one with its preview, one act with everybody it holds."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.control.forms import ControlForm
from cases.control.lifecycle import CONTROL
from cases.models import ControlAct
from cases.models.control import ActState, Reach
from cases.selectors.control import (
    SHOWN,
    changed_since,
    control_acts,
    preview,
    residents_under,
    would_change,
)
from cases.services.control import draft_act
from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.areas.models import Area, Level
from portal.console.moving import answer_move, button_of
from portal.lifecycle.move import allowed

PAGE = 50
ACTS = ControlAct.objects.select_related("area", "person", "created_by", "confirmed_by")


@action("control.view")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is in force, the latest first; ?show=all for what is over as well."""
    area, show = request.GET.get("area", ""), request.GET.get("show", "")
    places = visible(request.user, "control.view", Area.objects.filter(level=Level.COMMUNITY)).order_by("code")
    page = Paginator(control_acts(request.user, area=area, show=show), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "area": area, "show": show, "places": [(one.code, one.name) for one in places],
        "may_set": can(request.user, "control.set"),
    }  # fmt: skip
    return render(request, "cases/control/list.html", context)


@action("control.set")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A draft; ?person= and ?reach= from the page of a resident. Nothing changes before the next page is confirmed."""
    initial = {name: request.GET[name] for name in ("person", "reach", "control") if name in request.GET}
    form = ControlForm(request.POST or None, by=request.user, initial={"reach": Reach.BUILDING, **initial})
    if request.method == "POST" and form.is_valid():
        act = draft_act(by=request.user, **form.told())
        return redirect("cases:control_act", act.pk)
    status = 422 if form.is_bound else 200
    return render(request, "cases/control/new.html", {"form": form, "resident": form.resident}, status=status)


@action("control.view")
@never_cache
@require_safe
def show(request: HttpRequest, pk: Any) -> HttpResponse:
    """A draft shows whom it would change and whom not; an act in force, whom it holds and who changed since."""
    act = get_visible_or_404(request.user, "control.view", ACTS, pk=pk)
    context = {"act": act, "actions": _actions(request, act), "may_set": can(request.user, "control.set", act)}
    if act.state == ActState.DRAFTED:
        return render(request, "cases/control/preview.html", {**context, "seen": preview(act)})
    under = residents_under(act)
    context |= {
        "held": under.count(),
        "shown": under.select_related("area").order_by("pk")[:SHOWN],
        "changed": changed_since(act).order_by("pk")[:SHOWN],
        "latecomers": would_change(act).count() if act.state == ActState.IN_FORCE and act.reach != Reach.PERSON else 0,
    }
    return render(request, "cases/control/act.html", context)


@action("control.view")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: Any, name: str) -> HttpResponse:
    act = get_visible_or_404(request.user, "control.view", ACTS, pk=pk)
    return answer_move(request, CONTROL, act, name, back=reverse("cases:control_act", args=[act.pk]))


def _actions(request: HttpRequest, act: ControlAct) -> list[dict[str, Any]]:
    return [
        button_of(
            row,
            address=reverse("cases:control_move", args=[act.pk, row.name]),
            state=act.state,
            danger=row.name == "undo",
        )
        for row in allowed(CONTROL, act, request.user)
    ]
