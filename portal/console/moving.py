"""One move of one thing from a screen: at once by a tap, or through a dialog with the inputs of its transition."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime

from portal.access.api import can
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused
from portal.lifecycle.forms import MoveForm
from portal.lifecycle.move import move
from portal.lifecycle.table import Lifecycle, Transition

DIALOG = "dialog-body"
TEMPLATE = "components/move.html"


def answer_move(
    request: HttpRequest, lifecycle: Lifecycle, thing: Any, name: str, *, back: str, template: str = TEMPLATE
) -> HttpResponse:
    """GET: the dialog. POST: makes the move and lets the screen read itself again.

    What is refused comes back in the dialog, with what was typed; refused to a tap, it is told by the console's
    middleware. A telephone that was offline says by `happened_at` when it really happened. Without htmx: to `back`.
    """
    row = lifecycle.by_name.get(name)
    if row is None or not row.offered:
        raise Http404
    if not can(request.user, row.action_on(thing), thing):
        raise PermissionDenied
    if request.method != "POST":
        return _dialog(request, row, thing, _form(row, thing, request.user), template)
    try:
        moved = move(
            lifecycle,
            thing,
            name,
            by=request.user,
            data=request.POST,
            happened_at=_happened_at(request),
            seen_state=request.POST.get("seen_state") or None,
        )
    except Denied:
        raise
    except MoveRefused as refused:
        if not _is_dialog(request):
            raise
        return _dialog(request, row, thing, _marked(row, thing, request, refused), template, status=422)
    return moved_answer(request, f"{moved.number} · {row.past}", back=back)


def moved_answer(request: HttpRequest, text: str, *, back: str) -> HttpResponse:
    """Closes the dialog, says what was done, lets everything on the screen read again."""
    if not getattr(request, "htmx", False):
        return redirect(back)
    told = {"dialog:close": True, "reread": True, "toast": {"text": text, "tone": "kept"}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


def _is_dialog(request: HttpRequest) -> bool:
    return getattr(getattr(request, "htmx", None), "target", None) == DIALOG


def _form(row: Transition, thing: Any, user: Any, *, data: Any = None) -> Any:
    form: Any = row.form or MoveForm
    return form(data, thing=thing, by=user)


def _marked(row: Transition, thing: Any, request: HttpRequest, refused: MoveRefused) -> Any:
    """The form as it was filled in, with what the move found out beside its fields, or above them."""
    form = _form(row, thing, request.user, data=request.POST)
    form.full_clean()
    if not isinstance(refused, InvalidInput):
        form.add_error(None, str(refused.message))
    return form


def _dialog(
    request: HttpRequest, row: Transition, thing: Any, form: Any, template: str, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "thing": thing,
        "title": row.label,
        "number": thing.number,
        "seen": request.POST.get("seen_state") or thing.state,
        "action": request.path,
        "submit_label": row.label,
    }
    return render(request, template, context, status=status)


def _happened_at(request: HttpRequest) -> datetime | None:
    """An instant with its zone; anything else is as if nothing was said, and the move happens now."""
    try:
        at = parse_datetime(request.POST.get("happened_at", ""))
    except ValueError:
        return None
    return at if at and at.tzinfo else None
