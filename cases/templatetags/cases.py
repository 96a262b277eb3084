"""What templates of requests need: names of codes, clauses in the reader's language, clocks with the pause in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from cases.forms.queue import query_of
from cases.models.vocabulary import CaseReason, Control, Group, Pathway, Sex
from portal.console.clock import ClockFace, face_of
from portal.console.labels import label

register = template.Library()

# One character each in Chinese: a hospital says 一·三·五, not 星期一·星期三·星期五.
TREATMENT_DAYS = [
    pgettext_lazy("treatment day", "Mon"),
    pgettext_lazy("treatment day", "Tue"),
    pgettext_lazy("treatment day", "Wed"),
    pgettext_lazy("treatment day", "Thu"),
    pgettext_lazy("treatment day", "Fri"),
    pgettext_lazy("treatment day", "Sat"),
    pgettext_lazy("treatment day", "Sun"),
]


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label) if code in choices.values else code


@register.filter
def group_label(code: str) -> str:
    return _label(Group, code)


@register.filter
def control_label(code: str) -> str:
    return _label(Control, code)


@register.filter
def pathway_label(code: str) -> str:
    return _label(Pathway, code)


@register.filter
def sex_and_age(person: Any) -> str:
    """女 67, f 67: what a line has room for."""
    sex = "" if person.sex == Sex.UNKNOWN else label(person, "sex")
    age = "" if person.age is None else str(person.age)
    return " ".join(filter(None, [sex, age]))


@register.filter
def short_place(area: Any) -> str:
    """A community as people call it, without the name of its office."""
    name = area.name
    for office in ("居民委员会", "居委会", "村民委员会", "村委会"):
        name = name.removesuffix(office)
    return name or area.name


@register.filter
def face(commitment: Any) -> ClockFace | None:
    """The clock of a promise; a pause says why in words."""
    if commitment is None:
        return None
    drawn = face_of(commitment)
    return replace(drawn, note=_label(CaseReason, drawn.note)) if drawn.note else drawn


@register.filter
def faces(commitments: Iterable[Any]) -> list[ClockFace]:
    return [drawn for commitment in commitments if (drawn := face(commitment))]


@register.filter
def plan_words(entry: Any) -> str:
    """The treatment days of a register entry as people say them: " 一三五 第 2 班"."""
    days = [str(TREATMENT_DAYS[day - 1]) for day in entry.plan.get("days", ()) if 1 <= day <= 7]
    shift = _("shift %(number)s") % {"number": entry.plan["shift"]} if entry.plan.get("shift") else ""
    words = " ".join(filter(None, [pgettext("between weekdays", "·").join(days), shift]))
    return f" {words}" if words else ""


@register.filter
def control_day(person: Any) -> str:
    """How long somebody has been under control: " day 4"."""
    if person.control_since is None:
        return ""
    days = (timezone.localdate() - timezone.localtime(person.control_since).date()).days + 1
    return " " + _("day %(number)s") % {"number": days}


@register.filter
def clauses(found: Iterable[Any]) -> list[dict[str, str]]:
    """Clauses of a policy outcome in the reader's language, as components/why.html takes them."""
    language = get_language() or ""
    return [{"clause": clause.id, "text": clause.text(language)} for clause in found]


@register.simple_tag
def queue_address(filters: Any, **changes: Any) -> str:
    """The queue under the same filter with one thing changed."""
    query = query_of(replace(filters, **changes))
    return f"{reverse('cases:queue')}?{query}" if query else reverse("cases:queue")


@register.filter
def in_my_language(words: dict[str, str] | str) -> str:
    """Words that were kept in every language, in the reader's."""
    return words if isinstance(words, str) else words.get(get_language() or "", next(iter(words.values()), ""))


@register.filter
def span(length: timedelta) -> str:
    """A promised length of time as people say it: 5 minutes, 2 hours."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
