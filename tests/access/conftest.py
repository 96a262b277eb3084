"""A table of permissions of its own, so that these tests say what they mean and no app's rules change them."""

import pytest

from portal.access import registry
from portal.access.registry import Rule, register
from portal.access.roles import Role


@pytest.fixture
def rules_of_test(monkeypatch):
    monkeypatch.setattr(registry, "_rules", dict(registry._rules))
    monkeypatch.setattr(registry, "_scopes", dict(registry._scopes))
    registry.scope_for.cache_clear()
    register(
        scopes={"access.Share": {"user": "user_id"}},
        rules=[
            Rule("place.view", {"area": {Role.OPERATOR, Role.GRID, Role.SUPERVISOR}}),
            Rule("place.change", {"area": {Role.SUPERVISOR}}),
            Rule("share.view", {"user": frozenset()}),
            Rule("share.end", {"user": {Role.OPERATOR}}),
            Rule("share.share", {"user": frozenset()}),
        ],
    )
    yield
    registry.scope_for.cache_clear()
