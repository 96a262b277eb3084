"""The search of the top bar: by POST, because what is searched for is often somebody's telephone number or name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.selectors.finding import found_cases, found_people
from portal.access.decorators import action

LONGEST = 60


@action("case.list")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """One ticket by its whole number opens at once; everything else is a list of requests, and one of residents."""
    text = request.POST.get("q", "").strip()[:LONGEST]
    cases = found_cases(request.user, text)
    if len(cases) == 1 and cases[0].number == text:
        return redirect("cases:case", text)
    context = {"text": text, "cases": cases, "people": found_people(request.user, text)}
    return render(request, "cases/search.html", context)
