"""The plan of a day on screen: asked for, looked through by vehicle, corrected by hand, accepted, planned again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.lifecycle.errors import MoveRefused
from portal.notices.enqueueing import enqueue
from transport.forms import DayPlanForm, RunForm
from transport.models import DayPlan, PlannedRun
from transport.selectors.plans import sheet_of
from transport.services.planning import accept_plan, ask_plan, change_run, plan_again
from transport.tasks import compute_plans

PLANS = DayPlan.objects.select_related("fleet__area", "asked_by", "failed", "failed_driver")
RECENT = 20


@action("plan.make")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    """The plans made lately, and the form that asks for another one."""
    form = DayPlanForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            plan = ask_plan(form.cleaned_data["fleet"], day=form.cleaned_data["day"], by=request.user)
        except MoveRefused as refused:
            form.add_error("day", refused.message)
        else:
            return _set_out(plan)
    recent = visible(request.user, "plan.view", PLANS)[:RECENT]
    context = {"form": form, "recent": recent}
    return render(request, "transport/plans.html", context, status=422 if form.errors else 200)


@action("plan.view")
@never_cache
@require_safe
def plan(request: HttpRequest, pk: Any) -> HttpResponse:
    return _page(request, get_visible_or_404(request.user, "plan.view", PLANS, pk=pk))


@action("plan.view", post="plan.make")
@require_POST
def change(request: HttpRequest, pk: Any, run_pk: int) -> HttpResponse:
    """One outing to another vehicle or time. What speaks against it is told beside what was typed."""
    plan = _to_change(request, pk)
    run = get_object_or_404(plan.runs.select_related("plan", "trip__booking__slot"), pk=run_pk)
    form = RunForm(request.POST, run=run, vehicles=plan.fleet.vehicles.all())
    if form.is_valid():
        try:
            change_run(
                run, vehicle=form.cleaned_data["vehicle"], starts_at=form.cleaned_data["starts_at"], by=request.user
            )
        except MoveRefused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("transport:plan", pk)
    run.refresh_from_db()
    return _page(request, plan, changed=(run, form), status=422)


@action("plan.view", post="plan.make")
@require_POST
def accept(request: HttpRequest, pk: Any) -> HttpResponse:
    plan = _to_change(request, pk)
    try:
        accept_plan(plan, by=request.user)
    except MoveRefused as refused:
        messages.error(request, refused.message)
    else:
        number = plan.runs.filter(is_assigned=True).count()
        words = ngettext("%(number)s outing has its vehicle.", "%(number)s outings have their vehicles.", number)
        messages.success(request, words % {"number": number})
    return redirect("transport:plan", pk)


@action("plan.view", post="plan.make")
@require_POST
def again(request: HttpRequest, pk: Any) -> HttpResponse:
    plan = _to_change(request, pk)
    try:
        return _set_out(plan_again(plan, by=request.user))
    except MoveRefused as refused:
        messages.error(request, refused.message)
        return redirect("transport:plan", pk)


def _to_change(request: HttpRequest, pk: Any) -> DayPlan:
    plan = get_visible_or_404(request.user, "plan.view", PLANS, pk=pk)
    if not can(request.user, "plan.make", plan):
        raise PermissionDenied
    return plan


def _set_out(plan: DayPlan) -> HttpResponse:
    enqueue(compute_plans)
    return redirect("transport:plan", plan.pk)


def _page(
    request: HttpRequest, plan: DayPlan, *, changed: tuple[PlannedRun, RunForm] | None = None, status: int = 200
) -> HttpResponse:
    sheet, vehicles = sheet_of(plan), list(plan.fleet.vehicles.all())
    for row in sheet.rows:
        own = changed[1] if changed and changed[0].pk == row.run.pk else None
        row.form = own or RunForm(run=row.run, vehicles=vehicles)
    context = {"plan": plan, "sheet": sheet, "title": _("Plan for %(day)s") % {"day": plan.day.isoformat()}}
    template = "transport/_plan.html" if request.htmx else "transport/plan.html"
    return render(request, template, context, status=status)
