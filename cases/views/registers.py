"""特殊人群台账: the registers as a list, and 无变化: one tap that says an entry is still true."""

from __future__ import annotations

import json
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.registers import RegisterForm
from cases.models import RegisterEntry
from cases.selectors.freshness import looks
from cases.selectors.registers import register_entries
from cases.services.verifying import verify_entry
from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.areas.models import Area, Level
from portal.console.happened import happened_at
from portal.console.queued import takes_queued

PAGE = 50


@action("register.view")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Masked. A search comes by POST: what is searched for is somebody's name or number."""
    text = request.POST.get("q", "").strip()[:40]
    places = visible(request.user, "register.view", Area.objects.filter(level=Level.COMMUNITY))
    form = RegisterForm(request.GET, places=_choices(request, places))
    page = Paginator(register_entries(request.user, form.narrowed(text)), PAGE).get_page(request.GET.get("page"))
    looks(page.object_list)
    context = {
        "form": form,
        "searched": text,
        "page": page,
        "next": _page_url(request, page.next_page_number()) if page.has_next() else "",
        "previous": _page_url(request, page.previous_page_number()) if page.has_previous() else "",
        "may_edit": can(request.user, "register.edit"),
        "may_export": can(request.user, "register.export"),
    }
    return render(request, "cases/registers/list.html", context)


def _choices(request: HttpRequest, communities: QuerySet[Area]) -> list[tuple[str, str]]:
    """The communities, and the wider place by which a figure was opened."""
    found = [(area.code, area.name) for area in communities.order_by("code")]
    wider = request.GET.get("area", "")
    if wider and not any(code == wider for code, _name in found):
        named = visible(request.user, "register.view", Area.objects.filter(pk=wider)).values_list("pk", "name")
        found = [*named, *found]
    return found


@action("register.edit")
@takes_queued
@require_POST
def verify(request: HttpRequest, pk: Any) -> HttpResponse:
    """One tap; htmx gets the row as it now stands."""
    entries = RegisterEntry.objects.select_related("area")
    entry = get_visible_or_404(request.user, "register.edit", entries, pk=pk)
    entry = verify_entry(entry, by=request.user, happened_at=happened_at(request, since=entry.created_at))
    if not request.htmx:
        return redirect("cases:person", entry.person_id) if "back" in request.POST else redirect("cases:register")
    looks([entry])
    answer = render(request, "cases/registers/_row.html", {"entry": entry, "may_edit": True})
    answer["HX-Trigger"] = json.dumps({"toast": {"text": _("Verified: no change."), "tone": "kept"}})
    return answer


def _page_url(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = number
    return f"{request.path}?{query.urlencode()}"
