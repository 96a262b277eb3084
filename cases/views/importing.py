"""Spreadsheets into the registers on screen: template, upload, what it would change, confirmation."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.registers import ImportForm
from cases.models import ImportBatch
from cases.models.vocabulary import Group
from cases.registers.known import Known
from cases.registers.problems import FileRefused
from cases.registers.template import template_for
from cases.services.exporting import FORMATS, XLSX
from cases.services.importing import confirm_import, drop_import, stage_import
from portal.access.decorators import action

PROBLEMS = 500


@action("register.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = stage_import(file, by=request.user, name=file.name)
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("cases:register_batch", batch.pk)
    context = {"form": form, "groups": Group.choices}
    return render(request, "cases/registers/import.html", context, status=422 if form.errors else 200)


@action("register.edit")
@never_cache
@require_safe
def batch(request: HttpRequest, pk: Any) -> HttpResponse:
    """What was read, and waits; the same after a reload, and from another screen of the same person."""
    found = get_object_or_404(ImportBatch, pk=pk, by=request.user)
    body = json.loads(found.body) if found.body else {}
    problems = body.get("problems", [])
    context = {
        "batch": found,
        "body": body,
        "problems": problems[:PROBLEMS],
        "hidden": max(0, len(problems) - PROBLEMS),
        "tiles": [
            {"number": found.counts.get("new", 0), "label": _("new")},
            {"number": found.counts.get("changed", 0), "label": _("changed")},
            {"number": found.counts.get("unchanged", 0), "label": _("unchanged")},
            {"number": found.counts.get("errors", 0), "label": _("errors"), "tone": "late"},
        ],
    }
    return render(request, "cases/registers/batch.html", context)


@action("register.edit")
@require_POST
def confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    found = get_object_or_404(ImportBatch, pk=pk, by=request.user)
    try:
        report = confirm_import(found, by=request.user)
    except FileRefused as refused:
        messages.error(request, str(refused))
    else:
        if report.is_written:
            messages.success(request, _("The register is up to date."))
        else:
            messages.error(request, _("The register has changed since the upload: nothing was written."))
    return redirect("cases:register_batch", pk)


@action("register.edit")
@require_POST
def drop(request: HttpRequest, pk: Any) -> HttpResponse:
    drop_import(get_object_or_404(ImportBatch, pk=pk, by=request.user), by=request.user)
    return redirect("cases:register_import")


@action("register.edit")
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook of one group, with the communities of whoever asks in its drop-downs."""
    group = request.GET.get("group", "")
    if group not in Group.values:
        raise Http404
    content = template_for(group, known=Known(request.user))
    answer = HttpResponse(content, content_type=FORMATS[XLSX].content_type)
    answer["Content-Disposition"] = f'attachment; filename="register-{group}.xlsx"'
    return answer
