"""The designation matrix as a table: read, narrowed, and kept line by line where it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hospitals.forms.designations import EndForm, LineForm, MatrixForm
from hospitals.models import Designation
from hospitals.selectors.matrix import lines_for, narrowed
from hospitals.services.designating import LineChanged, add_line, change_line, end_line
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action
from portal.console.moving import moved_answer
from portal.lifecycle.errors import MoveRefused

PAGE = 100
LINES = Designation.objects.select_related("hospital__area").prefetch_related("serves")
# What an address may fill in beforehand: a hole that is to be closed, a line that is like another.
PREFILLED = ("needs", "groups", "controls", "severities", "serves")


@action("designation.view")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    form = MatrixForm(request.GET, user=request.user)
    page = Paginator(narrowed(lines_for(request.user), form.said()), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [row_of(line, request.user) for line in page],
        "may_keep": can(request.user, "designation.keep"),
        "query": request.GET.urlencode(),
    }
    return render(request, "hospitals/matrix/list.html", context)


def row_of(line: Designation, user: Any) -> dict[str, Any]:
    return {"line": line, "may_keep": can(user, "designation.keep", line) and line.ended_at is None}


@action("designation.view")
@never_cache
@require_safe
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row as it stands: where an edit was given up."""
    line = get_visible_or_404(request.user, "designation.view", LINES, pk=pk)
    if not request.htmx:
        return redirect(f"{reverse('hospitals:matrix')}?hospital={line.hospital_id}&state=all#line-{line.pk}")
    return render(request, "hospitals/matrix/_row.html", {"row": row_of(line, request.user), "is_back": True})


@action("designation.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new line, or one like another (`like`). What the address says is filled in."""
    form = LineForm(request.POST or None, user=request.user, initial=_prefilled(request))
    if request.method == "POST" and form.is_valid():
        line = add_line(form.cleaned_data["hospital"], columns=form.columns(), serves=form.codes(), by=request.user)
        messages.success(request, _("%s is designated.") % line.hospital)
        return redirect(f"{reverse('hospitals:matrix')}#line-{line.pk}")
    return _page(request, form, title=_("Add a line"))


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    asked: QueryDict = request.GET
    found: dict[str, Any] = {name: asked.getlist(name) for name in PREFILLED if name in asked}
    for name in ("hospital", "hours_from", "hours_to", "age_from", "age_to", "cite"):
        if name in asked:
            found[name] = asked[name]
    return found


@action("designation.keep")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Where scripts run, in the row itself; else on a page of its own."""
    line = get_visible_or_404(request.user, "designation.keep", LINES, pk=pk)
    form = LineForm(request.POST or None, instance=line, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            kept = change_line(
                line,
                columns=form.columns(),
                serves=form.codes(),
                by=request.user,
                seen=_seen(form.cleaned_data["seen"]),
            )
        except MoveRefused as refused:
            _refuse(form, refused, line)
        else:
            return _changed(request, kept)
    if request.htmx:
        return _row_form(request, form, line)
    return _page(request, form, title=_("Change a line"), line=line)


def _seen(text: str) -> Any:
    try:
        return parse_datetime(text) if text else None
    except ValueError:
        return None


def _refuse(form: LineForm, refused: MoveRefused, line: Designation) -> None:
    """What was typed stays; whoever has read what happened may send it once more."""
    form.add_error(None, str(refused.message))
    if isinstance(refused, LineChanged):
        form.data = form.data.copy()
        form.data["seen"] = Designation.objects.get(pk=line.pk).changed_at.isoformat()  # type: ignore[index]


def _changed(request: HttpRequest, line: Designation) -> HttpResponse:
    if request.htmx:
        fresh = LINES.get(pk=line.pk)
        return render(request, "hospitals/matrix/_row.html", {"row": row_of(fresh, request.user), "is_new": True})
    messages.success(request, _("The line is written."))
    return redirect("hospitals:matrix_row", line.pk)


def _row_form(request: HttpRequest, form: LineForm, line: Designation) -> HttpResponse:
    context = {"form": form, "line": line}
    return render(request, "hospitals/matrix/_edit.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, form: LineForm, **words: Any) -> HttpResponse:
    return render(request, "hospitals/matrix/line.html", {"form": form, **words}, status=422 if form.errors else 200)


@action("designation.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_visible_or_404(request.user, "designation.keep", LINES, pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    back = reverse("hospitals:matrix_row", args=[line.pk])
    if request.method == "POST" and form.is_valid():
        try:
            end_line(line, by=request.user, last_day=form.cleaned_data["last_day"])
        except MoveRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            return moved_answer(request, _("The line of %s ends.") % line.hospital, back=back)
    context = {
        "form": form,
        "action": request.path,
        "title": _("End the line of %s") % line.hospital,
        "submit_label": _("End it"),
        "danger": True,
    }
    template = "components/dialog.html" if request.htmx else "components/dialog_page.html"
    return render(request, template, context, status=422 if form.errors else 200)
