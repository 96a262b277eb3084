"""Bringing a pack into force, from now on, for a place and all below it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction

from cases.models import PolicyActivation, PolicyVersion
from cases.policy import load_pack
from portal.areas.models import Area
from portal.audit import services as audit
from portal.lifecycle.move import database_now


def keep_version(source: str | Path) -> PolicyVersion:
    """The row of this very pack, made when it is new. Raises PackRefused naming every fault by file and line."""
    pack = load_pack(source)
    version, _is_new = PolicyVersion.objects.get_or_create(
        digest=pack.digest,
        defaults={"pack": pack.name, "sources": [asdict(one) for one in pack.sources]},
    )
    return version


@transaction.atomic
def activate(source: str | Path, *, area: Area, by: Any = None, reason: str = "") -> PolicyActivation:
    """From now on in `area` and below. Requests taken in before keep the version by which they were judged."""
    version = keep_version(source)
    activation = PolicyActivation.objects.create(version=version, area=area, since=database_now(), by=by, reason=reason)
    detail = {"pack": version.pack, "version": str(version.pk)}
    audit.record("policy.activate", by=by, subject_kind="policy", subject_id=version.pk, area_id=area.pk, detail=detail)
    return activation
