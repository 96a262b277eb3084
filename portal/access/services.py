"""Giving and taking away: roles on areas, hospitals, fleets and checkpoints, and single shares."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Now
from guardian.shortcuts import assign_perm, remove_perm

from portal.access.api import can
from portal.access.models import Share
from portal.access.registry import dimensions, roles_held_on
from portal.access.roles import Role, codename
from portal.access.selectors import forget
from portal.areas.models import Area
from portal.audit.services import record


class NotGrantable(ValueError):
    """This role is not held on things of this kind."""


@transaction.atomic
def grant(user: Any, role: Role | str, thing: models.Model, *, by: Any = None) -> None:
    """`user` holds `role` on `thing` from now on. Granting twice changes nothing."""
    assign_perm(_checked(role, thing), user, thing)
    forget(user)
    _journal("access.grant", user, role, thing, by)


@transaction.atomic
def revoke(user: Any, role: Role | str, thing: models.Model, *, by: Any = None) -> None:
    remove_perm(_checked(role, thing), user, thing)
    forget(user)
    _journal("access.revoke", user, role, thing, by)


@transaction.atomic
def share(thing: models.Model, *, to: Any, actions: Collection[str], reason: str, until: datetime, by: Any) -> Share:
    """Open one thing to one person. Nobody can share what they may not do themselves."""
    kind = str(thing._meta.model_name)
    if not can(by, f"{kind}.share", thing) or not all(can(by, action, thing) for action in actions):
        raise PermissionDenied
    made = Share.objects.create(
        user=to, subject_kind=kind, subject_id=thing.pk, actions=sorted(actions), reason=reason, until=until, by=by
    )
    forget(to)
    record(
        "access.share",
        by=by,
        subject_kind=kind,
        subject_id=thing.pk,
        detail={"user": to.pk, "actions": made.actions, "until": until},
        reason=reason,
    )
    return made


@transaction.atomic
def end_share(made: Share, *, by: Any) -> None:
    """Take a share back before it runs out."""
    Share.objects.filter(pk=made.pk, revoked_at=None).update(revoked_at=Now())
    record("access.end_share", by=by, subject_kind=made.subject_kind, subject_id=made.subject_id)


def _journal(action: str, user: Any, role: Role | str, thing: models.Model, by: Any) -> None:
    kind = thing._meta.model_name
    area = thing.pk if isinstance(thing, Area) else getattr(thing, "area_id", None)
    detail = {"role": str(role), f"{kind}_id": thing.pk}
    record(action, by=by, subject_kind="user", subject_id=user.pk, area_id=area, detail=detail)


def _checked(role: Role | str, thing: models.Model) -> str:
    """The full name of the permission that stores this grant."""
    if type(thing) not in dimensions().values() or role not in roles_held_on(type(thing)):
        raise NotGrantable(f"{role} is not held on {thing._meta.label}")
    return f"{thing._meta.app_label}.{codename(role)}"
