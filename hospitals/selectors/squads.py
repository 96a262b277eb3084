"""Which squads there are for a place, and who of them is on duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from hospitals.models import Squad, SquadMember, SquadShift
from portal.access.api import visible
from portal.areas.selectors import areas_above


@dataclass(frozen=True, slots=True)
class Crew:
    """Those of a squad who are on duty at an instant. `has_members`: its members are named at all."""

    members: list[SquadMember] = field(default_factory=list)
    has_members: bool = False
    until: datetime | None = None

    @property
    def skills(self) -> set[str]:
        return {member.skill for member in self.members}


def squads_serving(area_id: str) -> QuerySet[Squad]:
    """Squads in use that serve a place, by name or because it lies in their own area."""
    above = areas_above(area_id)
    own = Q(serves=None, area__in=above)
    return Squad.objects.filter(Q(serves__in=above) | own, is_active=True).distinct()


def squads_near(codes: Collection[str]) -> QuerySet[Squad]:
    """Squads in use that serve any place of these areas, in whole or in part."""
    if not codes:
        return Squad.objects.none()
    held = [_reaching("serves", code) | Q(serves=None) & _reaching("area", code) for code in codes]
    return Squad.objects.filter(reduce(or_, held), is_active=True).distinct()


def _reaching(name: str, code: str) -> Q:
    """The area of that field holds the place, or lies in it."""
    return Q(**{f"{name}__in": areas_above(code)}) | Q(**{f"{name}__pk__startswith": code})


def squads_kept_by(user: Any) -> QuerySet[Squad]:
    """Those that this person keeps, also those out of use."""
    return visible(user, "squad.keep", Squad.objects.select_related("area", "base").prefetch_related("serves"))


def crews_at(squads: Iterable[Squad], at: datetime) -> dict[int, Crew]:
    """Who is on duty with each of `squads` at an instant. Two queries."""
    ids = [squad.pk for squad in squads]
    named = set(SquadMember.objects.filter(squad__in=ids, is_active=True).values_list("squad_id", flat=True))
    shifts = SquadShift.objects.filter(
        member__squad__in=ids, member__is_active=True, starts_at__lte=at, ends_at__gt=at
    ).select_related("member")
    members: dict[int, list[SquadMember]] = defaultdict(list)
    until: dict[int, datetime] = {}
    for shift in shifts:
        squad = shift.member.squad_id
        members[squad].append(shift.member)
        until[squad] = min(shift.ends_at, until.get(squad, shift.ends_at))
    return {pk: Crew(members[pk], pk in named, until.get(pk)) for pk in ids}


def log_ins_of(squad: Squad) -> list[int]:
    """The accounts of its members, who see its visits on their telephones."""
    members = squad.members.filter(is_active=True, user__isnull=False, user__is_active=True)
    return list(members.values_list("user_id", flat=True))
