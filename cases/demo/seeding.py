"""The demo in its order: places, institutions, fleets, staff, residents, policy, and the day. All of it or nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cases.demo import (
    calendar,
    chain,
    counting,
    fleets,
    freshness,
    institutions,
    places,
    roster,
    sidelines,
    squads,
    staff,
    tomorrow,
)
from cases.demo.calls import Telephone
from cases.demo.clock import StoryClock
from cases.demo.copies import Slip, copy_requests, take_number
from cases.demo.day import Day
from cases.demo.plot import COPIED, HOURS, plot
from cases.demo.requests import Request
from cases.demo.residents import Registry, Resident, save
from cases.demo.scene import set_scene
from cases.demo.twice import enter_twice
from cases.models import Case
from cases.policies.services import activate
from portal.accounts.models import User
from portal.areas.models import Area
from portal.commitments.sweep import sweep

SEED = 20220420  # the date of Harbin's notice
REQUESTS = 300
COMMUNITY_FLEETS = 8
HOME_WEIGHT, STAFFED_WEIGHT = 30.0, 8.0  # how many people live there, beside 1 elsewhere

Say = Callable[[str], None]


class NotForDemo(Exception):
    """This database is no place for a demo whose passwords everybody knows."""


def is_seeded() -> bool:
    return User.objects.filter(username__in=staff.log_in_names()).count() == len(staff.LOG_INS)


def seed(*, say: Say, force: bool = False, now: datetime | None = None) -> bool:
    """Fills an empty database; False when the demo is there already. Raises NotForDemo without DEMO, or among people.

    The same `now` gives the same demo: everything random comes from one fixed seed, every time counts from `now`.
    """
    if is_seeded():
        return False
    if not (settings.DEMO or force):
        raise NotForDemo("DEMO is not set: nothing was seeded")
    if User.objects.exists():
        raise NotForDemo("people work here already: the demo is for an empty database only")
    with transaction.atomic():
        _Seeding(say, now or timezone.now()).run()
    sweep(source="demo")
    _let_the_planner_know()
    return True


def _let_the_planner_know() -> None:
    """Without figures about what was just written, the first pages would be planned for empty tables.

    Our own tables by name: the catalogues are shared with every other database of the server, and locked with them.
    """
    tables = sorted({connection.ops.quote_name(model._meta.db_table) for model in apps.get_models()})
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


class _Seeding:
    """One run; what a later step needs of an earlier one is kept here."""

    def __init__(self, say: Say, now: datetime) -> None:
        self.say, self.now, self.rng = say, now, Random(SEED)  # noqa: S311 (the same demo every time, no secret)
        self.hashes = staff.hashed_passwords()

    def run(self) -> None:
        self._step("areas", places.load_places)
        self._step("institutions", institutions.load_institutions)
        self._step("slots", lambda: institutions.open_slots(self.now))
        self._step("squads", institutions.form_squads)
        self._step("online clinics and lines", institutions.list_online_clinics)
        self.communities = self._staffed_communities()
        self._step("vehicles", lambda: fleets.form_fleets(self.communities[:COMMUNITY_FLEETS]))
        self._step("gates", lambda: fleets.set_up_gates(self.communities))
        self._step("services of places", lambda: chain.name_services(self.communities))
        self._step("staff", self._staff)
        self._step("squads on duty", lambda: squads.man_squads(self.cast, now=self.now))
        self._step("duty shifts", lambda: roster.put_on_duty(self.communities, self.cast, now=self.now))
        self._step("residents", self._residents)
        self._step("register entries", self._register)
        self._step("residents entered twice", self._twice)
        self._step("communities with people", lambda: freshness.count_people(self.residents))
        self._step("requests", self._day)
        self._step("looks promised", freshness.promise_looks)
        self._step("treatment sessions", lambda: calendar.plan_treatment(now=self.now))
        self._step("outings of tomorrow", lambda: tomorrow.plan_tomorrow(self.cast, now=self.now))
        self._step("residents sealed", lambda: calendar.seal_a_building(self.cast, now=self.now))
        self._step("reports of places", lambda: counting.count_places(self.cast, now=self.now))

    def _step(self, title: str, step: Callable[[], int]) -> None:
        began = time.monotonic()
        made = step()
        self.say(f"{title}: {made:,} ({time.monotonic() - began:.1f} s)")

    def _staffed_communities(self) -> list[Area]:
        """One community of each street, the demo's own first."""
        by_street: dict[str, Area] = {}
        for community in Area.objects.filter(parent__parent=places.DISTRICT).order_by("code"):
            by_street.setdefault(community.parent_id, community)
        return sorted(by_street.values(), key=lambda area: area.pk != staff.HOME)

    def _staff(self) -> int:
        self.cast = staff.hire_everybody(self.communities, staff.hire_log_ins(self.hashes))
        return User.objects.count()

    def _residents(self) -> int:
        homes = {area.pk: STAFFED_WEIGHT for area in self.communities} | {staff.HOME: HOME_WEIGHT}
        registry = Registry(self.rng, today=timezone.localdate(self.now), homes=homes)
        self.residents: list[Resident] = list(registry.residents())
        freshness.tell_more(Random(SEED), self.residents)  # noqa: S311 (of its own: nobody else's dice change)
        return len(self.residents)

    def _register(self) -> int:
        return save(self.residents, verified_by=self.cast.grids[staff.HOME], now=self.now, rng=self.rng)

    def _twice(self) -> int:
        grid = self.cast.grids[staff.HOME]
        rng = Random(SEED)  # noqa: S311 (of its own: nobody else's dice change)
        return enter_twice(self.residents, home=staff.HOME, verified_by=grid, now=self.now, rng=rng)

    def _day(self) -> int:
        """The working day, replayed through the services under a clock that starts in the morning."""
        _let_the_planner_know()
        morning = self.now - timedelta(hours=HOURS)
        with StoryClock() as clock:
            clock.turn_to(morning - timedelta(hours=1))
            city = Area.objects.get(pk=places.CITY)
            activate("harbin-2022-04", area=city, by=self.cast.log_ins["admin"], reason="哈卫健发〔演示〕")
            self.day = Day(clock, ends_at=self.now)
            self._tell_stories(morning)
            self.day.play()
            copy_requests(self.slips, cast=self.cast, rng=self.rng, until=self.now)
        return Case.objects.count()

    def _tell_stories(self, morning: datetime) -> None:
        scene = set_scene(self.rng, self.cast, self.day)
        for sideline in (
            sidelines.closures_of_before,
            sidelines.closes_in_the_morning,
            sidelines.supervision,
            sidelines.supervision_of_the_city,
            sidelines.reading,
            sidelines.hand_overs_at_the_end,
        ):
            self.day.add(sideline(scene), at=morning)
        near = {area.pk for area in self.communities}
        calls = Telephone(self.rng, self.residents, near=near).calls(REQUESTS)
        self.slips: list[Slip] = []
        for minutes_ago, told in plot(self.rng, calls):
            request = Request(told, scene)
            story = take_number(told, request.intake, self.slips) if told.twist == COPIED else request.story()
            self.day.add(story, at=self.now - timedelta(minutes=minutes_ago))
