"""The page for everybody, without a log-in: whom to call, and which hospital receives (H5)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cases.selectors import public as known
from cases.selectors.chain import public_services
from portal.access.decorators import public
from portal.areas.models import Area
from portal.areas.selectors import ancestors

FRESH = 60  # seconds that a browser or a proxy may keep it


@public("H5: emergency numbers, offices and designated hospitals are published in as many ways as there are")
@cache_control(public=True, max_age=FRESH)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """?area=CODE narrows it down to a place; without one, the districts stand to choose from."""
    area = _area(request.GET.get("area", ""))
    context = {
        "emergency": known.EMERGENCY,
        "area": area,
        "path": ancestors(area) if area else [],
        "choices": known.below(area) if area else known.districts(),
        "lines": known.lines_of(area) if area else [],
        "services": public_services(area) if area else [],
        "needs": known.hospitals_by_need(area) if area else [],
        "online": known.online_care(area) if area else [],
        "as_of": timezone.localtime(),
    }
    return render(request, "cases/public.html", context)


def _area(code: str) -> Area | None:
    if not code:
        return None
    area = Area.objects.filter(pk=code).first()
    if area is None:
        raise Http404
    return area
