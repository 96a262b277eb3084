"""How many requests stand under a filter, counted so far that a person can use the number, and no further.

A count that goes on to the end costs more the more is waiting: on the worst day, with tens of thousands of requests
open, counting would make the screens slow. Beyond AT_MOST a number tells nobody more than "99+" does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from cases.models import Case
from cases.selectors.queue import Filters, queued, running
from portal.commitments.models import Commitment

AT_MOST = 99


def counts_of(user: Any, tabs: Mapping[Any, Filters]) -> dict[Any, int]:
    """For each filter how many requests it shows, at most AT_MOST + 1. One query, however many filters."""
    if not tabs:
        return {}
    asked = [standing(user, filters).order_by().values("pk")[: AT_MOST + 1] for filters in tabs.values()]
    return dict(zip(tabs, _counted(asked), strict=True))


def counts_by_owner(user: Any) -> dict[int, int]:
    """The same for everybody at once who has open requests, as `Filters(mine=True)` would count them for each."""
    owned = queued(user, Filters()).filter(owner__isnull=False).order_by().values_list("owner")
    return {owner: min(count, AT_MOST + 1) for owner, count in owned.annotate(count=Count("pk"))}


def late_requests(user: Any) -> int:
    """Open requests with a clock that has run out, as counts_of() counts."""
    return counts_of(user, {"late": Filters(light="overdue")})["late"]


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
    return cases.filter(Exists(clocks.open()))


def _counted(asked: list[QuerySet[Any]]) -> list[int]:
    """The length of each, all in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    for rows in asked:
        try:
            sql, given = rows.query.sql_with_params()
        except EmptyResultSet:  # nothing can match
            sql, given = "SELECT WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS found)")  # noqa: S608 (a compiled queryset)
        params += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone())
