"""The pages of the frame itself: home, me, language, the rail on its own, the keys, the vocabulary of components."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from portal.access.api import scopes_of
from portal.access.decorators import public, signed_in
from portal.console import language
from portal.console.frame import Frame
from portal.console.vocabulary import samples

WORKER = "js/service-worker.js"


@signed_in("leads to a place that asks for itself")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody lands after log-in: the first place that is home to one of their roles, else all their places."""
    roles = set(scopes_of(request.user))
    landing = next((place for place in Frame(request).places if place.item.home_of & roles), None)
    return redirect(landing.url) if landing else render(request, "console/home.html")


@signed_in("shows nothing but oneself")
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here: posts, language, log-out; on a telephone also every place that has no tab."""
    return render(request, "console/me.html")


@signed_in("lists only what its reader may open")
@require_GET
def rail(request: HttpRequest) -> HttpResponse:
    """The rail alone, re-read when counts change. `at` is the page around it."""
    return HttpResponse(Frame(request, path=request.GET.get("at", "")).rail)


@public("says what keys do, which is no secret")
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """What the keyboard does, as a dialog; the script adds the keys of the page it stands on."""
    return render(request, "console/keys.html")


@public("the language is chosen before log-in too")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Back to the page it was chosen on, in the language chosen."""
    code, back = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if code in language.CODES:
        language.choose(request, response, code)
    return response


@public("the same empty page for everybody, which opens what lies sealed on the device")
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when the network does not answer."""
    return render(request, "console/offline.html")


@public("a script like those below /static/, which may stand nowhere but at the root")
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Asked for anew at every visit: an old worker must not outlive the release that it came with."""
    script = Path(finders.find(WORKER)).read_text()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@public("shows components with invented people only, and only in a demo")
@require_safe
def vocabulary(request: HttpRequest) -> HttpResponse:
    """Every component side by side, so that a newcomer sees the vocabulary at a glance."""
    if not settings.DEMO:
        raise Http404
    return render(request, "console/vocabulary.html", samples())
