"""The search of the top bar: by POST, because what is searched for is often somebody's telephone number or name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.selectors.finding import found_cases
from portal.access.decorators import action


@action("case.list")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """One ticket by its whole number opens at once; everything else is a list."""
    text = request.POST.get("q", "").strip()
    cases = found_cases(request.user, text)
    if len(cases) == 1 and cases[0].number == text:
        return redirect("cases:case", text)
    return render(request, "cases/search.html", {"text": text, "cases": cases})
