"""The register list as a file: asked how it shall leave, then handed out."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cases.forms.registers import ExportForm, RegisterForm
from cases.services.handing_out import TooManyRows, export_register
from portal.access.api import can, visible
from portal.access.decorators import action
from portal.areas.models import Area, Level
from portal.privacy.sheets import FORMATS


@action("register.export")
@never_cache
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """First the list's filter comes alone, and is asked about; by POST, because it may name somebody."""
    named = Q(level=Level.COMMUNITY) | Q(pk=request.POST.get("area", ""))
    places = visible(request.user, "register.view", Area.objects.filter(named))
    filters = RegisterForm(request.POST, places=list(places.values_list("code", "name")))
    form = ExportForm(
        request.POST if "format" in request.POST else None, may_be_whole=can(request.user, "register.export_whole")
    )
    if form.is_bound and form.is_valid():
        kind = FORMATS[form.cleaned_data["format"]]
        narrowed = filters.narrowed(request.POST.get("q", "").strip()[:40])
        try:
            body = export_register(request.user, narrowed, file_format=kind.name, reason=form.why())
        except TooManyRows as refused:
            form.add_error(None, str(refused))
        else:
            answer = HttpResponse(body, content_type=kind.content_type)
            name = f"register-{timezone.localtime():%Y%m%d-%H%M}.{kind.name}"
            answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
            return answer
    kept = {name: request.POST[name] for name in (*filters.fields, "q") if request.POST.get(name)}
    context = {"form": form, "kept": kept}
    return render(request, "cases/registers/export.html", context, status=422 if form.errors else 200)
