"""What templates of control and of the treatment calendar need: a place in words, a choice kept, what is coming."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone

from cases.models import Person, RegisterEntry
from cases.models.control import Reach
from cases.selectors.control import place_in_words, spells_of
from cases.selectors.sessions import upcoming_of
from cases.sessions.rhythm import TREATED
from portal.access.api import can

register = template.Library()


register.filter("place_in_words", place_in_words)


@register.filter
def of(values: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key that is a variable, or nothing."""
    return values.get(key, values.get(str(key), ""))


@register.filter
def day_passed(day: Any) -> bool:
    return day < timezone.localdate()


@register.inclusion_tag("cases/sessions/_upcoming.html", takes_context=True)
def upcoming_sessions(context: Mapping[str, Any], entry: RegisterEntry) -> dict[str, Any]:
    """The next two weeks of an entry that has a rhythm, each day to be changed by whoever submits lists."""
    user = context["request"].user
    has_rhythm = entry.group in TREATED and entry.ended_at is None
    return {
        "entry": entry,
        "has_rhythm": has_rhythm,
        "cells": upcoming_of(entry) if has_rhythm else [],
        "may_change": can(user, "session.submit", entry.person),
    }


@register.inclusion_tag("cases/control/_status.html", takes_context=True)
def control_status(context: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """A resident's status with its history; whoever may set it gets the ways to do so."""
    user = context["request"].user
    may_view = can(user, "control.view")
    return {
        "person": person,
        "spells": spells_of(person)[:20] if may_view else [],
        "reaches": [(one.value, one.label) for one in Reach if one != Reach.COMMUNITY],
        "may_set": can(user, "control.set", person),
    }
