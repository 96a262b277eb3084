"""One move of one thing from a screen: at once by a tap, or through a dialog with the inputs of its transition."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.access.api import can
from portal.console.happened import happened_at
from portal.console.queued import Refusal, is_queued, labelled
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused, WrongState
from portal.lifecycle.forms import MoveForm
from portal.lifecycle.move import move
from portal.lifecycle.table import Lifecycle, Transition

DIALOG = "dialog-body"
TEMPLATE = "components/move.html"
PAGE = "components/dialog_page.html"  # around the dialog, for a browser without scripts
ENDS_IT = frozenset({"cancel", "decline", "merge", "refuse"})  # drawn as a warning


def button_of(row: Transition, *, address: str, state: str, **instead: Any) -> dict[str, Any]:
    """A row of components/actions.html: makes this move at `address`, from the state that the page shows.

    `instead` is what differs from what the table of the lifecycle says.
    """
    button = {
        "label": str(row.label),
        "url": f"{address}?seen={state}",
        "key": row.key,
        "primary": row.primary,
        "danger": False,
        "form": row.form is not None,
    }
    return button | instead


def answer_move(
    request: HttpRequest,
    lifecycle: Lifecycle,
    thing: Any,
    name: str,
    *,
    back: str,
    template: str = TEMPLATE,
    more: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """GET: the dialog. POST: makes the move and lets the screen read itself again.

    What is refused comes back in the dialog, with what was typed and, when somebody was quicker, with what they did;
    refused to a tap, it is told by the console's middleware. A telephone that was offline says by `happened_at` when
    it really happened. Without htmx: to `back`. `more` is what a template of one's own wants to know besides.
    """
    row = lifecycle.by_name.get(name)
    if row is None or not row.offered:
        raise Http404
    if not can(request.user, row.action_on(thing), thing):
        raise PermissionDenied
    if request.method != "POST":
        form = _form(row, thing, request.user)
        return _dialog(request, row, thing, template, form=form, **more())
    try:
        moved = _move(request, lifecycle, thing, name)
    except Denied:
        raise
    except MoveRefused as refused:
        if isinstance(refused, InvalidInput) and is_queued(request) and "happened_at" not in refused.fields:
            raise _in_words(row, thing, request, refused) from refused
        if not _is_dialog(request):
            raise
        return _come_back(request, lifecycle, row, thing, template, refused, more)
    return moved_answer(request, f"{moved.number} · {row.past}", back=back)


def moved_answer(request: HttpRequest, text: str, *, back: str) -> HttpResponse:
    """Closes the dialog, says what was done, lets everything on the screen read again."""
    if not getattr(request, "htmx", False):
        return redirect(back)
    told = {"dialog:close": True, "reread": True, "toast": {"text": text, "tone": "kept"}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


def _move(request: HttpRequest, lifecycle: Lifecycle, thing: Any, name: str) -> Any:
    return move(
        lifecycle,
        thing,
        name,
        by=request.user,
        data=request.POST,
        happened_at=happened_at(request, since=getattr(thing, "created_at", None)),
        seen_state=_seen(request) or None,
    )


def _is_dialog(request: HttpRequest) -> bool:
    return getattr(getattr(request, "htmx", None), "target", None) == DIALOG


def _seen(request: HttpRequest) -> str:
    """Where the screen showed the thing: from the dialog, or from the button that was tapped."""
    return request.POST.get("seen_state") or request.GET.get("seen", "")


def _form(row: Transition, thing: Any, user: Any, *, data: Any = None) -> Any:
    make: Any = row.form or MoveForm
    form = make(data, thing=thing, by=user)
    form.order_fields([name for name in form.fields if name != "note"])  # the question first, remarks last
    return form


def _come_back(
    request: HttpRequest,
    lifecycle: Lifecycle,
    row: Transition,
    thing: Any,
    template: str,
    refused: MoveRefused,
    more: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """The dialog again: the form as it was filled in, with what the move found out."""
    form = _form(row, thing, request.user, data=request.POST)
    form.full_clean()
    if isinstance(refused, WrongState):
        thing.refresh_from_db()
        race = _race(lifecycle, row, refused)
        answer = _dialog(request, row, thing, template, form=form, race=race, seen=thing.state, status=409, **more())
        answer.headers["HX-Trigger"] = json.dumps({"reread": True})
        return answer
    if isinstance(refused, InvalidInput):
        _mark(form, refused.fields)
    else:
        form.add_error(None, str(refused.message))
    return _dialog(request, row, thing, template, form=form, status=422, **more())


def _in_words(row: Transition, thing: Any, request: HttpRequest, refused: InvalidInput) -> Refusal:
    """For a telephone that shows the refusal apart from its form: under the words of the fields."""
    form = _form(row, thing, request.user, data=request.POST)
    form.full_clean()
    _mark(form, refused.fields)
    return Refusal(422, refused.message, fields=labelled(form))


def _mark(form: Any, fields: dict[str, list[str]]) -> None:
    """The form's own errors stand on it already; what only the move found out is added."""
    for name, messages in fields.items():
        told = form.errors.get(name, [])
        for message in messages:
            if message not in told:
                form.add_error(name if name in form.fields else None, message)


def _race(lifecycle: Lifecycle, row: Transition, refused: WrongState) -> dict[str, Any]:
    """Who did what and when, and whether this move is still possible from there."""
    last = refused.last
    done = lifecycle.by_name.get(last.action.rpartition(".")[2]) if last else None
    return {
        "message": refused.message,
        "what": done.past if done else "",
        "by": last.by if last else None,
        "at": last.at if last else None,
        "may_still": row.name in refused.allowed,
    }


def _dialog(
    request: HttpRequest, row: Transition, thing: Any, template: str, *, status: int = 200, **words: Any
) -> HttpResponse:
    if not getattr(request, "htmx", False):
        words, template = words | {"dialog": template}, PAGE
    context = {
        "row": row,
        "thing": thing,
        "title": row.label,
        "number": thing.number,
        "seen": _seen(request) or thing.state,
        "action": request.path,
        "submit_label": row.label,
        "danger": row.name in ENDS_IT,
        **words,
    }
    return render(request, template, context, status=status)
