"""Who goes with the demo's squads, and when: four experts each, around the clock. Names and numbers are made up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from cases.demo.identities import office_phone
from cases.demo.places import DISTRICT
from cases.demo.staff import SURNAMES, Cast
from hospitals.models import Squad, SquadMember, SquadShift

SEED = 20220420
CREW = (
    ("leader", "critical_care", "主任"),
    ("physician", "internal", "医生"),
    ("physician", "paediatrics", "医生"),
    ("nurse", "nursing", "护士"),
)
OTHERS = ("obstetrics", "nephrology", "oncology", "geriatrics")  # the third of a crew, one squad after another
DAYS = range(-1, 4)
DAY, NIGHT = time(8), time(20)


def man_squads(cast: Cast, *, now: datetime) -> int:
    """Every squad has its crew; the log-in `squad` leads the district's first. Returns how many are on the rosters."""
    rng = Random(SEED)  # noqa: S311 (of its own: nobody else's dice change)
    squads = list(Squad.objects.order_by("pk"))
    crews = {squad: _crew(squad, order, rng) for order, squad in enumerate(squads)}
    first = min((squad for squad in squads if squad.area_id == DISTRICT), key=lambda squad: squad.pk)
    leader = crews[first][0]
    leader.user, leader.name = cast.log_ins["squad"], cast.log_ins["squad"].display_name
    SquadMember.objects.bulk_create(member for crew in crews.values() for member in crew)
    turns = [_shifts(crew, now, at_night=order % 4 == 3) for order, crew in enumerate(crews.values())]
    SquadShift.objects.bulk_create(shift for turn in turns for shift in turn)
    return sum(map(len, crews.values()))


def _crew(squad: Squad, order: int, rng: Random) -> list[SquadMember]:
    crew = [
        SquadMember(
            squad=squad, role=role, skill=skill, name=f"{rng.choice(SURNAMES)}{title}", phone=office_phone(2100 + order)
        )
        for role, skill, title in CREW
    ]
    crew[2].skill = OTHERS[order % len(OTHERS)] if order % 3 else crew[2].skill
    return crew


def _shifts(crew: list[SquadMember], now: datetime, *, at_night: bool) -> list[SquadShift]:
    """Around the clock (H3): squads take turns of a day; every fourth is there at night only."""
    today = timezone.localdate(now)
    found = []
    for day in DAYS:
        starts_at = timezone.make_aware(datetime.combine(today + timedelta(days=day), NIGHT if at_night else DAY))
        hours = timedelta(hours=12) if at_night else timedelta(hours=24)
        found += [SquadShift(member=member, starts_at=starts_at, ends_at=starts_at + hours) for member in crew]
    return found
