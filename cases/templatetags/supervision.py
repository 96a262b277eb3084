"""Words that pages of supervision need for codes of the commitment engine."""

from typing import Any

from django import template

from cases.models.vocabulary import CaseReason
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
