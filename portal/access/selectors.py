"""What a person holds: roles and where, single shares, and the posts whose notices they read."""

import uuid
from collections import defaultdict
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from portal.access.models import Share
from portal.access.registry import AREA, dimensions, permission_models
from portal.access.roles import Role, role_of

Scopes = dict[str, dict[str, list[Any]]]
HELD = ("_access_scopes", "_access_shares")  # kept on the user object
SHARED = "shared"  # stands where a grant names its dimension


@dataclass(frozen=True, slots=True)
class LiveShare:
    kind: str
    id: uuid.UUID
    actions: frozenset[str]
    until: datetime


def is_person(user: Any) -> bool:
    return bool(user is not None and user.is_authenticated and user.is_active)


def scopes_of(user: Any) -> Scopes:
    """{role: {dimension: [ids]}}: all grants of a person, read with the shares and kept on the user object."""
    if not is_person(user):
        return {}
    _read_once(user)
    return user.__dict__["_access_scopes"]


def shares_of(user: Any) -> list[LiveShare]:
    """The single things opened to a person, kept on the user object; each still runs out at its own instant."""
    if not is_person(user):
        return []
    _read_once(user)
    now = timezone.now()
    return [share for share in user.__dict__["_access_shares"] if share.until > now]


def live_shares() -> QuerySet[Share]:
    return Share.objects.filter(revoked_at=None, until__gt=timezone.now())


def roles_of(user: Any) -> set[str]:
    return set(scopes_of(user))


def area_codes_of(user: Any, *roles: str) -> list[str]:
    """The codes of the areas on which a person holds one of `roles` (any, when none is named), the largest first."""
    scopes = scopes_of(user)
    held = {code for role in roles or scopes for code in scopes.get(role, {}).get(AREA, ())}
    return sorted(held, key=lambda code: (len(code), code))


def posts_of(user: Any) -> list[str]:
    """The posts whose notices this person reads, e.g. "supervisor@230110", "hospital:7", "user:12".

    A driver reads what is addressed to the driver, not the post of the whole fleet.
    """
    if not is_person(user):
        return []
    posts = {f"user:{user.pk}"}
    for role, places in scopes_of(user).items():
        posts |= {f"{role}@{code}" for code in places.get(AREA, ())}
        if role != Role.DRIVER:
            posts |= {f"{dimension}:{pk}" for dimension, ids in places.items() if dimension != AREA for pk in ids}
    return sorted(posts)


def stand_in(user: Any, pk: int) -> Any:
    """Somebody who holds what this person holds, under another id."""
    scopes_of(user)
    other = copy(user)
    other.pk = pk
    other.__dict__ |= {name: user.__dict__[name] for name in HELD if name in user.__dict__}
    return other


def forget(user: Any) -> None:
    """Read grants and shares again at the next question."""
    for name in HELD:
        user.__dict__.pop(name, None)


def _read_once(user: Any) -> None:
    """Grants and shares in one query for each request."""
    if all(name in user.__dict__ for name in HELD):
        return
    with connection.cursor() as cursor:
        cursor.execute(_all_held(), {"user": user.pk, "now": timezone.now()})
        rows = cursor.fetchall()
    user.__dict__["_access_scopes"] = _scopes_in(rows)
    user.__dict__["_access_shares"] = [
        LiveShare(kind, uuid.UUID(target), frozenset(actions), until)
        for dimension, kind, target, actions, until in rows
        if dimension == SHARED
    ]


def _scopes_in(rows: list[tuple[Any, ...]]) -> Scopes:
    held_on = dimensions()
    scopes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for dimension, codename, target, _actions, _until in rows:
        if dimension != SHARED:
            scopes[role_of(codename)][dimension].append(held_on[dimension]._meta.pk.to_python(target))
    # A district stays beside its city: it allows no more, but it is another post, with notices of its own.
    return {role: {name: sorted(ids) for name, ids in places.items()} for role, places in scopes.items()}


@cache
def _all_held() -> str:
    """The statement, put together once: every request asks it, and a queryset would be compiled anew each time.

    The few grant tables (areas, hospitals, fleets, checkpoints) and the live shares, as one union.
    """
    grants = " UNION ALL ".join(
        f"SELECT '{dimension}' AS dimension, permission_id, content_object_id::text AS target"  # noqa: S608
        f" FROM {model._meta.db_table} WHERE user_id = %(user)s"
        for dimension, model in permission_models().items()
    )
    # The permissions are joined to the few grants of all kinds: a join for each kind takes twice as long to plan.
    roles = (
        f"SELECT dimension, permission.codename, target, NULL::text[], NULL::timestamptz FROM ({grants}) AS held"  # noqa: S608
        " JOIN auth_permission permission ON permission.id = held.permission_id"
        " WHERE permission.codename LIKE 'as\\_%%'"
    )
    shares = (
        f"SELECT '{SHARED}', subject_kind, subject_id::text, actions::text[], until FROM {Share._meta.db_table}"  # noqa: S608
        " WHERE user_id = %(user)s AND revoked_at IS NULL AND until > %(now)s"
    )
    return f"{roles} UNION ALL {shares}"
