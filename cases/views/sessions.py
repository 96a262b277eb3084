"""治疗名单: the list of a day, submitted and confirmed in one act; the week; one session; days without treatment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.cards import card_of_entry
from cases.forms.sessions import CHOICES, DayForm, SentList, read_list, week_beginning
from cases.models import PlannedSession
from cases.models.sessions import SessionState
from cases.selectors.sessions import Narrowing, day_list, sessions_of, to_list_by_day, week_of
from cases.selectors.timeline import words_of
from cases.services.listing import Exclusion, Listed, confirm_list, submit_list
from cases.sessions.lifecycle import SESSION
from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.areas.models import Area, Level
from portal.audit.selectors import entries_about
from portal.commitments.selectors import open_for
from portal.console.moving import answer_move, button_of
from portal.lifecycle.move import allowed, subject_of

DAYS_AHEAD = 3
SESSIONS = PlannedSession.objects.select_related("entry__person", "area", "hospital", "case", "listed_by")


@action("session.view")
@never_cache
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Tomorrow's list unless another day is asked for; it reads itself again when somebody submits or confirms."""
    return _day_page(request, _narrowed(request))


@action("session.view", post="session.submit")
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    """The whole list in one act. A choice that is none comes back beside its row, with everything that was chosen."""
    by = _narrowed(request)
    rows = visible(request.user, "session.submit", sessions_of(request.user, by))
    sent = read_list(request.POST, rows)
    if sent.errors:
        return _day_page(request, by, sent=sent, status=422)
    left_out = {pk: Exclusion(reason) for pk, reason in sent.left_out.items()}
    told = submit_list(sent.going, by=request.user, left_out=left_out)
    listed, out = len(told.done), len(told.left_out)
    text = ngettext("%(count)d session is listed.", "%(count)d sessions are listed.", listed) % {"count": listed}
    if out:
        text += " " + ngettext("%(count)d is left out.", "%(count)d are left out.", out) % {"count": out}
    _tell(request, told, text)
    return redirect(_address(by))


@action("session.view", post="session.confirm")
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    by = _narrowed(request)
    rows = visible(request.user, "session.confirm", sessions_of(request.user, by))
    ticked = set(request.POST.getlist("confirm"))
    told = confirm_list([row for row in rows if str(row.pk) in ticked], by=request.user)
    done = len(told.done)
    _tell(request, told, ngettext("%(count)d is confirmed.", "%(count)d are confirmed.", done) % {"count": done})
    return redirect(_address(by))


def _tell(request: HttpRequest, told: Listed, text: str) -> None:
    (messages.success if told.done or told.left_out else messages.info)(request, text)
    if told.already:
        count = len(told.already)
        text = ngettext("%(count)d was settled by somebody else.", "%(count)d were settled by somebody else.", count)
        messages.info(request, text % {"count": count})
    for session, why in told.refused:
        name = card_of_entry(session.entry).name_masked
        messages.warning(request, _("%(name)s, %(number)s: %(why)s") % {
            "name": name, "number": session.number, "why": why,
        })  # fmt: skip


@action("session.view")
@never_cache
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Who is treated on which day of a week, planned already or only by the rhythm."""
    since = week_beginning(request.GET.get("from", ""))
    places = _places(request.user)
    form = DayForm(request.GET, places=places)
    by = form.narrowed()
    everybody = bool(request.GET.get("everybody"))
    context = {
        "week": week_of(request.user, since, area=by.area, group=by.group, everybody=everybody),
        "everybody": everybody,
        "area": by.area,
        "places": places,
        "since": since,
        "today": timezone.localdate(),
        "before": since - timedelta(days=7),
        "after": since + timedelta(days=7),
    }
    return render(request, "cases/sessions/week.html", context)


@action("session.view")
@never_cache
@require_safe
def show(request: HttpRequest, pk: Any) -> HttpResponse:
    """One session: whose, when, where, its clocks, what can be done, what happened."""
    session = get_visible_or_404(request.user, "session.view", SESSIONS, pk=pk)
    context = {
        "session": session,
        "card": card_of_entry(session.entry),
        "clocks": list(open_for(subject_of(SESSION, session))),
        "actions": _actions(request, session),
        "history": [(row, words_of(row.action)) for row in entries_about("session", session.pk)],
        "may_read": can(request.user, "case.reveal", session),
        "may_see_person": can(request.user, "person.view", session.entry.person),
    }
    return render(request, "cases/sessions/session.html", context)


@action("session.view")
@require_safe
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """Where a clock or a notice leads that knows only the number."""
    return redirect("cases:session", get_visible_or_404(request.user, "session.view", SESSIONS, number=number).pk)


@action("session.view")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: Any, name: str) -> HttpResponse:
    session = get_visible_or_404(request.user, "session.view", SESSIONS, pk=pk)
    return answer_move(request, SESSION, session, name, back=reverse("cases:session", args=[session.pk]))


def _actions(request: HttpRequest, session: PlannedSession) -> list[dict[str, Any]]:
    return [
        button_of(row, address=reverse("cases:session_move", args=[session.pk, row.name]), state=session.state)
        for row in allowed(SESSION, session, request.user)
        if row.offered
    ]


# --- the page of a day -----------------------------------------------------------------------------------------------


def _day_page(request: HttpRequest, by: Narrowing, *, sent: SentList | None = None, status: int = 200) -> HttpResponse:
    told = day_list(request.user, by)
    context = {
        "form": DayForm({**request.GET.dict(), "on": by.on.isoformat()}, places=_places(request.user)),
        "by": by,
        "query": _query(by),
        "told": told,
        "tiles": _tiles(told.counts),
        "tabs": _tabs(request, by),
        "choices": CHOICES,
        "chosen": {key.removeprefix("choice-"): value for key, value in request.POST.items()},
        "errors": sent.errors if sent else {},
        "may_submit": can(request.user, "session.submit"),
        "may_confirm": can(request.user, "session.confirm"),
        "total": sum(told.counts.values()),
    }
    return render(request, "cases/sessions/day.html", context, status=status)


def _narrowed(request: HttpRequest) -> Narrowing:
    return DayForm(request.GET, places=_places(request.user)).narrowed()


def _places(user: Any) -> list[tuple[str, str]]:
    areas = visible(user, "session.view", Area.objects.filter(level=Level.COMMUNITY))
    return [(area.code, area.name) for area in areas.order_by("code")]


def _query(by: Narrowing) -> str:
    told = {"on": by.on.isoformat(), "area": by.area, "group": by.group, "hospital": by.hospital or ""}
    return "&".join(f"{name}={value}" for name, value in told.items() if value)


def _address(by: Narrowing) -> str:
    return f"{reverse('cases:sessions')}?{_query(by)}"


def _tabs(request: HttpRequest, by: Narrowing) -> Iterable[dict[str, Any]]:
    """Today and the days that are planned ahead, each with what is still to be listed."""
    today = timezone.localdate()
    counts = to_list_by_day(request.user, today, today + timedelta(days=DAYS_AHEAD))
    names = {0: _("Today"), 1: _("Tomorrow")}
    for ahead in range(DAYS_AHEAD + 1):
        on = today + timedelta(days=ahead)
        yield {
            "label": names.get(ahead) or f"{on:%m-%d}",
            "url": _address(Narrowing(on, by.area, by.group, by.hospital)),
            "count": counts.get(on, 0),
            "current": on == by.on,
        }


def _tiles(counts: Any) -> list[dict[str, Any]]:
    shown = [SessionState.PLANNED, SessionState.SUBMITTED, SessionState.CONFIRMED, SessionState.ARRANGED]
    tiles = [{"number": counts[state], "label": state.label} for state in shown]
    if missed := counts[SessionState.MISSED]:
        tiles.append({"number": missed, "label": SessionState.MISSED.label, "tone": "late"})
    return tiles
