"""Bringing a pack into force, from now on, for a place and all below it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from cases.models import PolicyActivation
from cases.policies.selectors import own_activation
from cases.policies.versions import keep_version
from portal.areas.models import Area, Level
from portal.audit import services as audit
from portal.lifecycle.move import database_now
from portal.notices import live
from portal.notices import services as notices
from portal.notices.subject import Subject

NUMBER_LENGTH = 40  # of what a notice is about


@transaction.atomic
def activate(source: str | Path, *, area: Area, by: Any = None, reason: str = "") -> PolicyActivation:
    """From now on in `area` and below. Requests taken in before keep the version by which they were judged.

    What is in force there already is left as it is: seeding twice makes no history.
    """
    version = keep_version(source)
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)  # two activations of one place come one after the other
    current = own_activation(area)
    if current and current.version == version:
        return current
    activation = PolicyActivation.objects.create(version=version, area=area, since=database_now(), by=by, reason=reason)
    detail = {"pack": version.pack, "version": str(version.pk)}
    audit.record(
        "policy.activate",
        by=by,
        subject_kind="policy",
        subject_id=version.pk,
        area_id=area.pk,
        detail=detail,
        reason=reason,
    )
    _tell_supervisors(activation, area)
    live.publish("policy", area_id=area.pk)
    return activation


def _tell_supervisors(activation: PolicyActivation, area: Area) -> None:
    """Those of the place, and of the districts in it: other rules hold for what they answer for."""
    subject = Subject("policy", activation.version_id, activation.version.pack[:NUMBER_LENGTH], area.pk)
    districts = Area.objects.filter(level=Level.DISTRICT, code__startswith=area.pk).values_list("pk", flat=True)
    for code in sorted({area.pk, *districts}):
        notices.tell(f"supervisor@{code}", "policy.activated", subject=subject, cause=f"activation:{activation.pk}")
