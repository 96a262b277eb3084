"""The rows of the queue: of each only the clock is drawn anew, the rest is kept by what it says."""

from __future__ import annotations

import secrets
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.models.vocabulary import Control, Severity
from cases.selectors.queue import QueueRow
from cases.templatetags.cases import face, sex_and_age, short_place
from portal.console.addresses import address
from portal.console.clock import drawn_clock
from portal.console.drawn import Drawn
from portal.console.labels import label
from portal.console.templatetags.console import moment
from portal.privacy.masked import masked
from portal.privacy.masking import mask_name

register = template.Library()

ROW = Drawn("cases/queue/_row.html", most=5_000)
CLOCK = f"mark-{secrets.token_hex(8)}"  # where the clock goes into a row; nobody can have typed it


@register.simple_tag
def queue_row(row: QueueRow, selected: str = "") -> SafeString:
    """One row. `selected` is the number of the one that stands open."""
    case, person = row.case, row.case.person
    drawn = ROW.of(
        number=case.number,
        address=address("cases:case", case.number),
        is_selected=case.number == selected,
        clock=CLOCK,
        asked=moment(case.occurred_at),
        name=masked(person, "name", mask_name),
        sex_and_age=sex_and_age(person),
        groups=tuple(case.groups),
        need=label(case, "need"),
        is_critical=case.severity == Severity.CRITICAL,
        control="" if case.control == Control.NONE else label(case, "control"),
        place=short_place(case.area),
        state=label(case, "state"),
        owner=str(case.owner or ""),
    )
    return SafeString(drawn.replace(CLOCK, _clocks(row)))


def _clocks(row: QueueRow) -> str:
    """The most pressing clock, and how many more there are."""
    pressing = face(row.pressing)
    if pressing is None:
        return ""
    others = _others(tuple(str(other.label) for other in row.clocks[1:])) if row.clocks[1:] else ""
    return f"{drawn_clock(pressing)}{others}"


@lru_cache(maxsize=500)
def _others(names: tuple[str, ...]) -> SafeString:
    return format_html(' <span class="queue__more" title="{}">+{}</span>', ", ".join(names), len(names))
