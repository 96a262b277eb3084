"""The designation matrix as a table: which lines somebody may read, and what narrows them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from hospitals.models import Designation, Hospital
from portal.access.api import visible
from portal.areas.models import Area, Level
from portal.areas.selectors import areas_above

STANDING, OVER, ALL = "standing", "over", "all"


def lines_for(user: Any) -> QuerySet[Designation]:
    """Lines of one's own institutions, and those by which anybody else's serve one's own places (T2b)."""
    own = visible(user, "designation.view", Designation.objects.all())
    here = Q(pk__in=own.values("pk"))
    for code in _roots(user):
        here |= Q(pk__in=_through(Q(area_id__in=areas_above(code)) | Q(area__pk__startswith=code)))
    found = Designation.objects.filter(here).select_related("hospital__area").prefetch_related("serves")
    return found.order_by("hospital__name", "pk")


def narrowed(lines: QuerySet[Designation], said: dict[str, Any]) -> QuerySet[Designation]:
    """By what a filter says; what it leaves empty narrows nothing. "Any" fits every need, group and control."""
    if state := {STANDING: "standing", OVER: "over"}.get(said.get("state") or STANDING):
        lines = lines.filter(pk__in=getattr(Designation.objects, state)().values("pk"))
    for name, column in (("need", "needs"), ("group", "groups"), ("control", "controls")):
        if said.get(name):
            lines = lines.filter(Q(**{f"{column}__contains": [said[name]]}) | Q(**{column: []}))
    if code := said.get("area"):
        lines = lines.filter(pk__in=_through(Q(area_id__in=areas_above(code)) | Q(area__pk__startswith=code)))
    if text := said.get("q"):
        lines = lines.filter(hospital__name__icontains=text)
    if pk := said.get("hospital"):
        lines = lines.filter(hospital=pk)
    return lines


def kept_lines(user: Any) -> QuerySet[Designation]:
    """Those that this person may write or, if there are none, all that they may read."""
    kept = visible(user, "designation.keep", Designation.objects.all())
    found = lines_for(user)
    return found.filter(pk__in=kept.values("pk")) if kept.exists() else found


def kept_hospitals(user: Any) -> QuerySet[Hospital]:
    """Those whose lines this person may write."""
    return visible(user, "designation.keep", Hospital.objects.order_by("name"))


def kept_places(user: Any) -> QuerySet[Area]:
    return visible(user, "designation.keep", Area.objects.all())


def districts_of(user: Any, action: str) -> QuerySet[Area]:
    """The cities and districts among somebody's places, and those places themselves where they are smaller."""
    own = visible(user, action, Area.objects.all())
    wide = own.filter(level__in=(Level.CITY, Level.DISTRICT))
    return (wide or own.exclude(parent__in=own)).order_by("code")


def _through(condition: Q) -> QuerySet[Any]:
    return Designation.serves.through.objects.filter(condition).values("designation_id")


def _roots(user: Any) -> list[str]:
    own = visible(user, "designation.view", Area.objects.all())
    return list(own.exclude(parent__in=own).values_list("pk", flat=True))
