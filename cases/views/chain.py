"""对接机制 (B2a): the chain of every community, the hours nobody covers, and keeping both true."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.chain import ContactForm, GateForm, PlacesForm
from cases.models import Contact
from cases.selectors.chain import chain_of, communities, rows_of
from cases.selectors.lines import gaps_with_clocks
from cases.services.chain import drop_contact, give_gate_telephone, name_contact
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.accounts.selectors.roster import HORIZON_HOURS
from portal.areas.models import Area
from transport.models import Checkpoint

PAGE = 50


@action("chain.view")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every community of one's places: who answers, which services, where nobody would."""
    form = PlacesForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    areas = communities(request.user, text=said.get("q", ""), with_gaps=said.get("gaps", False))
    page = Paginator(areas, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": rows_of(list(page)), "hours": HORIZON_HOURS}
    return render(request, "cases/chain/list.html", context)


@action("chain.view")
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One community: who, phone, which hospital for which need."""
    area = get_visible_or_404(request.user, "chain.view", Area.objects.select_related("parent"), code=code)
    context = {
        "area": area,
        "chain": chain_of(area, request.user),
        "hours": HORIZON_HOURS,
        "may_edit": can(request.user, "chain.edit", area),
        "may_fill": can(request.user, "roster.change", area),
        "may_see_roster": can(request.user, "roster.view", area),
    }
    return render(request, "cases/chain/show.html", context)


@action("roster.view")
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """The uncovered hours of one's places with their clocks, the soonest first."""
    rows = gaps_with_clocks(request.user)
    may = {row.gap.area_id: can(request.user, "roster.change", row.gap.area) for row in rows}
    context = {"rows": rows, "fillable": {code for code, fills in may.items() if fills}, "hours": HORIZON_HOURS}
    return render(request, "cases/chain/gaps.html", context)


@action("chain.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    area = get_visible_or_404(request.user, "chain.edit", Area.objects.all(), code=code)
    initial = {"role": request.GET.get("role", "")}
    return _written(request, area, ContactForm(request.POST or None, area=area, initial=initial), None)


@action("chain.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    return _written(
        request, contact.area, ContactForm(request.POST or None, area=contact.area, instance=contact), contact
    )


def _written(request: HttpRequest, area: Area, form: ContactForm, contact: Contact | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        name_contact(area, by=request.user, contact=contact, **form.cleaned_data)
        messages.success(request, _("The chain of %(place)s is written.") % {"place": area.name})
        return redirect("cases:chain", area.pk)
    title = _("Change a service") if contact else _("Add a service")
    return _form(request, form, area, title, contact=contact)


@action("chain.edit")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    drop_contact(contact, by=request.user)
    messages.success(request, _("The service was removed."))
    return redirect("cases:chain", contact.area_id)


@action("chain.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest, pk: int) -> HttpResponse:
    """The telephone of a gate."""
    checkpoints = Checkpoint.objects.select_related("area")
    checkpoint = get_visible_or_404(request.user, "chain.edit", checkpoints, pk=pk)
    form = GateForm(request.POST or None, instance=checkpoint)
    if request.method == "POST" and form.is_valid():
        give_gate_telephone(checkpoint, phone=form.cleaned_data["phone"], by=request.user)
        messages.success(request, _("The chain of %(place)s is written.") % {"place": checkpoint.area.name})
        return redirect("cases:chain", checkpoint.area_id)
    return _form(request, form, checkpoint.area, checkpoint.name)


def _contact(request: HttpRequest, pk: int) -> Contact:
    return get_visible_or_404(request.user, "chain.edit", Contact.objects.select_related("area"), pk=pk)


def _form(request: HttpRequest, form: Any, area: Area, title: str, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "cases/chain/form.html", {"form": form, "area": area, "title": title, **more}, status=status)
