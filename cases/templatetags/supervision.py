"""Words that pages of supervision need for codes of the commitment engine."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import get_language

from cases.models.vocabulary import CaseReason
from cases.policy.words import duration_in_words
from portal.access.roles import Role
from portal.commitments import kinds

register = template.Library()


@register.filter
def post_name(post: str) -> Any:
    """The role of a post: "supervisor@230110" → the role's name; other posts as they are."""
    role = post.partition("@")[0]
    return Role(role).label if role in Role.values else post


@register.filter
def promise_words(kind: str) -> Any:
    """The sentence of a kind of promise: "somebody answers the request"."""
    return kinds.KINDS[kind].promise if kind in kinds.KINDS else kind


@register.filter
def reason_words(code: str) -> Any:
    return CaseReason(code).label if code in CaseReason.values else code


@register.filter
def span(length: timedelta | None) -> str:
    """A stretch of time in words, to the second: "1 h 4 min 10 s"; under a second it is nothing."""
    if length is None or abs(length) < timedelta(seconds=1):
        return ""
    return duration_in_words(abs(length)).say(get_language() or "en")
