"""The inbox of a person, the stream of an open screen, and letters that did not arrive."""

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.handlers.asgi import ASGIRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.access.api import visible
from portal.access.decorators import action, signed_in
from portal.notices import posts, retrying, selectors, services, wording
from portal.notices.live.audience import audience_of
from portal.notices.live.stream import events
from portal.privacy import subjects

PAGE = 50


@signed_in("an inbox shows only what was said to its reader's own posts")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    rows = selectors.unread(request.user) if "unread" in request.GET else selectors.inbox(request.user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    labels = posts.labels_of(notice.to for notice in page)
    for notice in page:
        notice.sentence, notice.tone = wording.sentence_of(notice), wording.tone_of(notice)
        notice.post_label = labels[notice.to]
        notice.url = subjects.url(notice.subject_kind, notice.number)
    context = {
        "page": page,
        "unread": selectors.unread(request.user).count(),
        "is_unread_only": "unread" in request.GET,
    }
    return render(request, "notices/inbox.html", context)


@signed_in("a person marks only notices of their own inbox as read")
@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """The notices named by `id`, or all that are unread."""
    chosen = [int(pk) for pk in request.POST.getlist("id") if pk.isdecimal()]
    unread = selectors.unread(request.user)
    services.mark_read(list(unread.filter(pk__in=chosen) if chosen else unread), by=request.user)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Trigger": "reread"})
    return redirect("notices:inbox")


@signed_in("a stream says only that something changed in its reader's areas and posts")
@require_GET
async def stream(request: HttpRequest) -> HttpResponse:
    """Server-sent events, under ASGI only: elsewhere 204, on which a browser stops asking and the slow poll remains."""
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    audience = await sync_to_async(audience_of)(await request.auser())
    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(events(audience), content_type="text/event-stream", headers=headers)


@action("delivery.view")
@require_GET
def dead_letters(request: HttpRequest) -> HttpResponse:
    rows = visible(request.user, "delivery.view", selectors.dead_letters())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for letter in page:
        letter.sentence = wording.sentence_of(letter.notice)
    return render(request, "notices/dead_letters.html", {"page": page})


@action("delivery.retry")
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """The letters named by `id`, or all that this person may see."""
    rows = visible(request.user, "delivery.retry", selectors.dead_letters())
    if chosen := [int(pk) for pk in request.POST.getlist("id") if pk.isdecimal()]:
        rows = rows.filter(pk__in=chosen)
    count = retrying.retry(rows, by=request.user)
    told = ngettext("%(count)d letter is tried again.", "%(count)d letters are tried again.", count)
    messages.success(request, told % {"count": count})
    return redirect("notices:dead_letters")
