"""Everybody of tests/cast.py at once, and beside each who holds one thing a colleague who holds the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from portal.access.roles import Role
from portal.access.services import grant
from tests.cast import CITY, COMMUNITY, DISTRICT, NEIGHBOUR_DISTRICT

if TYPE_CHECKING:
    from tests.whole.world import World

ANONYMOUS = "anonymous"
NEXT_COMMUNITY = "230110003002"

ON_AREAS = {
    "operator": (Role.OPERATOR, DISTRICT),
    "neighbour": (Role.OPERATOR, NEIGHBOUR_DISTRICT),
    "grid": (Role.GRID, COMMUNITY),
    "next_grid": (Role.GRID, NEXT_COMMUNITY),
    "medic": (Role.MEDIC, COMMUNITY),
    "supervisor": (Role.SUPERVISOR, DISTRICT),
    "city": (Role.SUPERVISOR, CITY),
    "auditor": (Role.AUDITOR, CITY),
    "admin": (Role.ADMIN, CITY),
}

# Role and the attribute of a district that it is held on. `next_…` hold the same in the district beside it.
ON_THINGS = {
    "desk": (Role.DESK, "hospital"),
    "dispatcher": (Role.DISPATCHER, "fleet"),
    "driver": (Role.DRIVER, "fleet"),
    "gate": (Role.GATE, "checkpoint"),
}

CAST = (*ON_AREAS, *ON_THINGS, *(f"next_{name}" for name in ON_THINGS), "nobody", ANONYMOUS)


def enlist(name: str) -> Any:
    """An account without a role and without a password."""
    return get_user_model().objects.create(username=name, password="!")


def hold_areas(people: dict[str, Any], world: World) -> None:
    for name, (role, code) in ON_AREAS.items():
        people[name].area = world.areas[code]
        people[name].save(update_fields=["area"])
        grant(people[name], role, world.areas[code])


def hold_things(people: dict[str, Any], world: World) -> None:
    for name, (role, attribute) in ON_THINGS.items():
        grant(people[name], role, getattr(world.ours, attribute))
        grant(people[f"next_{name}"], role, getattr(world.theirs, attribute))


def everybody() -> dict[str, Any]:
    return {name: AnonymousUser() if name == ANONYMOUS else enlist(name) for name in CAST}
