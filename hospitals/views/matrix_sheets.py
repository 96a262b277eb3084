"""The matrix as a spreadsheet on screen: download, upload, what it would change, confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hospitals.forms.designations import MatrixForm, UploadForm
from hospitals.models import MatrixUpload
from hospitals.selectors.matrix import kept_lines, narrowed
from hospitals.services.uploading import confirm_upload, difference_of, drop_upload, receive_upload
from hospitals.sheets import workbook_of
from portal.access.decorators import action
from portal.sheets.problems import FileRefused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECENT = 10
SHOWN = 500  # rows of a difference


@action("designation.view")
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Narrowed as the table is. Whoever keeps lines gets those that an upload could change, others all they read."""
    lines = narrowed(kept_lines(request.user), MatrixForm(request.GET, user=request.user).said())
    answer = HttpResponse(workbook_of(lines, user=request.user), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="matrix.xlsx"'
    return answer


@action("designation.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect("hospitals:matrix_uploaded", receive_upload(file, by=request.user, name=file.name).pk)
        except FileRefused as refused:
            form.add_error("file", str(refused))
    recent = MatrixUpload.objects.filter(by=request.user)[:RECENT]
    context = {"form": form, "recent": recent}
    return render(request, "hospitals/matrix/upload.html", context, status=422 if form.errors else 200)


@action("designation.keep")
@never_cache
@require_safe
def show(request: HttpRequest, pk: Any) -> HttpResponse:
    """What was read and waits, compared with the matrix as it is now."""
    found = _own(request, pk)
    compared = difference_of(found) if found.state in (MatrixUpload.State.STAGED, MatrixUpload.State.REFUSED) else None
    context = {"upload": found, "tiles": _tiles(compared.counts if compared else found.counts)}
    if compared:
        context |= {
            "problems": compared.problems[:SHOWN],
            "new": compared.new[:SHOWN],
            "changed": compared.changed[:SHOWN],
            "ended": compared.ended[:SHOWN],
            "may_confirm": found.is_waiting and not compared.problems,
        }
    return render(request, "hospitals/matrix/uploaded.html", context)


@action("designation.keep")
@require_POST
def confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    try:
        found = confirm_upload(_own(request, pk), by=request.user)
    except FileRefused as refused:
        messages.error(request, str(refused))
        return redirect("hospitals:matrix_uploaded", pk)
    if found.state == MatrixUpload.State.DONE:
        messages.success(request, _("The matrix is up to date."))
    else:
        messages.error(request, _("The matrix has changed since the upload: look at the difference again."))
    return redirect("hospitals:matrix_uploaded", pk)


@action("designation.keep")
@require_POST
def drop(request: HttpRequest, pk: Any) -> HttpResponse:
    drop_upload(_own(request, pk), by=request.user)
    return redirect("hospitals:matrix_upload")


def _own(request: HttpRequest, pk: Any) -> MatrixUpload:
    return get_object_or_404(MatrixUpload.objects.select_related("by"), pk=pk, by=request.user)


def _tiles(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"number": counts.get("new", 0), "label": _("new")},
        {"number": counts.get("changed", 0), "label": _("changed")},
        {"number": counts.get("ended", 0), "label": _("ended lines")},
        {"number": counts.get("unchanged", 0), "label": _("unchanged")},
        {"number": counts.get("errors", 0), "label": _("errors"), "tone": "late"},
    ]
