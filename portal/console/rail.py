"""The places of the console: which pages stand in the rail and in a telephone's tabs, for whom, with which count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from portal.console.addresses import address_or_none


@dataclass(frozen=True, slots=True)
class Count:
    """What stands beside a place. `tone` is late, near or quiet; `text` replaces the bare number ("2 gaps")."""

    number: int
    tone: str = "quiet"
    text: Any = ""

    def __str__(self) -> str:
        return str(self.text) if self.text else f"{self.number:,}"

    def __bool__(self) -> bool:
        """Nothing to count is nothing to show."""
        return bool(self.number or self.text)


@dataclass(frozen=True, slots=True)
class RailItem:
    """One place.

    `action` is asked of portal.access: who may not do it anywhere never sees the place; "" is for everybody.
    `rows(user)` answers the queryset whose length stands beside it. All of a frame are counted in one statement, kept
    as portal.access.counting says: they depend on nothing but what their reader holds and who that is. `tone` is how
    the number looks; beyond `at_most` it is "99+". What cannot be said so answers a number or a Count to `count(user)`,
    for one query at most. `section` groups places between rules: 1 the work of today, 3 registers and rosters, 4
    oversight, 9 the house itself; `order` sorts inside it. `home_of` names the roles that land here after log-in. `tab`
    is the position in the bottom bar of a telephone, None when it stands in "Me" only. `searches` says that its page
    takes ?q=: the search of the top bar leads there. `is_of_place`: its count is the same for everybody who holds the
    same roles in the same places.
    """

    name: str
    label: Any
    url_name: str
    action: str
    rows: Callable[[Any], QuerySet[Any]] | None = None
    count: Callable[[Any], int | Count | None] | None = None
    tone: str = "quiet"
    at_most: int = 0
    roles: frozenset[str] = frozenset()
    section: int = 1
    order: int = 100
    icon: str = "circle"
    key: str = ""
    home_of: frozenset[str] = frozenset()
    tab: int | None = None
    tab_label: Any = ""
    searches: bool = False
    is_of_place: bool = False

    @property
    def url(self) -> str:
        """Its address, or "" while the app that serves it is not installed."""
        return address_or_none(self.url_name)

    def counted(self, number: int) -> Count:
        if self.at_most and number > self.at_most:
            return Count(number, self.tone, text=f"{self.at_most}+")
        return Count(number, self.tone)


_items: dict[str, RailItem] = {}


def register(*items: RailItem) -> None:
    """Called by apps in AppConfig.ready(). A name stands once: a second, different registration is a mistake."""
    for item in items:
        if _items.get(item.name, item) != item:
            raise ValueError(f"the rail already holds a different place named {item.name}")
        _items[item.name] = item


def places_for(roles: Iterable[str], may: Callable[[str], bool]) -> list[RailItem]:
    """The places of somebody with these roles, in order. `may(action)` is the permission question."""
    held = frozenset(roles)
    fitting = (item for item in _items.values() if _is_for(item, held, may))
    return sorted(fitting, key=lambda item: (item.section, item.order, item.name))


def _is_for(item: RailItem, held: frozenset[str], may: Callable[[str], bool]) -> bool:
    has_role = not item.roles or bool(item.roles & held)
    return has_role and bool(item.url) and (not item.action or may(item.action))
