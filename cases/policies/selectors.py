"""Reading which policy is in force: the nearest place above that has one, since its latest activation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Length, Now

from cases.models import PolicyActivation, PolicyVersion
from cases.policies.versions import keep_version
from cases.policy import Pack, Source, pack_from_sources
from cases.policy.loading import BASE
from portal.areas.models import Area
from portal.areas.selectors import areas_above
from portal.standing import AnyOf, Standing


@dataclass(frozen=True, slots=True)
class InForce:
    """A version, and the activation that put it in force; None where only the national base stands."""

    version: PolicyVersion
    activation: PolicyActivation | None

    @property
    def pack(self) -> Pack:
        return pack_of(self.version)

    def is_own_of(self, area: Area) -> bool:
        """Was it activated for this very place, not for one above?"""
        return self.activation is not None and self.activation.area_id == area.pk


def in_force(area_code: str, *, at: datetime | None = None) -> InForce:
    """What holds in a place at an instant of the database's clock: of the nearest place that has any, the latest."""
    latest = _nearest_first(areas_above(area_code)).select_related("area", "by").filter(since__lte=at or Now()).first()
    return InForce(latest.version, latest) if latest else InForce(keep_version(BASE), None)


# Without the texts of the version, which are long: its pack is read once a process.
_in_force_now = Standing(
    lambda above: _nearest_first(above).filter(since__lte=Now()).defer("version__sources", "reason")[:1], above=list
)


def policy_in_force(area_code: str, *, at: datetime | None = None) -> PolicyVersion:
    """The version in force in a place at an instant (default now). Where none was activated: the national base."""
    if at is not None:
        return in_force(area_code, at=at).version
    latest = _in_force_now.first(above=areas_above(area_code))
    return latest.version if latest else keep_version(BASE)


def activations_over(area_code: str) -> QuerySet[PolicyActivation]:
    """Every activation that ever reached a place, the latest first: its own and those of the places above."""
    return PolicyActivation.objects.filter(area__in=areas_above(area_code)).select_related("version", "area", "by")


def own_activation(area: Area) -> PolicyActivation | None:
    """What was last brought into force for this very place, not for one above."""
    return PolicyActivation.objects.filter(area=area, since__lte=Now()).select_related("version").first()


def exceptions_within(area: Area) -> QuerySet[PolicyActivation]:
    """The latest activation of each place below: where other rules may hold than here."""
    return (
        PolicyActivation.objects.filter(area__pk__startswith=area.pk)
        .exclude(area=area)
        .order_by("area_id", "-since", "-pk")
        .distinct("area_id")
        .select_related("version", "area")
    )


def pack_of(version: PolicyVersion | Any) -> Pack:
    """The pack of a version, or of its key. Read once a process: a version never changes."""
    return _pack_of(str(getattr(version, "pk", version)))


@lru_cache(maxsize=64)
def _pack_of(key: str) -> Pack:
    version = PolicyVersion.objects.get(pk=key)
    return pack_from_sources([Source(**source) for source in version.sources])


def versions_over(codes: Collection[str]) -> dict[str, PolicyVersion]:
    """The version in force now in each of many places, in two queries however many."""
    rows = PolicyActivation.objects.filter(since__lte=Now()).select_related("version")
    activated = {row.area_id: row.version for row in rows.order_by("area_id", "-since", "-pk").distinct("area_id")}
    base = keep_version(BASE)
    return {
        code: next((activated[one] for one in reversed(areas_above(code)) if one in activated), base) for code in codes
    }


def _nearest_first(above: list[str]) -> QuerySet[PolicyActivation]:
    rows = PolicyActivation.objects.filter(AnyOf(F("area_id"), above)).select_related("version")
    return rows.order_by(Length("area_id").desc(), "-since", "-pk")
