"""What a person holds: roles and where, single shares, and the posts whose notices they read."""

import uuid
from collections import defaultdict
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


@dataclass(frozen=True, slots=True)
class LiveShare:
    kind: str
    id: uuid.UUID
    actions: frozenset[str]
    until: datetime


def is_person(user: Any) -> bool:
    return bool(user is not None and user.is_authenticated and user.is_active)


def scopes_of(user: Any) -> Scopes:
    """{role: {dimension: [ids]}}: all grants of a person in one query, kept on the user object (one request)."""
    if not is_person(user):
        return {}
    if "_access_scopes" not in user.__dict__:
        user.__dict__["_access_scopes"] = _scopes_from_database(user)
    return user.__dict__["_access_scopes"]


def shares_of(user: Any) -> list[LiveShare]:
    """The single things opened to a person, kept on the user object; each still runs out at its own instant."""
    if not is_person(user):
        return []
    if "_access_shares" not in user.__dict__:
        rows = live_shares().filter(user=user).values_list("subject_kind", "subject_id", "actions", "until")
        user.__dict__["_access_shares"] = [LiveShare(k, i, frozenset(a), until) for k, i, a, until in rows]
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


def forget(user: Any) -> None:
    """Read grants and shares again at the next question."""
    user.__dict__.pop("_access_scopes", None)
    user.__dict__.pop("_access_shares", None)


def _scopes_from_database(user: Any) -> Scopes:
    """One query: the few grant tables (areas, hospitals, fleets, checkpoints) as one union."""
    held_on = dimensions()
    scopes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(_all_grants(), {"user": user.pk})
        for dimension, codename, target in cursor.fetchall():
            scopes[role_of(codename)][dimension].append(held_on[dimension]._meta.pk.to_python(target))
    # A district stays beside its city: it allows no more, but it is another post, with notices of its own.
    return {role: {name: sorted(ids) for name, ids in places.items()} for role, places in scopes.items()}


@cache
def _all_grants() -> str:
    """The statement, put together once: every request asks it, and a queryset would be compiled anew each time."""
    return " UNION ALL ".join(
        f"SELECT '{dimension}', permission.codename, held.content_object_id::text FROM {model._meta.db_table} held"  # noqa: S608
        " JOIN auth_permission permission ON permission.id = held.permission_id"
        " WHERE held.user_id = %(user)s AND permission.codename LIKE 'as\\_%%'"
        for dimension, model in permission_models().items()
    )
