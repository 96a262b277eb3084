"""The columns of a designation line in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from hospitals.loading.load import NOTE
from hospitals.models import Designation
from hospitals.services.designating import LISTS
from hospitals.wordlists import listed

register = template.Library()


@register.filter
def codes(line: Designation, column: str) -> str:
    """The names of a column's codes; nothing for one that says any."""
    return listed(LISTS[column], getattr(line, column))


@register.filter
def ages(line: Any) -> str:
    if line.age_from is None and line.age_to is None:
        return ""
    if line.age_to is None:
        return _("from %(age)s") % {"age": line.age_from}
    return f"{line.age_from or 0}–{line.age_to}"


@register.filter
def remark(line: Designation) -> str:
    """What somebody has noted; the mark of those that came by file in words."""
    return _("by file") if line.note == NOTE else line.note


@register.filter
def muted(word: str) -> str:
    """What a line leaves open stands back behind what it says."""
    return format_html('<span class="muted">{}</span>', word)
