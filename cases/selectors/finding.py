"""Finding requests, whatever somebody has in hand: a ticket's number or its end, a telephone, a name, an ID number."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cases.id_numbers import is_id_number
from cases.models import Case
from cases.selectors.queue import matches
from portal.access.api import visible
from portal.privacy.index import blind_index

AT_MOST = 50


def found_cases(user: Any, text: str) -> list[Case]:
    """Open and closed ones alike, the latest first."""
    text = text.strip()
    if not text:
        return []
    condition = matches(text)
    if is_id_number(text):
        condition |= Q(person__id_number_index=blind_index("id", text))
    cases = visible(user, "case.list", Case.objects.filter(condition))
    return list(cases.select_related("person", "area", "owner").order_by("-created_at")[:AT_MOST])
