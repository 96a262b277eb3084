"""An institution's slots: the week at a glance, a series opened in one act, one slot resized, closed, opened again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hospitals.forms.slots import SeriesForm, SlotForm
from hospitals.models import Hospital, Slot
from hospitals.selectors.places import ShiftLoad, station_loads
from hospitals.selectors.slots import Day, light_of, week_of
from hospitals.services.slots import Series, close_slot, open_series, reopen_slot, resize_slot
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.console.moving import moved_answer
from portal.lifecycle.errors import InvalidInput, MoveRefused

A_WEEK = timedelta(days=7)


@action("hospital.list")
@never_cache
@require_safe
def week(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody who arranges; who keeps the slots changes them here."""
    hospital = Hospital.objects.filter(pk=pk).select_related("area").first()
    if hospital is None:
        raise Http404
    day = _day(request.GET.get("day", ""))
    columns = week_of(hospital, day)
    loads = station_loads(hospital, [column.day for column in columns])
    context = {
        "hospital": hospital,
        "days": [_column(column, loads.get(column.day, [])) for column in columns],
        "earlier": _address(hospital, day - A_WEEK),
        "later": _address(hospital, day + A_WEEK),
        "today": timezone.localdate(),
        "may_keep": can(request.user, "slot.keep", hospital),
    }
    return render(request, "hospitals/slots/week.html", context)


def _column(column: Day, loads: list[ShiftLoad]) -> dict[str, Any]:
    slots = [{"slot": slot, "light": light_of(slot)} for slot in column.slots]
    return {"day": column, "slots": slots, "loads": [load for load in loads if load.planned]}


def _day(typed: str) -> date:
    try:
        return parse_date(typed) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _address(hospital: Hospital, day: date | None = None) -> str:
    address = reverse("hospitals:slots", args=[hospital.pk])
    return f"{address}?day={day.isoformat()}" if day else address


@action("slot.keep")
@require_http_methods(["GET", "POST"])
def open_many(request: HttpRequest, pk: int) -> HttpResponse:
    """A series: every so many minutes from one hour to another, on the days that are ticked."""
    hospital = get_visible_or_404(request.user, "slot.keep", Hospital.objects.all(), pk=pk)
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            series = open_series(hospital, **form.wishes(), by=request.user)
        except MoveRefused as refused:
            _mark(form, refused)
        else:
            return moved_answer(request, _said(series), back=_address(hospital, form.cleaned_data["since"]))
    return _dialog(request, form, title=_("Open a series of slots"), submit_label=pgettext("slots", "Open"))


def _said(series: Series) -> str:
    text = ngettext("%d slot opened", "%d slots opened", series.opened) % series.opened
    if series.standing:
        text += _(", %d stood there already") % series.standing
    return text


@action("slot.keep")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One slot: how many it holds."""
    slot = _slot(request, pk)
    form = SlotForm(request.POST or None, instance=slot)
    if request.method == "POST" and form.is_valid():
        try:
            slot = resize_slot(slot, capacity=form.cleaned_data["capacity"], by=request.user)
        except MoveRefused as refused:
            _mark(form, refused)
        else:
            return moved_answer(request, _("%s changed") % _name(slot), back=_back(slot))
    words = {"slot": slot, "title": _name(slot), "submit_label": _("Save")}
    return _dialog(request, form, template="hospitals/slots/change.html", **words)


@action("slot.keep")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    slot = close_slot(_slot(request, pk), by=request.user)
    return moved_answer(request, _("%s closed") % _name(slot), back=_back(slot))


@action("slot.keep")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    slot = reopen_slot(_slot(request, pk), by=request.user)
    return moved_answer(request, _("%s opened again") % _name(slot), back=_back(slot))


def _slot(request: HttpRequest, pk: int) -> Slot:
    return get_visible_or_404(request.user, "slot.keep", Slot.objects.select_related("hospital"), pk=pk)


def _name(slot: Slot) -> str:
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return f"{starts:%m-%d %H:%M}–{ends:%H:%M} {slot.department}".strip()


def _back(slot: Slot) -> str:
    return _address(slot.hospital, timezone.localdate(slot.starts_at))


def _mark(form: Any, refused: MoveRefused) -> None:
    """What the service found out, beside the field that it is about."""
    fields = refused.fields if isinstance(refused, InvalidInput) else {}
    for name, texts in fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not fields:
        form.add_error(None, str(refused.message))


def _dialog(
    request: HttpRequest, form: Any, *, template: str = "hospitals/slots/series.html", **words: Any
) -> HttpResponse:
    is_htmx = getattr(getattr(request, "htmx", None), "target", None) == "dialog-body"
    shown = template if is_htmx else "components/dialog_page.html"
    context = {"form": form, "action": request.path, "dialog": template, **words}
    return render(request, shown, context, status=422 if form.is_bound and form.errors else 200)
