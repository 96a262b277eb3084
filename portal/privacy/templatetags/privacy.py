"""What templates may do with personal data: mask them, and show the card of a subject."""

from django import template

from portal.privacy import masking

register = template.Library()

register.filter("mask_name", masking.mask_name)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_id", masking.mask_id)
register.filter("mask_address", masking.mask_address)
