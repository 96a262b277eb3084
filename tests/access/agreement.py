"""A kit for every app: proves that can() and visible() say the same for every role, place and state.

def test_bookings(areas):
    things = [make_booking(area=area, state=state) for area in areas.values() for state in STATES]
    prove_agreement("booking.", things, held_on=[*areas.values(), hospital])
"""

from collections.abc import Collection, Iterable
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.access.api import can, visible
from portal.access.registry import roles_held_on, rules
from portal.access.services import grant

_numbers = count()


def actions_about(prefix: str) -> list[str]:
    """All registered actions that begin so, e.g. "booking."."""
    found = [rule.action for rule in rules() if rule.action.startswith(prefix)]
    assert found, f"no action begins with {prefix!r}: the proof would prove nothing"
    return found


def everyone(held_on: Iterable[models.Model]) -> list[tuple[str, Any]]:
    """One person for each role on each place where it may be held, one inactive, one without a role, one anonymous."""
    people: list[tuple[str, Any]] = [("anonymous", AnonymousUser()), ("no role", _person())]
    for place in held_on:
        for role in roles_held_on(type(place)):
            people.append((f"{role} on {place._meta.model_name} {place.pk}", _person(role, place)))
            people.append((f"inactive {role} on {place.pk}", _person(role, place, is_active=False)))
    return people


def prove_agreement(
    prefix: str,
    things: Collection[models.Model],
    *,
    held_on: Iterable[models.Model],
    also: Iterable[tuple[str, Any]] = (),
) -> dict[str, set[Any]]:
    """Asserts agreement for all actions about these things and returns {"<who> <action>": pks}, for closer questions.

    `things` should lie in several areas and states; `also` adds more people: ("the driver named in it", user).
    """
    model = type(next(iter(things)))
    reached: dict[str, set[Any]] = {}
    for who, user in [*everyone(held_on), *also]:
        for action in actions_about(prefix):
            by_can = {thing.pk for thing in things if can(user, action, thing)}
            by_query = set(visible(user, action, model._default_manager.all()).values_list("pk", flat=True))
            by_query &= {thing.pk for thing in things}
            assert by_can == by_query, f"can() and visible() differ for {who}, {action}: {by_can ^ by_query}"
            if by_can:
                assert can(user, action), f"{who} may do {action} to something, but can() without a thing says no"
            reached[f"{who} {action}"] = by_can
    assert any(reached.values()), "nobody may do anything to these things: the proof proves nothing"
    return reached


def _person(role: str = "", place: Any = None, **fields: Any) -> Any:
    user = get_user_model().objects.create_user(f"agreement-{next(_numbers)}", **fields)
    if role:
        grant(user, role, place)
    return user
