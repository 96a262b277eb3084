"""What templates may do with personal data: mask them, and show the card of a subject."""

from typing import Any

from django import template

from portal.privacy import masking, subjects

register = template.Library()

register.filter("mask_name", masking.mask_name)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_id", masking.mask_id)
register.filter("mask_address", masking.mask_address)


@register.inclusion_tag("privacy/subject_card.html")
def subject_card(thing: Any) -> dict[str, Any]:
    """{% subject_card booking %}: who a thing is about, masked. In lists call subjects.attach(things) first."""
    return {"card": subjects.card(thing), "number": thing.number}


@register.simple_tag
def subject_url(thing: Any) -> str:
    return subjects.url(thing.subject_kind, thing.number, thing.subject_id)
