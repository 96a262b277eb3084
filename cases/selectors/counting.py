"""How many requests stand under a filter, counted so far that a person can use the number, and no further.

A count that goes on to the end costs more the more is waiting: on the worst day, with tens of thousands of requests
open, counting would make the screens slow. Beyond AT_MOST a number tells nobody more than "99+" does.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from cases.models import Case
from cases.selectors.queue import Filters, queued, running, running_or_paused
from portal.access.api import sight
from portal.access.counting import counts
from portal.commitments.models import Commitment

AT_MOST = 99


def counts_of(user: Any, tabs: Mapping[Any, Filters]) -> dict[Any, int]:
    """For each filter how many requests it shows, at most AT_MOST + 1. One query, however many filters."""
    equals = sight(user, "case.list", Case)
    asked = [(_key(equals, filters), partial(up_to_most, filters=filters)) for filters in tabs.values()]
    return dict(zip(tabs, counts(user, asked), strict=True))


def counts_by_owner(user: Any) -> dict[int, int]:
    """The same for everybody at once who has open requests, as `Filters(mine=True)` would count them for each."""
    owned = queued(user, Filters()).filter(owner__isnull=False).order_by().values_list("owner")
    return {owner: min(count, AT_MOST + 1) for owner, count in owned.annotate(count=Count("pk"))}


def up_to_most(user: Any, filters: Filters) -> QuerySet[Case]:
    """The requests under this filter, no more of them than are counted."""
    return standing(user, filters).order_by()[: AT_MOST + 1]


def said(count: int) -> int | str:
    """A count as it stands on a screen: 99+ where there are more."""
    return count if count <= AT_MOST else f"{AT_MOST}+"


def standing(user: Any, filters: Filters) -> QuerySet[Case]:
    """The requests that the queue lists under this filter: each once, under the light of its most pressing clock."""
    cases = queued(user, filters)
    if not (filters.light or filters.kind):
        return cases  # an open request has a clock
    clocks = Commitment.objects.filter(number=OuterRef("number"))
    if filters.kind:
        clocks = clocks.filter(kind=filters.kind)
    runs = Exists(running(clocks))
    if filters.light == "paused":
        return cases.filter(Exists(clocks.filter(paused_at__isnull=False)), ~runs)
    if filters.light == "near":
        return cases.filter(Exists(running(clocks, "near")), ~Exists(running(clocks, "overdue")))
    if filters.light:
        return cases.filter(Exists(running(clocks, filters.light)))
    return cases.filter(Exists(running_or_paused(clocks)))


def _key(equals: Hashable, filters: Filters) -> Hashable:
    """What the statement depends on; a searched text is looked up at each asking."""
    return None if filters.text else ("queue", equals, filters)
