"""Tags of the components: clocks, icons, moments."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.console.actions import words_of
from portal.console.clock import ClockFace, drawn_clock, face_of
from portal.console.drawn import Drawn

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A pictogram of Bootstrap Icons by its name. Never the only sign of a meaning: words stand beside it."""
    return format_html('<i class="bi bi-{}" aria-hidden="true"></i>', name)


@register.simple_tag
def component_css(name: str) -> str:
    return static(f"css/{name}.css")


@register.filter
def words(text: str) -> list[str]:
    """A text split at its blanks."""
    return text.split()


@register.simple_tag
def clock(commitment: Any, *, label: Any = "", bare: bool = False, coarse: bool = False) -> SafeString:
    """The clock of a commitment, or of a ClockFace: what is promised, a word, the countdown.

    `label` stands in for the promise's own, `bare` leaves it out, `coarse` counts minutes (for telephones).
    """
    return drawn_clock(_face(commitment, label), bare=bare, coarse=coarse)


@register.simple_tag
def still(template: str, **values: Hashable) -> SafeString:
    """{% still "components/words.html" %}: includes what says the same on every page, drawn once for each language.

    What it depends on besides is given by name, as to {% include … only %}: codes, numbers, plain text.
    """
    return _still(template).of(**values)


@cache
def _still(template: str) -> Drawn:
    return Drawn(template)


@register.inclusion_tag("components/clock_bars.html")
def clock_bars(commitments: Any, *, coarse: bool = False) -> dict[str, Any]:
    """The clocks of one case, each with a bar of the time used."""
    return {"bars": [_bar(_face(row, ""), coarse) for row in commitments]}


def _bar(face: ClockFace, coarse: bool) -> dict[str, Any]:
    """js/clocks.js fills [data-clock-bar] from data-started to data-due (ISO instants)."""
    ticks = SafeString("")
    if face.is_ticking and face.started_at and face.due_at:
        started, due = (timezone.localtime(at).isoformat() for at in (face.started_at, face.due_at))
        ticks = format_html(' data-clock-bar data-started="{}" data-due="{}"', started, due)
    return {
        "state": face.state,
        "label": str(face.label),
        "said": _("Time used: %(kind)s") % {"kind": face.label},
        "clock": drawn_clock(face, bare=True, coarse=coarse),
        "escalated": face.escalated,
        "used": face.used,
        "ticks": ticks,
    }


def _face(commitment: Any, label: Any) -> ClockFace:
    return commitment if isinstance(commitment, ClockFace) else face_of(commitment, label=label)


@register.filter
def moment(instant: datetime | None) -> str:
    """A moment as people say it: 09:42 today, 11-20 09:42 this year, else with the year."""
    if instant is None:
        return ""
    local, today = timezone.localtime(instant), timezone.localdate()
    if local.date() == today:
        return local.strftime("%H:%M")
    if local.year == today.year:
        return local.strftime("%m-%d %H:%M")
    return formats.date_format(local, "SHORT_DATETIME_FORMAT")


@register.filter
def stamp(instant: datetime, css: str) -> SafeString:
    """A moment that can be asked for the whole: the day and the hour when it is pointed at."""
    return _stamped(instant, css, get_language(), timezone.localdate())


@lru_cache(maxsize=4_000)
def _stamped(instant: datetime, css: str, _language: str | None, _today: date) -> SafeString:
    """What has happened is drawn once, and again on another day: a panel reads itself anew every minute."""
    local = timezone.localtime(instant)
    whole = formats.date_format(local, "DATETIME_FORMAT")
    return format_html(
        '<time class="{}" datetime="{}" title="{}">{}</time>', css, local.isoformat(), whole, moment(instant)
    )


@register.filter
def action_words(action: str) -> str:
    """An action of the journal in the reader's words."""
    return words_of(action)
