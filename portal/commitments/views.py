"""What machines and supervisors ask: is this installation well, and how well."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.access.decorators import action, public
from portal.commitments import health, metrics
from portal.commitments.figures import clocks_of, tiles_of

LOOPBACK = {"127.0.0.1", "::1"}


@public("load balancers and watchdogs have no account; it says states and ages, nothing secret")
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and sweep are fresh; 503 with what is not."""
    found = health.health()
    return JsonResponse({"ok": found.is_well, **found.parts}, status=200 if found.is_well else 503)


@public("Prometheus has no account; it asks from this machine or brings METRICS_TOKEN, and nobody else finds the page")
@require_safe
@never_cache
def prometheus(request: HttpRequest) -> HttpResponse:
    if not _is_internal(request):
        raise Http404
    return HttpResponse(metrics.exposition(health.health()), content_type=metrics.CONTENT_TYPE)


@action("engine.view")
@require_safe
@never_cache
def engine(request: HttpRequest) -> HttpResponse:
    """Heartbeats, what is overdue and unfired, and the outbox; read again by the page every few seconds."""
    found = health.health()
    context = {"is_well": found.is_well, "tiles": tiles_of(found), "clocks": clocks_of(found)}
    return render(request, "commitments/engine.html", context)


def _is_internal(request: HttpRequest) -> bool:
    """From this machine and not through a proxy, or with the token."""
    token, given = getattr(settings, "METRICS_TOKEN", ""), request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers
