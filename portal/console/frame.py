"""What the frame of every page says: whose district, which places, whether the time engine is alive."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from portal.access.api import can, everything_held, scopes_of
from portal.access.counting import counts
from portal.access.registry import dimensions
from portal.access.roles import Role
from portal.accounts.models import DutyShift
from portal.accounts.selectors.roster import who_is_on_duty
from portal.areas.models import Area, Level
from portal.console.addresses import address_or_none
from portal.console.drawn import Drawn
from portal.console.rail import Count, RailItem, places_for
from portal.notices.beats import age_of
from portal.notices.live.rounds import SharedReading
from portal.standing import AnyOf, Standing

COUNTS: SharedReading[dict[str, Count]] = SharedReading()  # what the stream told many screens to count at once
RAIL, TABS = Drawn("components/rail.html", most=2_000), Drawn("components/bottom_tabs.html", most=2_000)
SWEEP_IS_LATE = 15  # seconds; both alarm clocks sweep every second


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Nothing is read until a template asks: fragments pay nothing."""
    return {"frame": Frame(request)}


class Place:
    """A place of the rail as one person sees it on one page. All are counted when a template asks for one, once."""

    def __init__(self, item: RailItem, frame: Frame, *, here: str) -> None:
        self.item, self._frame = item, frame
        self.label, self.icon, self.key, self.url = str(item.label), item.icon, item.key, item.url
        self.tab_label = str(item.tab_label or item.label)
        self.is_here = bool(here) and self.url == here

    @property
    def count(self) -> Count | None:
        return self._frame.counts.get(self.item.name)

    @property
    def shown(self) -> Shown:
        """What is drawn of it, as plain values."""
        told = (self.count.tone, str(self.count)) if self.count else ("", "")
        return Shown(self.label, self.tab_label, self.url, self.icon, self.key, self.is_here, *told)


class Shown(NamedTuple):
    label: str
    tab_label: str
    url: str
    icon: str
    key: str
    is_here: bool
    tone: str
    number: str


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
    def _held(self) -> dict[str, set[Any]]:
        """Everything this person holds a role on: dimension -> ids."""
        held: dict[str, set[Any]] = {}
        for scope in scopes_of(self.user).values():
            for dimension, ids in scope.items():
                held.setdefault(dimension, set()).update(ids)
        return held

    @cached_property
    def _areas(self) -> list[Area]:
        """The city and, last, the area this person works for: of several the widest."""
        codes = self._held.get("area")
        return _city_and(min(codes, key=lambda code: (len(code), code))) if codes else []

    @cached_property
    def district(self) -> str:
        """The area a person works for, after its city; else their hospital, fleet or gate."""
        if self._areas:
            return " · ".join(area.name for area in self._areas)
        for dimension, places in self._held.items():
            return str(dimensions()[dimension]._default_manager.filter(pk__in=places).first() or "")
        return ""

    @cached_property
    def on_duty(self) -> list[DutyShift]:
        """Who answers the line of that area now; empty when its roster is kept further down."""
        return who_is_on_duty(self._areas[-1]) if self._areas else []

    @cached_property
    def places(self) -> list[Place]:
        """Every place this person may go to."""
        items = places_for(scopes_of(self.user), lambda action: can(self.user, action))
        here = _nearest([item.url for item in items], self.path)
        return [Place(item, self, here=here) for item in items]

    @cached_property
    def counts(self) -> dict[str, Count]:
        """Name of a place -> its count. What the stream told many screens to read is counted once for all of them."""
        items = [place.item for place in self.places if place.item.rows or place.item.count]
        held = everything_held(self.user)
        if "X-Live" not in self.request.headers:
            return _counted(items, self.user, held)
        of_place = [item for item in items if item.is_of_place]
        shared = COUNTS.read((tuple(item.name for item in of_place), held), lambda: _counted(of_place, self.user, held))
        return shared | _counted([item for item in items if not item.is_of_place], self.user, held)

    @property
    def sections(self) -> list[list[Place]]:
        return [list(rows) for _section, rows in groupby(self.places, key=lambda place: place.item.section)]

    @property
    def rail(self) -> SafeString:
        """The left rail, whole; nothing for somebody who is not logged in."""
        if not self.is_inside:
            return SafeString("")
        sections = tuple(tuple(place.shown for place in section) for section in self.sections)
        return RAIL.of(rail_url=self.rail_url, sections=sections)

    @property
    def bottom_tabs(self) -> SafeString:
        """The bottom bar of a telephone."""
        if not self.is_inside:
            return SafeString("")
        return TABS.of(tabs=tuple(place.shown for place in self.tabs), is_me=self.is_me)

    @property
    def tabs(self) -> list[Place]:
        """The bottom bar of a telephone: four places at most, "Me" is the fifth."""
        tabbed = [place for place in self.places if place.item.tab is not None]
        return sorted(tabbed, key=lambda place: place.item.tab or 0)[:4]

    @property
    def is_me(self) -> bool:
        return self.path.startswith(reverse("console:me"))

    @cached_property
    def search_url(self) -> str:
        """Where "/" searches: the first place that says it can."""
        return next((place.url for place in self.places if place.item.searches), "")

    @cached_property
    def sweep_age(self) -> int | None:
        """Seconds since any alarm clock last swept, by the database's clock; None when none ever did."""
        age = age_of("sweep")
        return None if age is None else max(0, int(age))

    @property
    def sweep_is_late(self) -> bool:
        return self.sweep_age is None or self.sweep_age > SWEEP_IS_LATE

    @property
    def is_narrow(self) -> bool:
        return self.request.COOKIES.get("rail") == "narrow"

    @property
    def csrf_cookie(self) -> str:
        """Where a script that sends something late finds the token of this log-in, not of the page it stands on."""
        return settings.CSRF_COOKIE_NAME

    @property
    def may_keep(self) -> bool:
        """May this device keep anything, sealed? Not a shared computer, whose session ends with the browser."""
        session = getattr(self.request, "session", None)  # none where a request failed before it was opened
        return self.is_inside and session is not None and not session.get_expire_at_browser_close()

    @property
    def logout_url(self) -> str:
        return address_or_none("accounts:logout")

    @property
    def posts(self) -> list[str]:
        """The roles this person holds, in words."""
        return [str(Role(role).label) for role in scopes_of(self.user)]


def _counted(items: list[RailItem], user: Any, held: Hashable) -> dict[str, Count]:
    """Name of a place -> its count: all rows in one query, and one for each that counts by itself."""
    of_rows = [item for item in items if item.rows]
    numbers = counts(user, [((item.rows, held), item.rows) for item in items if item.rows])
    found = {item.name: item.counted(number) for item, number in zip(of_rows, numbers, strict=True)}
    for item in items:
        if item.count and (own := item.count(user)) is not None:
            found[item.name] = Count(own) if isinstance(own, int) else own
    return found


def _city_and(code: str) -> list[Area]:
    return _way(code=code, above=[code[:length] for length in range(1, len(code))])


def _itself_and_city(code: str, above: list[str]) -> QuerySet[Area]:
    city = Q(AnyOf(F("code"), above), level=Level.CITY)
    return Area.objects.filter(Q(code=code) | city).order_by("code")


_way = Standing(_itself_and_city, code=str, above=list)


def _nearest(urls: list[str], path: str) -> str:
    """The longest address that begins the path: /cases/new/ is its own place, not the queue's."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")
