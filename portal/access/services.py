"""Giving and taking away: roles on areas, hospitals, fleets and checkpoints, and single shares."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from guardian.shortcuts import assign_perm, remove_perm

from portal.access.api import can
from portal.access.models import Share
from portal.access.registry import dimensions, roles_held_on
from portal.access.roles import Role, codename
from portal.access.selectors import forget


class NotGrantable(ValueError):
    """This role is not held on things of this kind."""


@transaction.atomic
def grant(user: Any, role: Role | str, thing: models.Model, *, by: Any = None) -> None:
    """`user` holds `role` on `thing` from now on. Granting twice changes nothing."""
    assign_perm(_checked(role, thing), user, thing)
    forget(user)


@transaction.atomic
def revoke(user: Any, role: Role | str, thing: models.Model, *, by: Any = None) -> None:
    remove_perm(_checked(role, thing), user, thing)
    forget(user)


@transaction.atomic
def share(thing: models.Model, *, to: Any, actions: Collection[str], reason: str, until: datetime, by: Any) -> Share:
    """Open one thing to one person. Nobody can share what they may not do themselves."""
    kind = thing._meta.model_name
    if not can(by, f"{kind}.share", thing) or not all(can(by, action, thing) for action in actions):
        raise PermissionDenied
    made = Share.objects.create(
        user=to, subject_kind=kind, subject_id=thing.pk, actions=sorted(actions), reason=reason, until=until, by=by
    )
    forget(to)
    return made


def _checked(role: Role | str, thing: models.Model) -> str:
    """The full name of the permission that stores this grant."""
    if type(thing) not in dimensions().values() or role not in roles_held_on(type(thing)):
        raise NotGrantable(f"{role} is not held on {thing._meta.label}")
    return f"{thing._meta.app_label}.{codename(role)}"
