"""The one table of permissions: which roles, held where, allow which action on which things.

Every app fills it from its `access.py`, read in AppConfig.ready(); can() and visible() are both derived from it, so
that what a person may open is exactly what a person is shown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from guardian.models import UserObjectPermissionBase

from portal.access.roles import Role

AREA = "area"  # held on an area: reaches everything at or below it
USER = "user"  # held by being the person named in the thing

# Where a model's things lie: dimension -> lookup path ("area_id", "booking__hospital_id", "driver__user_id").
Scope = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `action` is "<noun>.<verb>"; `grants` says for each dimension which roles allow it; `why` is for people.

    Under the dimension "user" an empty set of roles means: whoever the thing names, in whatever role.
    """

    action: str
    grants: Mapping[str, Collection[Role]]
    why: str = ""

    @property
    def noun(self) -> str:
        return self.action.partition(".")[0]


class UnknownAction(ImproperlyConfigured):
    """Code asked for an action that no app registered: a spelling mistake, never a refusal."""


_rules: dict[str, Rule] = {}
_scopes: dict[str, Scope] = {}


def register(*, scopes: Mapping[str, Scope] | None = None, rules: Iterable[Rule] = ()) -> None:
    """Add an app's part. A second rule for an action, or a second scope for a model, is refused."""
    for label, scope in (scopes or {}).items():
        if _scopes.setdefault(label, scope) != scope:
            raise ImproperlyConfigured(f"{label} has two scopes")
    for rule in rules:
        if "." not in rule.action:
            raise ImproperlyConfigured(f"an action is called <noun>.<verb>, not {rule.action!r}")
        if _rules.setdefault(rule.action, rule) != rule:
            raise ImproperlyConfigured(f"{rule.action} has two rules")
    scope_for.cache_clear()


def rule_for(action: str) -> Rule:
    try:
        return _rules[action]
    except KeyError:
        raise UnknownAction(f"no app registered the action {action!r}") from None


def is_registered(action: str) -> bool:
    return action in _rules


def rules() -> list[Rule]:
    return list(_rules.values())


@cache
def scope_for(model: type[models.Model]) -> Scope:
    """Where things of this model lie. A model on which roles are held lies in itself, a grant where its thing does."""
    label = model._meta.concrete_model._meta.label  # type: ignore[union-attr]
    own = {dimension: "pk" for dimension, held_on in dimensions().items() if held_on._meta.label == label}
    scope: Scope = {**_scopes.get(label, {}), **own}
    if issubclass(model, UserObjectPermissionBase):
        scope = _scope_of_grants(model)
    if not scope:
        raise ImproperlyConfigured(f"{label} has no scope: register one in its app's access.py")
    return scope


def _scope_of_grants(model: Any) -> Scope:
    scope = scope_for(model._meta.get_field("content_object").related_model)
    return {name: "content_object_id" if path == "pk" else f"content_object__{path}" for name, path in scope.items()}


@cache
def permission_models() -> dict[str, Any]:
    """Dimension -> direct-FK permission model. The dimension is the name of the model that roles are held on."""
    found: dict[str, Any] = {}
    models_of_all_apps: list[Any] = apps.get_models()
    for model in models_of_all_apps:
        if issubclass(model, UserObjectPermissionBase) and not model.objects.is_generic():
            held_on = model._meta.get_field("content_object").related_model
            found[held_on._meta.model_name] = model
    return found


@cache
def dimensions() -> dict[str, type[models.Model]]:
    """Dimension -> the model on whose rows roles are held: area, hospital, fleet, checkpoint."""
    return {
        dimension: model._meta.get_field("content_object").related_model
        for dimension, model in permission_models().items()
    }


def roles_held_on(model: type[models.Model]) -> list[Role]:
    """The roles that may be granted on a row of this model: those its Meta.permissions declare."""
    declared = {name for name, _label in model._meta.permissions}
    return [role for role in Role if f"as_{role}" in declared]
