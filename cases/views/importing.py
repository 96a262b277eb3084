"""Spreadsheets into the registers on screen: template, upload, what it would change, confirmation, second thoughts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.registers import ImportForm
from cases.models import ImportBatch
from cases.models.vocabulary import Group
from cases.registers.known import Known
from cases.registers.marking import marked_workbook
from cases.registers.template import template_for
from cases.selectors.imports import recent_imports
from cases.services.importing import body_of, confirm_import, drop_import, receive_import
from cases.services.portions import file_of, has_file
from cases.services.undoing import undo_import
from cases.tasks import carry_on_imports
from portal.access.decorators import action
from portal.notices.enqueueing import enqueue
from portal.privacy.sheets import FORMATS, XLSX
from portal.sheets.problems import FileRefused, Problem, by_cause

CELLS = 60  # of one cause


@action("register.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, language = form.cleaned_data["file"], translation.get_language()
        try:
            batch = receive_import(file, by=request.user, name=file.name, language=language)
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return _to_page_of(batch)
    context = {"form": form, "groups": Group.choices, "recent": recent_imports(request.user)}
    return render(request, "cases/registers/import.html", context, status=422 if form.errors else 200)


@action("register.edit")
@never_cache
@require_safe
def batch(request: HttpRequest, pk: Any) -> HttpResponse:
    """What was read, and waits; the same after a reload, and from another screen of the same person.

    While it is being worked on, htmx asks for the progress alone, and is told to read the page anew when that ends.
    """
    found = _own(request, pk)
    progress = getattr(found, "progress", None) if found.is_working else None
    if request.htmx and not found.is_working:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.htmx:
        return render(request, "cases/registers/_progress.html", {"batch": found, "progress": progress})
    body = body_of(found)
    context = {
        "batch": found,
        "progress": progress,
        "body": body,
        "causes": by_cause(Problem(*told) for told in body.get("problems", [])),
        "cells": f":{CELLS}",
        "may_be_marked": has_file(found) if found.state == ImportBatch.State.REFUSED else False,
        "tiles": _tiles(found),
    }
    return render(request, "cases/registers/batch.html", context)


@action("register.edit")
@require_POST
def confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    try:
        found = confirm_import(_own(request, pk), by=request.user)
    except FileRefused as refused:
        messages.error(request, str(refused))
        return redirect("cases:register_batch", pk)
    if found.state == ImportBatch.State.DONE:
        messages.success(request, _("The register is up to date."))
    elif found.state == ImportBatch.State.REFUSED:
        messages.error(request, _("The register has changed since the upload: nothing was written."))
    return _to_page_of(found)


@action("register.edit")
@require_POST
def undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """Asked once more where there is script; the answer to it is to read the page anew."""
    try:
        answer = _to_page_of(undo_import(_own(request, pk), by=request.user))
    except FileRefused as refused:
        messages.error(request, str(refused))
        answer = redirect("cases:register_batch", pk)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"}) if request.htmx else answer


@action("register.edit")
@require_POST
def drop(request: HttpRequest, pk: Any) -> HttpResponse:
    drop_import(_own(request, pk), by=request.user)
    return redirect("cases:register_import")


@action("register.edit")
@never_cache
@require_safe
def marked(request: HttpRequest, pk: Any) -> HttpResponse:
    """The workbook as it was sent, its bad cells coloured and commented."""
    found = _own(request, pk)
    if found.state != ImportBatch.State.REFUSED or not has_file(found):
        raise Http404
    problems = [Problem(*told) for told in body_of(found).get("problems", [])]
    return _workbook(marked_workbook(file_of(found), problems), "register-marked.xlsx")


@action("register.edit")
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook of one group, with the communities of whoever asks in its drop-downs."""
    group = request.GET.get("group", "")
    if group not in Group.values:
        raise Http404
    return _workbook(template_for(group, known=Known(request.user)), f"register-{group}.xlsx")


def _own(request: HttpRequest, pk: Any) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("progress"), pk=pk, by=request.user)


def _to_page_of(batch: ImportBatch) -> HttpResponse:
    if batch.is_working:
        enqueue(carry_on_imports)
    return redirect("cases:register_batch", batch.pk)


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=FORMATS[XLSX].content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _tiles(batch: ImportBatch) -> list[dict[str, Any]]:
    counts = batch.counts
    tiles = [
        {"number": counts.get("new", 0), "label": _("new")},
        {"number": counts.get("changed", 0), "label": _("changed")},
        {"number": counts.get("unchanged", 0), "label": _("unchanged")},
        {"number": counts.get("errors", 0), "label": _("errors"), "tone": "late"},
    ]
    if batch.state != ImportBatch.State.UNDONE:
        return tiles
    return [
        {"number": counts.get("undone", 0), "label": _("put back")},
        {"number": counts.get("left", 0), "label": _("left as they are"), "tone": "near"},
    ]
