"""Who stands in the registers that somebody may see, narrowed; found by what may be in hand without opening a seal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from cases.models import RegisterEntry
from cases.selectors.freshness import narrowed_by_freshness, with_due
from cases.selectors.traced import people_found
from portal.access.api import visible
from portal.privacy.index import blind_index


@dataclass(frozen=True, slots=True)
class Narrowing:
    area: str = ""
    group: str = ""
    fresh: str = ""  # a key of cases.selectors.freshness.FRESHNESS
    text: str = ""


def register_entries(user: Any, by: Narrowing | None = None) -> QuerySet[RegisterEntry]:
    """What must be looked at soonest comes first: that is the order of the work."""
    by = by or Narrowing()
    rows = narrowed_by_freshness(with_due(visible(user, "register.view", RegisterEntry.objects.all())), by.fresh)
    if by.area:
        rows = rows.filter(area__pk__startswith=by.area)
    if by.group:
        rows = rows.filter(group=by.group)
    if by.text:
        rows = rows.filter(_told(by.text, user=user))
    related = rows.select_related("person", "area", "treating_hospital", "verified_by")
    return related.order_by(F("due_at").asc(nulls_first=True), "pk")


def _told(text: str, *, user: Any) -> Q:
    """A whole number or name, or whatever else finds residents of their places: see cases.selectors.traced."""
    traits = {"name_index": "name", "phone_index": "phone", "id_number_index": "id"}
    found = Q(pk__in=[])
    for column, domain in traits.items():
        index = blind_index(domain, text)
        if index:
            found |= Q(**{f"person__{column}": index})
    return found | Q(person__in=people_found(user, text, action="register.view").people)


def current_entries(user: Any) -> QuerySet[RegisterEntry]:
    return visible(user, "register.view", RegisterEntry.objects.current())
