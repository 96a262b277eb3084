"""Where the pages of requests stand in the frame, and the live counts beside them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Case, LineGap, RegisterEntry
from cases.selectors.absences import things_kept_by
from cases.selectors.counting import AT_MOST, up_to_most
from cases.selectors.duplicates import open_suspicions
from cases.selectors.queue import Filters
from cases.selectors.registers import current_entries
from cases.selectors.sessions import waiting_for
from cases.selectors.squads import visits_without_squad
from cases.selectors.supervision import escalations
from cases.selectors.work import open_jobs
from portal.access.api import visible
from portal.access.roles import Role
from portal.commitments.models import Escalation
from portal.console.rail import RailItem, register

CENTRE = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR})
FIELD = frozenset({Role.GRID, Role.MEDIC})
MANY = 999  # entries of registers that are counted: a city has tens of thousands


def _late(user: Any) -> QuerySet[Case]:
    return up_to_most(user, Filters(light="overdue"))


def _registered(user: Any) -> QuerySet[RegisterEntry]:
    return current_entries(user).order_by()[: MANY + 1]


def _to_list(user: Any) -> int:
    return waiting_for(user, centre=False)


def _to_confirm(user: Any) -> int:
    return waiting_for(user, centre=True)


def _unnoted(user: Any) -> QuerySet[Escalation]:
    return escalations(user, waiting=True)


def _uncovered(user: Any) -> QuerySet[LineGap]:
    return visible(user, "roster.view", LineGap.objects.filter(closed_at=None))


ITEMS = [
    RailItem(
        "queue", _("Queue"), "cases:queue", "case.list", rows=_late,
        tone="late", at_most=AT_MOST, section=1, order=10, icon="inbox",
        is_of_place=True, roles=CENTRE | {Role.MEDIC}, home_of=frozenset({Role.OPERATOR}), tab=2, tab_label=_("Queue"),
    ),
    RailItem(
        "search", _("Search"), "cases:search", "case.list", section=1, order=30, icon="search",
        roles=CENTRE | FIELD, searches=True,
    ),
    RailItem(
        "work", _("Today's work"), "cases:grid", "job.list", rows=open_jobs, section=1, order=5, icon="list-check",
        roles=FIELD | {Role.OPERATOR}, home_of=FIELD, tab=1, tab_label=_("Today"),
    ),
    RailItem(
        "new", _("Take a call"), "cases:new", "case.create", section=1, order=20, icon="telephone-inbound", key="F2",
        roles=frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.MEDIC}),
    ),
    RailItem(
        "report", _("Report a need"), "cases:report", "case.create", section=1, order=21, icon="megaphone",
        roles=frozenset({Role.GRID}), tab=3, tab_label=_("Report"),
    ),
    RailItem(
        "squads", _("Squads"), "cases:squads", "squad.list", rows=visits_without_squad,
        tone="near", section=1, order=35,
        icon="people", roles=CENTRE | {Role.MEDIC, Role.ADMIN},
    ),
    RailItem(
        "sessions", _("Treatment sessions"), "cases:sessions", "session.view", count=_to_confirm, section=3, order=42,
        is_of_place=True, icon="calendar2-week", roles=CENTRE,
    ),
    RailItem(
        "session_list", _("Treatment sessions"), "cases:sessions", "session.submit", count=_to_list, section=3,
        order=42, icon="calendar2-week", roles=FIELD, tab=5, tab_label=pgettext_lazy("treatment", "Sessions"),
    ),
    RailItem(
        "control", _("Control status"), "cases:control", "control.view", section=3, order=44, icon="shield-lock",
    ),
    RailItem(
        "register", _("Special groups"), "cases:register", "register.view", rows=_registered, at_most=MANY,
        section=3, order=40, is_of_place=True, icon="people",
    ),
    RailItem(
        "chain", pgettext_lazy("of a community", "Chain"), "cases:chains", "chain.view", section=3, order=55,
        icon="diagram-3",
    ),
    RailItem(
        "gaps", _("Uncovered hours"), "cases:chain_gaps", "roster.view", rows=_uncovered,
        tone="late", section=3, order=61,
        is_of_place=True, icon="telephone-x", roles=frozenset({Role.OPERATOR, Role.SUPERVISOR}),
    ),
    RailItem(
        "duplicates", _("Duplicates"), "cases:duplicates", "register.merge", rows=open_suspicions, section=3, order=45,
        is_of_place=True, icon="people-fill",
    ),
    RailItem(
        "absences", pgettext_lazy("rail", "Absences"), "cases:absences", "absence.view", section=3, order=70,
        icon="person-dash", roles=frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.ADMIN}),
    ),
    RailItem(
        "things", _("Things kept"), "cases:things", "thing.take", rows=things_kept_by, section=3, order=71,
        icon="bag", roles=FIELD,
    ),
    RailItem(
        "escalations", _("Escalations"), "cases:escalations", "escalation.view", rows=_unnoted,
        tone="late", section=4, order=60,
        is_of_place=True, icon="exclamation-triangle", roles=CENTRE,
        home_of=frozenset({Role.SUPERVISOR}), tab=4, tab_label=_("Late"),
    ),
    RailItem(
        "reports", _("Reports"), "cases:reports", "report.view", section=4, order=70, icon="bar-chart",
        home_of=frozenset({Role.AUDITOR}),
    ),
    RailItem("rules", _("Policy rules"), "cases:rules", "rules.view", section=4, order=80, icon="journal-text"),
]  # fmt: skip


def register_rail() -> None:
    for item in ITEMS:
        register(item)
