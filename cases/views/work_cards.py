"""The cards of a day's work, each drawn once for all who are shown it.

Telephones ask for their day every half minute, and hardly a card has changed: drawing it costs a hundred times what
finding it does. Kept are only masked words. What a card tells in clear (what to bring), what ticks, and the token of
the log-in are put into it at each request.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.models import Job, Person
from cases.models.vocabulary import Group, JobKind, JobState, Sex
from cases.selectors.doors import Building, Door, version_of_contact
from cases.selectors.work import Errand, Resident, Ride, Work, ahead, moves
from portal.console.clock import drawn_clock, face_of
from portal.lifecycle.table import STAY, Transition
from portal.privacy.masking import mask_name
from transport.models import Trip

LIKELIEST = 1  # moves that stand as buttons on a card beside the call; the others are folded away below
MOST = 4_096  # cards kept in a process
# Where something of this very request goes into a card that stands already. Nobody can have typed them.
CLOCK, TEXT, TOKEN = (f"mark-{secrets.token_hex(8)}" for _number in range(3))
NAME, BRIEF, PRESCRIPTION = (
    model._meta.get_field(name) for model, name in ((Person, "name"), (Job, "brief"), (Job, "prescription"))
)


def cards_of(building: Building, token: str) -> SafeString:
    """All that waits in a building: jobs, who goes out, doors to knock at. `token` protects the forms."""
    language, today = get_language(), timezone.localdate()
    html = [_with_todays(work, _errand(language, today.year, work.job, work.may)) for work in building.work]
    html += [_ride(language, ride) for ride in building.outings]
    if building.due:
        html.append(_doors(language, today, building.key, building.label, tuple(building.due)))
    return mark_safe("".join(html).replace(TOKEN, token))  # noqa: S308 - templates, and what they have escaped


def _with_todays(work: Work, pieces: tuple[str, str, str]) -> str:
    """A card with its clock as it stands now and the words that are nobody's to keep."""
    job = work.job
    clock = drawn_clock(face_of(work.clock), bare=True, coarse=True) if work.clock else ""
    told = BRIEF.opened(job.brief, job.pk) or PRESCRIPTION.opened(job.prescription, job.pk)
    before, between, after = pieces
    return f"{before}{clock}{between}{conditional_escape(joined(job.place, job.squad, told))}{after}"


@lru_cache(maxsize=MOST)
def _errand(_language: str | None, year: int, job: Errand, may: frozenset[str]) -> tuple[str, str, str]:
    """The card of a job around its clock and its words, in that language and as old as people are in that year."""
    name, who = mask_name(NAME.opened(job.resident.name, job.resident.pk)), _who(job.resident, year)
    buttons = acts(job, moves(job.kind, job.executor, job.state, may), name=name)
    steps = ahead(job.kind, job.executor, job.state, may)
    card = {
        "id": f"job-{job.pk}",
        "title": f"{JobKind(job.kind).label} · {name}",
        "text": TEXT,
        "url": reverse("cases:job", args=[job.pk]),
        "clock": CLOCK,
        "groups": [Group(group).label for group in job.groups],
        "state": JobState(job.state).label,
        "contact": reverse("cases:job_contact", args=[job.pk]),
        "holder": f"contact-{job.pk}",
        "who": who,
        "report": _report_for(job.resident),
        "acts": buttons[:LIKELIEST],
        "more": buttons[LIKELIEST:],
        "ahead": [_step(job, state, rows, name) for state, rows in steps],
    }
    html = get_template("cases/work/_card.html").render({"card": card, "csrf_token": TOKEN})
    before, rest = html.split(CLOCK)
    between, after = rest.split(TEXT)
    return before, between, after


def _step(job: Errand, state: str, rows: tuple[Transition, ...], name: str) -> dict[str, Any]:
    """A state that lies ahead, with the likeliest move from there."""
    return {"state": state, "word": JobState(state).label, "acts": acts(job, rows[:LIKELIEST], name=name, state=state)}


def acts(job: Errand | Job, rows: Iterable[Transition], *, name: str, state: str = "") -> list[dict[str, Any]]:
    """Buttons of moves, as they are made from `state`: the telephone may come there before the server hears of it."""
    state = state or job.state
    kind = JobKind(job.kind).label
    return [
        {
            "thing": f"job-{job.pk}",
            "label": str(row.label),
            "primary": row.primary,
            "url": reverse("cases:job_move", args=[job.pk, row.name]),
            "form": "" if is_one_tap(row, job) else form_id(job.kind, row.name),
            "seen": state,
            "target": state if row.target == STAY else row.target,
            "said": f"{kind} · {name} · {row.label}",
        }
        for row in rows
    ]


def is_one_tap(row: Transition, job: Errand | Job) -> bool:
    """Signing asks nothing, but for a visit whose squad nobody has named yet."""
    return row.form is None or (row.name == "accept" and (job.kind != JobKind.SQUAD_VISIT or job.squad_id is not None))


def form_id(kind: str, name: str) -> str:
    return f"form-{kind}-{name}"


@lru_cache(maxsize=MOST)
def _ride(_language: str | None, ride: Ride) -> str:
    card = {
        "id": f"outing-{ride.pk}",
        "title": _("Outing · %s") % mask_name(NAME.opened(ride.resident.name, ride.resident.pk)),
        "text": joined(ride.hospital, ride.plate, Trip.Mobility(ride.mobility).label),
        "when": timezone.localtime(ride.planned_at).strftime("%H:%M"),
        "chips": [{"text": Trip.State(ride.trip_state).label, "tone": "plain"}],
    }
    return get_template("components/card.html").render(card)


@lru_cache(maxsize=MOST)
def _doors(_language: str | None, today: date, key: str, label: str, due: tuple[Door, ...]) -> str:
    """The entries due in one building: today says whether a look was today, and how old people are."""
    counts: dict[Any, int] = {}
    for door in due:
        counts[Group(door.group).label] = counts.get(Group(door.group).label, 0) + 1
    building = {
        "key": key,
        "label": label,
        "households": len({door.address_index or door.resident.pk for door in due}),
        "groups": list(counts.items()),
        "doors": [_door(door, today.year) for door in due],
    }
    return get_template("cases/work/_doors.html").render({"building": building, "csrf_token": TOKEN})


def _door(door: Door, year: int) -> dict[str, Any]:
    return {
        "thing": f"entry-{door.pk}",
        "pk": door.pk,
        "holder": f"contact-{door.pk}",
        "who": _who(door.resident, year),
        "report": _report_for(door.resident),
        "group": Group(door.group).label,
        "verified_at": door.verified_at,
        "version": version_of_contact(door),
    }


def _who(resident: Resident, year: int) -> str:
    age = year - resident.birth_year if resident.birth_year else None
    name = mask_name(NAME.opened(resident.name, resident.pk))
    return joined(name, Sex(resident.sex).label, None if age is None else str(age))


def _report_for(resident: Resident) -> str:
    """The form of a new need, about this resident."""
    return f"{reverse('cases:report')}?person={resident.pk}"


def joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)
