"""What the frame of every page says: whose district, which places, whether the time engine is alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from portal.access.api import can, scopes_of
from portal.access.roles import Role
from portal.areas.models import Area
from portal.console.rail import Count, RailItem, places_for
from portal.notices.models import Heartbeat

SWEEP_IS_LATE = 15  # seconds; both alarm clocks sweep every second


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Nothing is read until a template asks: fragments pay nothing."""
    return {"frame": Frame(request)}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the rail as one person sees it on one page."""

    item: RailItem
    url: str
    count: Count | None
    is_here: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.item, name)

    @property
    def tab_label(self) -> Any:
        return self.item.tab_label or self.item.label


class Frame:
    """The frame around one request."""

    def __init__(self, request: HttpRequest, *, path: str = "") -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)
        self.path = path or request.path

    @property
    def is_inside(self) -> bool:
        """Is somebody logged in?"""
        return bool(self.user and self.user.is_authenticated)

    @property
    def person(self) -> str:
        return str(self.user)

    @property
    def rail_url(self) -> str:
        """Where the rail is re-read; also says that this page is live."""
        return f"{reverse('console:rail')}?{urlencode({'at': self.path})}" if self.is_inside else ""

    @cached_property
    def district(self) -> str:
        """The area a person works for, with its city before it; of several the widest."""
        codes = {code for held in scopes_of(self.user).values() for code in held.get("area", ())}
        if not codes:
            return ""
        own = min(codes, key=lambda code: (len(code), code))
        named = Area.objects.filter(code__in={own[:4], own}).order_by("code").values_list("name", flat=True)
        return " · ".join(named)

    @cached_property
    def places(self) -> list[Place]:
        """Every place this person may go to, each with its live count."""
        items = places_for(scopes_of(self.user), lambda action: can(self.user, action))
        here = _nearest([item.url for item in items], self.path)
        return [Place(item, item.url, _counted(item, self.user), item.url == here) for item in items]

    @property
    def sections(self) -> list[list[Place]]:
        return [list(rows) for _section, rows in groupby(self.places, key=lambda place: place.item.section)]

    @property
    def tabs(self) -> list[Place]:
        """The bottom bar of a telephone: four places at most, "Me" is the fifth."""
        return sorted(
            (place for place in self.places if place.item.tab is not None), key=lambda place: place.item.tab or 0
        )[:4]

    @property
    def is_me(self) -> bool:
        return self.path == reverse("console:me")

    @cached_property
    def search_url(self) -> str:
        """Where "/" searches: the first place that says it can."""
        return next((place.url for place in self.places if place.item.searches), "")

    @cached_property
    def swept_at(self) -> datetime | None:
        """When any alarm clock last swept."""
        return Heartbeat.objects.filter(name__startswith="sweep").aggregate(latest=Max("at"))["latest"]

    @property
    def sweep_age(self) -> int | None:
        """Seconds since then."""
        return max(0, int((timezone.now() - self.swept_at).total_seconds())) if self.swept_at else None

    @property
    def sweep_is_late(self) -> bool:
        return self.sweep_age is None or self.sweep_age > SWEEP_IS_LATE

    @property
    def is_narrow(self) -> bool:
        return self.request.COOKIES.get("rail") == "narrow"

    @property
    def logout_url(self) -> str:
        return _address("accounts:logout")

    @property
    def posts(self) -> list[str]:
        """The roles this person holds, in words."""
        return [str(Role(role).label) for role in scopes_of(self.user)]


def _address(name: str) -> str:
    """An address, or "" where its app is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _nearest(urls: list[str], path: str) -> str:
    """The longest address that begins the path: /cases/new/ is its own place, not the queue's."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def _counted(item: RailItem, user: Any) -> Count | None:
    if item.count is None:
        return None
    found = item.count(user)
    return Count(found) if isinstance(found, int) else found
