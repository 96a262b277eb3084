"""Reading which policy is in force: the nearest place above that has one, since its latest activation."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models.functions import Length
from django.utils import timezone

from cases.models import PolicyActivation, PolicyVersion
from cases.policy import Pack
from cases.policy.loading import BASE, pack_from_sources
from cases.policy.rules import Source


class NoPolicy(LookupError):
    """Not even the national base is known here: run load_policy."""


def policy_in_force(area_code: str, *, at: datetime | None = None) -> PolicyVersion:
    """The version in force in a place at an instant (default now). Where none was activated: the national base."""
    above = [area_code[:length] for length in range(1, len(area_code) + 1)]
    latest = (
        PolicyActivation.objects.filter(area__in=above, since__lte=at or timezone.now())
        .annotate(nearness=Length("area__pk"))
        .select_related("version")
        .order_by("-nearness", "-since", "-pk")
        .first()
    )
    return latest.version if latest else national_base()


def national_base() -> PolicyVersion:
    from cases.policies.services import keep_version

    return keep_version(BASE)


def pack_of(version: PolicyVersion | Any) -> Pack:
    """The pack of a version, or of its key. Read once a process: a version never changes."""
    return _pack_of(str(getattr(version, "pk", version)))


@lru_cache(maxsize=64)
def _pack_of(key: str) -> Pack:
    version = PolicyVersion.objects.get(pk=key)
    return pack_from_sources([Source(**source) for source in version.sources])
