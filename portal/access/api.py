"""The one permission question: can this person do this to that, and what of these may this person see."""

import uuid
from collections.abc import Hashable
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.access.registry import AREA, USER, Rule, is_registered, rule_for, scope_for
from portal.access.selectors import forget, is_person, posts_of, scopes_of, shares_of

__all__ = [
    "can",
    "everything_held",
    "forget",
    "get_visible_or_404",
    "posts_of",
    "scopes_of",
    "seen_or_404",
    "sight",
    "visible",
]

M = TypeVar("M", bound=models.Model)


def can(user: Any, action: str, thing: models.Model | None = None) -> bool:
    """May `user` do `action` to `thing`? Without a thing: may they do it to anything at all?

    Raises UnknownAction for an action that nobody registered. Superusers get nothing for free.
    """
    rule = rule_for(action)
    if not is_person(user):
        return False
    if thing is None:
        return _holds_somewhere(user, rule) or any(action in share.actions for share in shares_of(user))
    reaches = any(_reaches(user, rule, name, _value(thing, path)) for name, path in scope_for(type(thing)).items())
    return reaches or thing.pk in _shared_ids(user, action, type(thing))


def visible(user: Any, action: str, queryset: QuerySet[M]) -> QuerySet[M]:
    """Those of `queryset` to which `user` may do `action`: one condition on its own columns, no join."""
    rule = rule_for(action)
    if not is_person(user):
        return queryset.none()
    conditions = [
        condition
        for name, path in scope_for(queryset.model).items()
        if (condition := _condition(user, rule, name, path)) is not None
    ]
    if shared := _shared_ids(user, action, queryset.model):
        conditions.append(Q(pk__in=shared))
    return queryset.filter(reduce(or_, conditions)) if conditions else queryset.none()


def sight(user: Any, action: str, model: type[models.Model]) -> Hashable:
    """What visible() goes by, as a key: two people of equal sight are shown the same rows of this model."""
    rule = rule_for(action)
    if not is_person(user):
        return ()
    held: list[Hashable] = [
        (name, user.pk if name == USER else tuple(sorted(set(_held(user, rule, name)))))
        for name in scope_for(model)
        if name != USER or _is_named(user, rule)
    ]
    return (*held, tuple(sorted(_shared_ids(user, action, model))))


def everything_held(user: Any) -> Hashable:
    """All roles and shares of a person as a key: two people who hold the same may do the same to the same."""
    scopes = tuple(
        (role, tuple((name, tuple(ids)) for name, ids in sorted(places.items())))
        for role, places in sorted(scopes_of(user).items())
    )
    return scopes, tuple(sorted((s.kind, str(s.id), tuple(sorted(s.actions))) for s in shares_of(user)))


def get_visible_or_404(user: Any, action: str, queryset: QuerySet[M], **lookup: Any) -> M:
    """The thing, for `action`. What lies out of sight does not exist (404); what is seen but not allowed is 403."""
    thing = get_object_or_404(visible(user, _seeing(action), queryset), **lookup)
    if not can(user, action, thing):
        raise PermissionDenied
    return thing


def seen_or_404(user: Any, action: str, thing: M | None) -> M:
    """`thing`, which was read by its key (None: there is none such), for `action`: as get_visible_or_404 gives it."""
    if thing is None or not can(user, _seeing(action), thing):
        raise Http404
    if not can(user, action, thing):
        raise PermissionDenied
    return thing


def _seeing(action: str) -> str:
    """The action by which somebody sees what this one is about."""
    view = f"{rule_for(action).noun}.view"
    return view if is_registered(view) else action


def _held(user: Any, rule: Rule, dimension: str) -> list[Any]:
    """The ids, in one dimension, on which the person holds a role that the rule names."""
    scopes = scopes_of(user)
    return [pk for role in rule.grants.get(dimension, ()) for pk in scopes.get(role, {}).get(dimension, ())]


def _is_named(user: Any, rule: Rule) -> bool:
    """Does the rule let the person named in the thing act, and does this person hold the role it asks of them?"""
    roles = rule.grants.get(USER)
    return roles is not None and (not roles or bool(scopes_of(user).keys() & set(roles)))


def _holds_somewhere(user: Any, rule: Rule) -> bool:
    return _is_named(user, rule) or any(_held(user, rule, dimension) for dimension in rule.grants if dimension != USER)


def _reaches(user: Any, rule: Rule, dimension: str, value: Any) -> bool:
    if value is None:
        return False
    if dimension == USER:
        return value == user.pk and _is_named(user, rule)
    held = _held(user, rule, dimension)
    return any(value.startswith(code) for code in held) if dimension == AREA else value in held


def _condition(user: Any, rule: Rule, dimension: str, path: str) -> Q | None:
    """The same as `_reaches`, as a condition of the database."""
    if dimension == USER:
        return Q(**{path: user.pk}) if _is_named(user, rule) else None
    held = _held(user, rule, dimension)
    if not held:
        return None
    if dimension == AREA:
        # A prefix is asked of the key that the column holds: "area__pk" is the column area_id itself, without a join.
        column = f"{path.removesuffix('_id')}__pk" if path.endswith("_id") else path
        return reduce(or_, (Q(**{f"{column}__startswith": code}) for code in _largest(held)))
    return Q(**{f"{path}__in": held})


def _largest(codes: list[str]) -> list[str]:
    """Without those that lie in another: beside a city its district adds nothing to a search."""
    largest: list[str] = []
    for code in sorted(codes):
        if not largest or not code.startswith(largest[-1]):
            largest.append(code)
    return largest


def _shared_ids(user: Any, action: str, model: type[models.Model]) -> list[uuid.UUID]:
    if not isinstance(model._meta.pk, models.UUIDField):
        return []
    return [s.id for s in shares_of(user) if s.kind == model._meta.model_name and action in s.actions]


def _value(thing: Any, path: str) -> Any:
    for part in path.split("__"):
        if thing is None:
            return None
        thing = getattr(thing, part)
    return thing
