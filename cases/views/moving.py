"""One move of one thing, as a dialog: the inputs of its transition, errors beside them, and who was quicker."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.selectors.timeline import words_of
from portal.access.api import can
from portal.lifecycle.errors import Denied, InvalidInput, MoveRefused, WrongState
from portal.lifecycle.forms import MoveForm
from portal.lifecycle.move import move
from portal.lifecycle.table import Lifecycle, Transition

WARNINGS = {"cancel", "decline", "merge"}


def answer_move(
    request: HttpRequest,
    lifecycle: Lifecycle,
    thing: Any,
    name: str,
    *,
    number: str,
    more: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """GET: the dialog. POST: makes the move; what is refused comes back with the dialog, and nothing typed is lost."""
    row = lifecycle.by_name.get(name)
    if row is None or not row.offered:
        raise Http404
    if not can(request.user, row.action_on(thing), thing):
        raise PermissionDenied
    words = {"number": number, "more": more}
    if request.method != "POST":
        return _dialog(request, row, thing, _form(row, thing, request.user), **words)
    form = _form(row, thing, request.user, data=request.POST)
    seen = request.POST.get("seen_state") or request.GET.get("seen") or None
    try:
        moved = move(lifecycle, thing, name, by=request.user, data=request.POST, seen_state=seen)
    except Denied:
        raise
    except InvalidInput as error:
        _mark(form, error.fields)
        return _dialog(request, row, thing, form, **words, status=422)
    except WrongState as error:
        return _race(request, row, thing, form, error, **words)
    except MoveRefused as error:
        form.add_error(None, str(error.message))
        return _dialog(request, row, thing, form, **words, status=409)
    return moved_answer(request, f"{number} · {row.past}", number=moved.number)


def moved_answer(request: HttpRequest, text: str, *, number: str) -> HttpResponse:
    """Closes the dialog and lets everything on the screen read again."""
    if not request.htmx:
        return redirect("cases:case", number)
    told = {"dialog:close": True, "reread": True, "toast": {"text": text, "tone": "kept"}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


def _form(row: Transition, thing: Any, user: Any, *, data: Any = None) -> Any:
    form = (row.form or MoveForm)(data, thing=thing, by=user)
    form.order_fields([name for name in form.fields if name != "note"])  # the question first, remarks last
    return form


def _mark(form: Any, fields: dict[str, list[str]]) -> None:
    """The form's own errors stand on it already; what only the move found out is added."""
    for name, messages in fields.items():
        told = form.errors.get(name, [])
        for message in messages:
            if message not in told:
                form.add_error(name if name in form.fields else None, message)


def _race(
    request: HttpRequest, row: Transition, thing: Any, form: Any, error: WrongState, **words: Any
) -> HttpResponse:
    """Somebody was quicker: says who did what and when, and keeps what was typed for another try, if there is one."""
    thing.refresh_from_db()
    last = error.last
    race = {
        "message": error.message,
        "what": words_of(last.action) if last else "",
        "by": last.by if last else None,
        "at": last.at if last else None,
        "may_still": row.name in error.allowed,
    }
    answer = _dialog(request, row, thing, form, race=race, seen=thing.state, status=409, **words)
    answer.headers["HX-Trigger"] = json.dumps({"reread": True})
    return answer


def _dialog(
    request: HttpRequest,
    row: Transition,
    thing: Any,
    form: Any,
    *,
    more: Callable[[], dict[str, Any]],
    status: int = 200,
    **words: Any,
) -> HttpResponse:
    """`more` is asked only now, when a dialog is drawn at all."""
    context = {
        "form": form,
        "title": row.label,
        "action": request.path,
        "submit_label": row.label,
        "danger": row.name in WARNINGS,
        "thing": thing,
        "seen": request.POST.get("seen_state") or request.GET.get("seen") or thing.state,
        **words,
        **more(),
    }
    return render(request, "cases/move.html", context, status=status)
