"""Which squad should go (H3), and where each is now: from the visits given out, hours on duty, and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, Job
from cases.models.vocabulary import Group, JobKind, JobState, Need
from hospitals.models import Skill, Squad
from hospitals.selectors.squads import Crew, crews_at, squads_near, squads_serving
from portal.access.api import visible
from portal.access.selectors import area_codes_of
from portal.areas.models import Area
from portal.areas.selectors import Point, areas_above, distance_km
from portal.commitments.models import Commitment
from portal.commitments.selectors import open_of_all

AT_A_DOOR = timedelta(minutes=40)  # how long a visit takes as a rule
BETWEEN_DOORS = timedelta(minutes=20)  # and the way to the next one
DETOUR, MINUTES_A_KM, STARTING = 1.4, 2.0, 3.0  # a town at 30 km/h, as the crow flies

# Any one of these will do at the bedside of the group.
SKILLS_FOR: dict[str, set[str]] = {
    Group.CHILD: {Skill.PAEDIATRICS},
    Group.NEWBORN: {Skill.PAEDIATRICS},
    Group.PREGNANT: {Skill.OBSTETRICS},
    Group.POSTPARTUM: {Skill.OBSTETRICS},
    Group.DIALYSIS: {Skill.NEPHROLOGY, Skill.INTERNAL},
    Group.ONCOLOGY: {Skill.ONCOLOGY, Skill.INTERNAL},
    Group.CRITICAL: {Skill.CRITICAL_CARE},
    Group.ELDERLY: {Skill.GERIATRICS, Skill.INTERNAL, Skill.GENERAL},
    Group.CHRONIC: {Skill.INTERNAL, Skill.GENERAL},
}
UNDER_WAY = (JobState.ON_THE_WAY, JobState.ARRIVED)
MAY_BE_GIVEN = (JobState.ASSIGNED, JobState.ACCEPTED, JobState.ON_THE_WAY)
WITH_A_SQUAD = (JobState.ASSIGNED, JobState.ACCEPTED, *UNDER_WAY)


@dataclass(slots=True)
class Load:
    """What a squad has to do: the visit it is at, those after it, and from when it is free."""

    current: Job | None = None
    waiting: list[Job] = field(default_factory=list)

    def free_at(self, now: datetime) -> datetime:
        return now + self._rest(now) + (AT_A_DOOR + BETWEEN_DOORS) * len(self.waiting)

    def _rest(self, now: datetime) -> timedelta:
        """Of the visit that is under way; one that takes longer than usual may end at any moment."""
        if self.current is None:
            return timedelta()
        visit = getattr(self.current, "visit", None)
        if visit is None:
            return AT_A_DOOR
        if visit.arrived_at:
            return max(timedelta(), visit.arrived_at + AT_A_DOOR - now)
        return max(timedelta(), visit.set_out_at + BETWEEN_DOORS - now) + AT_A_DOOR


@dataclass(slots=True)
class SquadChoice:
    """One squad in question for a request. What speaks against it is `why_not`; a person may choose it all the same."""

    squad: Squad
    crew: Crew
    free_at: datetime
    there_at: datetime
    visits: int
    distance_km: float | None = None
    reasons: list[str] = field(default_factory=list)
    why_not: str = ""
    rank: int | None = None

    @property
    def excluded(self) -> bool:
        return bool(self.why_not)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One line of the squads' board."""

    squad: Squad
    crew: Crew
    load: Load
    free_at: datetime
    clock: Commitment | None


def squad_choices(case: Case, *, at: datetime | None = None) -> list[SquadChoice]:
    """Squads in use that serve the place: the soonest at the door first, those that cannot go last, each with why."""
    now = at or timezone.now()
    squads = list(squads_serving(case.area_id).select_related("area", "base"))
    crews, loads = crews_at(squads, now), loads_of(squads)
    points = _points([case.area_id, *(squad.area_id for squad in squads), *_doors(loads)])
    choices = [_choice(case, squad, crews[squad.pk], loads[squad.pk], points, now) for squad in squads]
    choices.sort(key=lambda choice: (choice.excluded, choice.there_at, choice.visits, choice.squad.name))
    for rank, choice in enumerate((one for one in choices if not one.excluded), start=1):
        choice.rank = rank
    return choices


def best_squad(case: Case) -> Squad | None:
    first = next(iter(squad_choices(case)), None)
    return first.squad if first and not first.excluded else None


def loads_of(squads: Iterable[Squad]) -> dict[int, Load]:
    """The visits that each squad has been given and has not ended. One query."""
    loads: dict[int, Load] = defaultdict(Load)
    given = Job.objects.filter(kind=JobKind.SQUAD_VISIT, squad__in=squads, state__in=WITH_A_SQUAD)
    for job in given.select_related("visit", "area", "case").order_by("created_at"):
        assert job.squad_id is not None  # the filter says so
        load = loads[job.squad_id]
        if job.state in UNDER_WAY:
            load.current = job
        else:
            load.waiting.append(job)
    return loads


def visits_without_squad(user: Any) -> QuerySet[Job]:
    """Visits that have been given out, that no squad has, and that nobody is at."""
    waiting = Job.objects.filter(kind=JobKind.SQUAD_VISIT, squad=None, state__in=MAY_BE_GIVEN)
    return visible(user, "job.view", waiting.select_related("area", "case")).order_by("created_at")


def squads_board(user: Any) -> list[Whereabouts]:
    """Every squad that serves the reader's places: those at work first, then by when they are free."""
    now = timezone.now()
    squads = list(squads_near(area_codes_of(user)).select_related("area", "base"))
    crews, loads = crews_at(squads, now), loads_of(squads)
    clocks = open_of_all("job", [load.current.pk for load in loads.values() if load.current])
    rows = []
    for squad in squads:
        load = loads[squad.pk]
        clock = next(iter(clocks.get(load.current.pk, [])), None) if load.current else None
        rows.append(Whereabouts(squad, crews[squad.pk], load, load.free_at(now), clock))
    rows.sort(key=lambda row: (row.load.current is None, not row.crew.members, row.free_at, row.squad.name))
    return rows


def _choice(case: Case, squad: Squad, crew: Crew, load: Load, points: dict[str, Point], now: datetime) -> SquadChoice:
    last = load.waiting[-1] if load.waiting else load.current
    away = _km(_standing(squad, last, points), _nearest(case.area_id, points))
    free_at = load.free_at(now)
    way = timedelta(minutes=STARTING + MINUTES_A_KM * DETOUR * away) if away is not None else BETWEEN_DOORS
    choice = SquadChoice(
        squad, crew, free_at=free_at, there_at=free_at + way,
        visits=len(load.waiting) + bool(load.current), distance_km=away,
    )  # fmt: skip
    skills = crew.skills if crew.has_members else set(squad.skills)
    wanted = skills_wanted(case)
    choice.why_not = _why_not(crew, skills, wanted)
    choice.reasons = _reasons(choice, skills, wanted, now)
    return choice


def skills_wanted(case: Case) -> list[set[str]]:
    """For each group one set, of which any skill will do; nothing said: whoever comes."""
    wanted = [SKILLS_FOR[group] for group in case.groups if group in SKILLS_FOR]
    return [*wanted, {str(Skill.MENTAL_HEALTH)}] if case.need == Need.PSYCHOLOGICAL else wanted


def _why_not(crew: Crew, skills: set[str], wanted: Sequence[set[str]]) -> str:
    if crew.has_members and not crew.members:
        return _("nobody of it is on duty now")
    lacking = [names for names in wanted if not names & skills]
    if lacking:
        return _("has nobody for this: %(skills)s") % {"skills": " / ".join(_labels(lacking[0]))}
    return ""


def _reasons(choice: SquadChoice, skills: set[str], wanted: Sequence[set[str]], now: datetime) -> list[str]:
    reasons = []
    if fitting := sorted({skill for names in wanted for skill in names & skills}):
        reasons.append(_("has %(skills)s") % {"skills": "、".join(_labels(fitting))})
    if choice.crew.members:
        count = len(choice.crew.members)
        reasons.append(ngettext("%(count)d on duty", "%(count)d on duty", count) % {"count": count})
    if choice.distance_km is not None:
        reasons.append(_("%(km)s km away") % {"km": choice.distance_km})
    if choice.visits:
        visits = ngettext("%(count)d visit before this one", "%(count)d visits before this one", choice.visits)
        reasons.append(visits % {"count": choice.visits})
    else:
        reasons.append(_("free now"))
    reasons.append(_("at the door about %(time)s") % {"time": timezone.localtime(choice.there_at).strftime("%H:%M")})
    return reasons


def _labels(skills: Iterable[str]) -> list[str]:
    return [str(Skill(skill).label) for skill in sorted(skills)]


def _doors(loads: dict[int, Load]) -> list[str]:
    return [job.area_id for load in loads.values() for job in (load.current, *load.waiting) if job]


def _points(codes: Iterable[str]) -> dict[str, Point]:
    """Where these areas and those above them lie, as far as anybody knows. One query."""
    above = {prefix for code in codes for prefix in areas_above(code)}
    rows = Area.objects.filter(code__in=above).values_list("code", "latitude", "longitude")
    return {code: (north, east) for code, north, east in rows if north is not None and east is not None}


def _nearest(code: str, points: dict[str, Point]) -> Point | None:
    return next((points[prefix] for prefix in reversed(areas_above(code)) if prefix in points), None)


def _standing(squad: Squad, last: Job | None, points: dict[str, Point]) -> Point | None:
    """Where it will set out from: the last door it has been given, else its base."""
    if last is not None:
        return _nearest(last.area_id, points)
    base = squad.base
    if base is not None and base.latitude is not None and base.longitude is not None:
        return (base.latitude, base.longitude)
    return _nearest(base.area_id if base else squad.area_id, points)


def _km(here: Point | None, there: Point | None) -> float | None:
    return round(distance_km(here, there), 1) if here and there else None
