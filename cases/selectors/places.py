"""Places as operators look for them: by a part of the name or the code, and as a tree with what is open in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from cases.selectors.queue import district_counts
from portal.access.api import visible
from portal.access.selectors import area_codes_of
from portal.areas.models import Area, Level

AT_MOST = 12
# A request belongs to a community: those come first.
NEAREST_FIRST = Case(
    *(When(level=level, then=Value(rank)) for rank, level in enumerate((Level.COMMUNITY, Level.GRID, Level.STREET))),
    default=Value(9),
    output_field=IntegerField(),
)


def label_of(area: Area) -> str:
    """How a chosen place stands in an input, and how cases.forms.fields.AreaField reads it back."""
    return f"{area.name} {area.code}"


@dataclass(frozen=True, slots=True)
class Place:
    area: Area
    above: str  # the names above it, the nearest first, as they are said

    @property
    def label(self) -> str:
        return label_of(self.area)


def places_like(user: Any, text: str) -> list[Place]:
    """The places in which this person may enter requests and whose name holds, or whose code begins with, `text`."""
    return _like(visible(user, "case.create", Area.objects.all()), text)


def all_places_like(text: str) -> list[Place]:
    """The same among the districts, streets and communities of the whole city: names that stand on every map."""
    return _like(Area.objects.filter(level__in=(Level.DISTRICT, Level.STREET, Level.COMMUNITY)), text)


def _like(areas: QuerySet[Area], text: str) -> list[Place]:
    for word in text.split():
        areas = areas.filter(Q(name__icontains=word) | Q(code__startswith=word))
    found = list(areas.order_by(NEAREST_FIRST, "code")[:AT_MOST])
    names = _names_above(found)
    return [Place(area, " · ".join(_above(area, names))) for area in found]


def _names_above(areas: Iterable[Area]) -> dict[str, str]:
    codes = {code for area in areas for code in area.lineage.values()}
    return dict(Area.objects.filter(code__in=codes).values_list("code", "name"))


def _above(area: Area, names: dict[str, str]) -> list[str]:
    codes = [code for code in area.lineage.values() if code != area.code]
    return [names[code] for code in sorted(codes, key=len, reverse=True) if code in names][:2]


@dataclass(frozen=True, slots=True)
class Counted:
    area: Area
    count: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Where one stands in the tree: the way down to it from one's own place, and what is below."""

    here: Area | None
    way: list[Area]
    below: list[Counted]


def branch_of(user: Any, code: str, *, with_counts: bool = False) -> Branch:
    """The place `code`, or, when it is empty or out of sight, the person's own places as the roots."""
    sight = visible(user, "case.list", Area.objects.all())
    here = sight.filter(pk=code).first() if code else None
    way = list(sight.filter(pk__in=here.lineage.values()).order_by("code")) if here else []
    return Branch(here, way, _counted(user, here, sight) if with_counts else [])


def _counted(user: Any, here: Area | None, sight: Any) -> list[Counted]:
    """Children with the number of open requests in each and below; those with most first."""
    own = list(sight.filter(code__in=area_codes_of(user))) if here is None else []
    if here is None and len(own) == 1:
        here = own[0]
    children = list(Area.objects.filter(parent=here)) if here else own
    open_in = district_counts(user)
    counted = [Counted(area, sum(n for code, n in open_in.items() if code.startswith(area.code))) for area in children]
    return sorted(counted, key=lambda row: (-row.count, row.area.code))
