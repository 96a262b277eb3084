"""What is known of a request in words, as the head and the facts of its panel show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, RegisterEntry
from cases.models.vocabulary import Control, Severity
from cases.selectors.identity import Shown
from cases.templatetags.cases import control_day, group_label, plan_words, sex_and_age
from portal.console.addresses import address
from portal.console.labels import label
from portal.console.templatetags.console import moment
from transport.models import Trip

TONES = {Severity.CRITICAL: "late", Severity.URGENT: "near"}


@dataclass(frozen=True, slots=True)
class Head:
    """Ticket, channel, since when; who, masked; groups and control as chips (tone, text)."""

    channel: str
    asked: str
    state: str
    owner: str
    name: SafeString
    who: str
    telephone: SafeString
    chips: list[tuple[str, str]]
    paused: str


def head_of(case: Case, identity: Mapping[str, Shown], entries: Iterable[RegisterEntry], *, may_reveal: bool) -> Head:
    telephone = identity["phone"] if identity["phone"].text else identity["caller_phone"]
    return Head(
        channel=label(case, "channel"),
        asked=_("asked %(at)s") % {"at": moment(case.occurred_at)},
        state=label(case, "state"),
        owner=str(case.owner or ""),
        name=drawn_field(case, identity["name"], may_reveal=may_reveal),
        who=sex_and_age(case.person),
        telephone=drawn_field(case, telephone, may_reveal=may_reveal),
        chips=_chips(case, list(entries)),
        paused=_paused(case) if case.paused_at else "",
    )


def facts_of(
    case: Case, identity: Mapping[str, Shown], entries: Iterable[RegisterEntry], *, may_reveal: bool
) -> list[tuple[str, Any]]:
    """Terms and values, as components/deflist.html takes them."""
    facts = [(_("Address"), drawn_field(case, identity["address"], may_reveal=may_reveal))]
    if identity["caller_phone"].text and identity["phone"].text:
        facts.append((_("Caller"), drawn_field(case, identity["caller_phone"], may_reveal=may_reveal)))
    if identity["id_number"].text:
        facts.append((_("ID number"), drawn_field(case, identity["id_number"], may_reveal=may_reveal)))
    return facts + _of_the_resident(case, list(entries)) + _of_the_request(case)


def drawn_field(case: Case, shown: Shown, *, may_reveal: bool) -> SafeString:
    """One sealed field: masked with the way to see it, or in plain while a look is open."""
    text: Any = shown.text or "—"
    if shown.is_plain and "phone" in shown.name:
        text = format_html('<a href="tel:{}">{}</a>', shown.text, shown.text)
    return format_html(
        '<span class="shown{}">{}{}</span>',
        " shown--plain" if shown.is_plain else "",
        text,
        _way_to_see(case, shown) if may_reveal and shown.can_be_revealed else "",
    )


def _way_to_see(case: Case, shown: Shown) -> SafeString:
    return format_html(
        ' <button class="shown__button" type="button" hx-get="{}" hx-target="#dialog-body" hx-swap="innerHTML"'
        ' aria-haspopup="dialog" aria-label="{}">{}</button>',
        address("cases:reveal", case.number, shown.name),
        _("Show: %(field)s") % {"field": shown.label},
        _("show"),
    )


def _chips(case: Case, entries: list[RegisterEntry]) -> list[tuple[str, str]]:
    chips = []
    for group in case.groups:
        plans = "".join(plan_words(entry) for entry in entries if entry.group == group)
        chips.append(("group", group_label(group) + plans))
    if case.control != Control.NONE:
        chips.append(("plain", label(case, "control") + control_day(case.person)))
    if case.person.mobility != Trip.Mobility.WALKS:
        chips.append(("plain", label(case.person, "mobility")))
    return [*chips, (TONES.get(Severity(case.severity), "plain"), label(case, "severity"))]


def _paused(case: Case) -> str:
    words = {"reason": label(case, "pause_reason"), "at": moment(case.paused_at)}
    return _("Paused since %(at)s: %(reason)s.") % words


def _of_the_resident(case: Case, entries: list[RegisterEntry]) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = []
    if entries:
        groups = format_html_join(" · ", "{}", ((label(entry, "group"),) for entry in entries))
        link = format_html('<a href="{}">{}</a>', address("cases:person", case.person_id), groups)
        facts.append((_("Registers"), link))
    if case.person.treating_hospital:
        facts.append((_("Treating hospital"), case.person.treating_hospital.name))
    if case.latest_test_at:
        ago = format_html(
            '{} <span class="muted">{}</span>', moment(case.latest_test_at), timesince(case.latest_test_at)
        )
        facts.append((_("Last test"), ago))
    if case.can_self_drive:
        facts.append((_("Car"), _("has a car and can drive")))
    if case.person.needs_companion:
        facts.append((_("Companion"), _("needed")))
    return facts


def _of_the_request(case: Case) -> list[tuple[str, Any]]:
    entered = moment(case.created_at)
    facts: list[tuple[str, Any]] = [(_("Entered"), f"{entered} · {case.created_by}" if case.created_by else entered)]
    if case.bounces:
        times = ngettext("%(times)s time", "%(times)s times", case.bounces) % {"times": case.bounces}
        facts.append((_("Passed on"), times))
    if session := getattr(case, "session", None):
        link = format_html(
            '<a href="{}">{}</a> {}',
            address("cases:session", session.pk), moment(session.starts_at), label(session, "state"),
        )  # fmt: skip
        facts.append((_("Session"), link))
    if case.related_to:
        facts.append((_("Beside"), ticket(case.related_to.number)))
    if case.outcome:
        facts.append((_("Outcome"), label(case, "outcome")))
    if case.satisfaction:
        facts.append((_("Call-back"), label(case, "satisfaction")))
    return facts


def ticket(number: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address("cases:case", number), number)
