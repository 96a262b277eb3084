"""Acts that a telephone did without a signal and sends later: once each, at their real time, answered in few words."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from portal.api.models import GivenAnswer
from portal.console.actions import words_of
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused, WrongState
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.privacy.index import keyed_digest

KEY, OWNER = "Idempotency-Key", "X-Acting-User"
KEY_LENGTH = 64
View = Callable[..., HttpResponse]


class Refusal(Exception):
    """Why a queued act was not done, from a view that would otherwise answer with a page.

    `now` says in words how it stands, `url` where to look.
    """

    def __init__(
        self, status: int, message: Any, *, fields: Any = None, now: dict[str, str] | None = None, url: str = ""
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.fields, self.now, self.url = status, message, fields or {}, now or {}, url


def takes_queued(view: View) -> View:
    """A POST with an Idempotency-Key is carried out once and answered as JSON; any other call is the view's as ever.

    1. The telephone says who acted: somebody else's session must not send it.
    2. Insert the key; the same key sent twice at once waits here until the first has committed.
    3. A key that is answered already: the same answer again. Another act under it is refused.
    4. Else do it in the same transaction and keep the answer. What was refused is not kept: it may be sent again.
    """

    @wraps(view)
    def take(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not is_queued(request):
            return view(request, *args, **kwargs)
        if request.headers.get(OWNER) != str(request.user.pk):
            return _told(409, "other_user", _("Somebody else did this. Only they can send it."))
        try:
            return _once(request, lambda: view(request, *args, **kwargs))
        except (MoveRefused, Refusal, PermissionDenied, Http404) as error:
            return _refused(error)

    return take


def is_queued(request: HttpRequest) -> bool:
    return 0 < len(request.headers.get(KEY, "")) <= KEY_LENGTH


def labelled(form: Any) -> dict[str, list[str]]:
    """What is wrong with a form, under the words that its fields have on the screen."""
    return {
        str(form.fields[name].label) if name in form.fields else "": [str(error) for error in told]
        for name, told in form.errors.items()
    }


@done_again_after_a_deadlock
@transaction.atomic
def _once(request: HttpRequest, do: Callable[[], HttpResponse]) -> HttpResponse:
    user: Any = request.user
    fingerprint = keyed_digest("queued.act", f"{request.path}\n{request.POST.get('happened_at', '')}")
    given, is_new = GivenAnswer.objects.get_or_create(
        user=user, key=request.headers[KEY], defaults={"fingerprint": fingerprint}
    )
    if not is_new and given.fingerprint != fingerprint:
        return _told(409, "key_reused", _("This was sent before as something else."))
    if given.status is None:
        given.body = json.dumps(_done(request, do()), ensure_ascii=False)
        given.status = 200
        given.save()
    return JsonResponse(json.loads(given.body or "{}"))


def _done(request: HttpRequest, answer: HttpResponse) -> dict[str, Any]:
    """What the view said in a toast, a message or a redirect, in one shape; one with more to say answers in JSON."""
    if answer.status_code >= 400:
        raise Refusal(answer.status_code, _("Please correct the marked fields."))
    if isinstance(answer, JsonResponse):
        return {"code": "done", "message": "", "url": "", **json.loads(answer.content)}
    toast = json.loads(answer.headers.get("HX-Trigger", "{}")).get("toast", {})
    said = [toast["text"]] if toast else [str(message) for message in messages.get_messages(request)]
    return {"code": "done", "message": " ".join(said), "url": answer.headers.get("Location", "")}


def _refused(error: Exception) -> HttpResponse:
    match error:
        case Refusal():
            return _told(error.status, "refused", error.message, fields=error.fields, now=error.now, url=error.url)
        case WrongState():
            return _told(409, "conflict", error.message, now=_as_it_stands(error))
        case InvalidInput():
            return _told(422, "invalid", error.message, fields=error.fields)
        case Http404():
            return _told(404, "not_found", _("It is no longer there, or not in your area."))
        case PermissionDenied() | Denied():
            return _told(403, "forbidden", _("You may not do this."))
    return _told(409, "refused", getattr(error, "message", ""))


def _as_it_stands(error: WrongState) -> dict[str, str]:
    """What was done last, by whom and when: codes in words, nobody's name but a colleague's."""
    last = error.last
    if last is None:
        return {"state": error.state}
    what, by = str(words_of(last.action)), str(last.by or "")
    return {"state": error.state, "what": what, "by": by, "at": last.at.isoformat()}


def _told(status: int, code: str, message: Any, **more: Any) -> HttpResponse:
    return JsonResponse({"code": code, "message": str(message), **more}, status=status)
