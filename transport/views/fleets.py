"""Keeping a fleet on screen: vehicles and drivers with what they lack, papers, stock, service, owners, shifts."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.audit.reveals import reveal
from portal.lifecycle.errors import MoveRefused
from portal.notices.enqueueing import enqueue
from transport.forms import DriverForm, EnlistForm, ReasonForm, RestockForm, ShiftForm, VehicleForm
from transport.models import DayPlan, Driver, DriverShift, Fleet, Vehicle
from transport.selectors.keeping import coming_shifts, kept_driver, kept_drivers, kept_vehicle, kept_vehicles
from transport.services import keeping
from transport.tasks import compute_plans

VEHICLES = Vehicle.objects.select_related("fleet__area")
ACTS = {
    "withdraw": ReasonForm,
    "return": ReasonForm,
    "restock": RestockForm,
    "give_back": forms.Form,
    "disinfect": forms.Form,
}
DRIVERS = Driver.objects.select_related("fleet__area", "user")


@action("vehicle.keep")
@never_cache
@require_safe
def vehicles(request: HttpRequest) -> HttpResponse:
    """What is wrong first; `?fleet=` shows one fleet."""
    fleet, fleets = _fleet_of(request, "vehicle.keep")
    context = {"rows": kept_vehicles(request.user, fleet=fleet), "fleet": fleet, "fleets": fleets, "tab": "vehicles"}
    return render(request, "transport/fleet/vehicles.html", context)


@action("driver.keep")
@never_cache
@require_safe
def drivers(request: HttpRequest) -> HttpResponse:
    fleet, fleets = _fleet_of(request, "driver.keep")
    context = {"rows": kept_drivers(request.user, fleet=fleet), "fleet": fleet, "fleets": fleets, "tab": "drivers"}
    return render(request, "transport/fleet/drivers.html", context)


def _fleet_of(request: HttpRequest, asked: str) -> tuple[Fleet | None, list[Fleet]]:
    fleets = list(visible(request.user, asked, Fleet.objects.all()))
    return next((fleet for fleet in fleets if str(fleet.pk) == request.GET.get("fleet")), None), fleets


@action("vehicle.keep")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    """Its page, with everything about it in one form; what speaks against a change is told at its field."""
    kept = _vehicle(request, pk)
    form = VehicleForm(request.POST or None, instance=_vehicle(request, pk))
    if request.method == "POST" and form.is_valid():
        return _done(request, kept, keeping.keep_vehicle(kept, changes=form.changes, by=request.user), _("Saved."))
    return _vehicle_page(request, kept, form=form)


def _vehicle(request: HttpRequest, pk: int) -> Vehicle:
    return get_visible_or_404(request.user, "vehicle.keep", VEHICLES, pk=pk)


@action("vehicle.keep")
@require_POST
def serve(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Withdrawn, put back into service, restocked, disinfected, given back to its owner."""
    kept, by = _vehicle(request, pk), request.user
    if act not in ACTS:
        raise Http404
    form = ACTS[act](request.POST)
    if not form.is_valid():
        return _vehicle_page(request, kept, acted=(act, form))
    plans: list[DayPlan] = []
    try:
        if act == "withdraw":
            plans = keeping.withdraw_vehicle(kept, reason=form.cleaned_data["reason"], by=by)
        elif act == "give_back":
            plans = keeping.give_back(kept, by=by)
        elif act == "disinfect":
            keeping.disinfect_vehicle(kept, by=by)
        elif act == "restock":
            keeping.restock_vehicle(kept, sets=form.cleaned_data["sets"], by=by)
        else:
            keeping.return_vehicle(kept, reason=form.cleaned_data["reason"], by=by)
    except MoveRefused as refused:
        messages.error(request, refused.message)
        return redirect("transport:vehicle", pk)
    return _done(request, kept, plans, _("Saved."))


def _done(request: HttpRequest, kept: Vehicle | Driver, plans: list[DayPlan], words: str) -> HttpResponse:
    """Back to the vehicle or driver; where trips were left, to the plan that places them."""
    if not plans:
        messages.success(request, words)
        return redirect("transport:vehicle" if isinstance(kept, Vehicle) else "transport:driver_page", kept.pk)
    enqueue(compute_plans)
    left = sum(plan.runs.count() for plan in plans)
    if isinstance(kept, Vehicle):
        told = ngettext(
            "%(number)s outing of this vehicle goes to others.",
            "%(number)s outings of this vehicle go to others.",
            left,
        )
    else:
        told = ngettext(
            "%(number)s outing of this driver goes to others.", "%(number)s outings of this driver go to others.", left
        )
    messages.warning(request, told % {"number": left})
    return redirect("transport:plan", plans[0].pk)


def _vehicle_page(
    request: HttpRequest,
    kept: Vehicle,
    *,
    form: VehicleForm | None = None,
    acted: tuple[str, forms.Form] | None = None,
    owner: dict[str, str] | None = None,
) -> HttpResponse:
    act_forms: dict[str, forms.Form] = {"reason": ReasonForm(auto_id="reason-%s"), "restock": RestockForm()}
    if acted:
        act_forms["restock" if acted[0] == "restock" else "reason"] = acted[1]
    enlistment = kept.enlistments.filter(ended_at=None).first()
    context = {
        "vehicle": kept,
        "kept": kept_vehicle(kept),
        "form": form or VehicleForm(instance=kept),
        **{f"{name}_form": one for name, one in act_forms.items()},
        "enlistment": enlistment,
        "may_reveal": bool(enlistment and can(request.user, "enlistment.reveal", enlistment)),
        "owner": owner,
    }
    is_wrong = bool(acted) or bool(form and form.errors)
    return render(request, "transport/fleet/vehicle.html", context, status=422 if is_wrong else 200)


@action("vehicle.keep", post="enlistment.reveal")
@require_POST
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose car it is, in plain: journalled, with the reason that was typed."""
    kept = _vehicle(request, pk)
    enlistment = get_object_or_404(kept.enlistments.filter(ended_at=None))
    form = ReasonForm(request.POST, auto_id="reason-%s")
    if not form.is_valid():
        return _vehicle_page(request, kept, acted=("owner", form))
    asked = {
        "by": request.user,
        "reason": form.cleaned_data["reason"],
        "may": can(request.user, "enlistment.reveal", enlistment),
        "area_id": kept.fleet.area_id,
    }
    told = {name: reveal(**enlistment.subject, field=name, **asked) for name in ("name", "phone")}
    return _vehicle_page(request, kept, owner=told)


@action("vehicle.keep")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enlist(request: HttpRequest) -> HttpResponse:
    form = EnlistForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.enlist_vehicle(form.cleaned_data.pop("fleet"), by=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error("plate", refused.message)
        else:
            messages.success(request, _("%(plate)s is enlisted.") % {"plate": made.plate})
            return redirect("transport:vehicle", made.pk)
    return render(request, "transport/fleet/enlist.html", {"form": form}, status=422 if form.errors else 200)


@action("driver.keep")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def driver(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _driver(request, pk)
    form = DriverForm(request.POST or None, instance=_driver(request, pk))
    if request.method == "POST" and form.is_valid():
        return _done(request, kept, keeping.keep_driver(kept, changes=form.changes, by=request.user), _("Saved."))
    return _driver_page(request, kept, form=form)


def _driver(request: HttpRequest, pk: int) -> Driver:
    return get_visible_or_404(request.user, "driver.keep", DRIVERS, pk=pk)


@action("driver.keep")
@require_POST
def add_shift(request: HttpRequest, pk: int) -> HttpResponse:
    kept, form = _driver(request, pk), ShiftForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        hours = {"starts_at": said["starts_at"], "ends_at": said["ends_at"], "days": said["days"]}
        try:
            keeping.add_shifts(kept, **hours, by=request.user)
        except MoveRefused as refused:
            form.add_error("day", refused.message)
        else:
            return redirect("transport:driver_page", pk)
    return _driver_page(request, kept, shift_form=form)


@action("driver.keep")
@require_POST
def remove_shift(request: HttpRequest, pk: int, shift_pk: int) -> HttpResponse:
    shifts = DriverShift.objects.filter(driver=_driver(request, pk)).select_related("driver__fleet")
    shift = get_object_or_404(shifts, pk=shift_pk)
    return _done(request, shift.driver, keeping.remove_shift(shift, by=request.user), _("Saved."))


def _driver_page(
    request: HttpRequest, kept: Driver, *, form: DriverForm | None = None, shift_form: ShiftForm | None = None
) -> HttpResponse:
    context = {
        "driver": kept,
        "kept": kept_driver(kept),
        "form": form or DriverForm(instance=kept),
        "shift_form": shift_form or ShiftForm(),
        "shifts": coming_shifts(kept),
    }
    is_wrong = any(one and one.errors for one in (form, shift_form))
    return render(request, "transport/fleet/driver.html", context, status=422 if is_wrong else 200)
