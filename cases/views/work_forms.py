"""The inputs of moves, brought along with a page: a telephone without a signal can fetch no dialog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.forms.doors import ContactForm
from cases.jobs.lifecycle import JOB
from cases.models import Job
from cases.models.job import EXECUTORS
from cases.views.work_cards import TOKEN, form_id, is_one_tap
from hospitals.models import OnlineClinic, Squad, SquadMember
from hospitals.selectors.clinics import clinics_for
from hospitals.selectors.squads import squads_near
from portal.access.api import can
from portal.access.selectors import area_codes_of
from portal.kept import Kept
from portal.lifecycle.table import Act
from portal.standing import StandingBy

DRAWN: Kept[str] = Kept(most=500)  # sets of forms: who may choose among the same is given the same
# The kinds of job whose moves ask which squad goes, or which clinic or line is called.
ASKING_WHOM = frozenset({EXECUTORS[kind] for kind in ("squad_visit", "consultation", "psychological_line")})


def forms_of(user: Any, token: str) -> SafeString:
    """The inputs of every move that this person's jobs may come to. `token` protects the forms."""
    executors = frozenset(name for name in set(EXECUTORS.values()) if can(user, f"job.work_{name}"))
    offered = _offered(user, tuple(area_codes_of(user))) if executors & ASKING_WHOM else ()
    html = DRAWN.of((get_language(), executors, offered), lambda: _html(executors, user))
    return mark_safe(html.replace(TOKEN, token))  # noqa: S308 - a template, and what it has escaped


def _offered(user: Any, codes: tuple[str, ...]) -> tuple[Any, ...]:
    """The squads and clinics among which those forms let choose, by their names, and whose squad one goes with."""
    return (*_SQUADS(codes)(user=user.pk), *_CLINICS(codes)())


def _squads(codes: tuple[str, ...], user: int) -> QuerySet[Squad, Any]:
    mine = SquadMember.objects.filter(squad=OuterRef("pk"), user=user, is_active=True)
    return squads_near(codes).annotate(is_mine=Exists(mine)).values_list("pk", "name", "is_mine")


def _clinics(codes: tuple[str, ...]) -> QuerySet[OnlineClinic, Any]:
    return clinics_for(*codes).select_related(None).values_list("pk", "name", "kind")


_SQUADS: StandingBy[Any] = StandingBy(_squads, user=int)
_CLINICS: StandingBy[Any] = StandingBy(_clinics)


def _html(executors: frozenset[str], user: Any) -> str:
    contact = {"id": "form-contact", "title": _("Contact details"), "submit": _("Save"), "form": ContactForm()}
    forms = [contact, *_moves(executors, user)]
    return get_template("cases/work/_forms.html").render({"forms": forms, "csrf_token": TOKEN})


def _moves(executors: frozenset[str], user: Any) -> Iterator[dict[str, Any]]:
    for kind, executor in EXECUTORS.items():
        if executor not in executors:
            continue
        job = Job(kind=kind)
        for row in JOB.transitions:
            if not row.form or not row.offered or is_one_tap(row, job):
                continue
            if row.guard and row.guard(Act(job, {}, user, timezone.now(), row)):
                continue
            form = row.form(thing=job, by=user)
            yield {"id": form_id(kind, row.name), "title": row.label, "submit": row.label, "form": form}
