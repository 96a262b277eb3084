"""Keeping what is being typed, and throwing it away on request."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.forms.intake import typed
from cases.services.drafts import forget_draft, keep_draft
from cases.views.entry import REPORT, VARIANTS
from portal.access.decorators import action


@action("case.create")
@require_POST
def keep(request: HttpRequest, key: str) -> HttpResponse:
    """Called by the page while somebody types. A lost session answers 401; the page keeps the words until log-in."""
    if key not in VARIANTS:
        raise Http404
    keep_draft(request.user, form=key, values=typed(request.POST))
    return render(request, "cases/entry/_kept.html", {"kept_at": timezone.now()})


@action("case.create")
@require_POST
def drop(request: HttpRequest, key: str) -> HttpResponse:
    if key not in VARIANTS:
        raise Http404
    forget_draft(request.user, form=key)
    return redirect("cases:report" if key == REPORT.key else "cases:new")
