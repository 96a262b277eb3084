"""The plot of the day: which request goes how and when it begins, so that every state and pathway is on the stage."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from cases.demo.calls import Told
from cases.demo.staff import HOME

HOURS = 11  # the day that is replayed
LAST_MINUTES = (2, 14)  # the requests that nobody has had time for yet
JUST_NOW = 7  # how many they are
SKEW = 2.2  # 1 would spread the day evenly; so, half of it began within the last two and a half hours

SESSIONS = frozenset({"treatment_session"})
OUTINGS = SESSIONS | {"outpatient"}
ERRANDS = frozenset({"consultation", "medicine"})
ANY = OUTINGS | ERRANDS | {"psychological"}


@dataclass(frozen=True, slots=True)
class Twist:
    """So many requests for one of `needs` go this way; each begins between `first` and `last` minutes before now."""

    name: str
    count: int
    first: float
    last: float
    needs: frozenset[str] = ANY
    own_car: bool | None = None  # None: either
    near_home: bool = False  # rather in the community of the log-ins `grid` and `medic`

    def suits(self, told: Told) -> bool:
        call = told.call
        return (
            call.need in self.needs
            and call.severity != "critical"
            and (self.own_car is None or call.has_car == self.own_car)
        )


TWISTS = (
    # Somebody is late, and the ladder has told.
    Twist("unanswered", 6, 140, 22),
    Twist("answered_late", 14, 430, 70),
    Twist("judged_late", 8, 430, 200),
    Twist("not_judged", 4, 190, 60),
    Twist("not_arranged", 4, 320, 110),
    Twist("silent", 3, 170, 80, OUTINGS, own_car=False),
    Twist("no_vehicle", 3, 130, 90, OUTINGS, own_car=False),
    Twist("not_home", 1, 659, 655, SESSIONS, own_car=False),
    Twist("not_signed", 6, 75, 12, ERRANDS, near_home=True),
    # Somebody is at it.
    Twist("half_way", 8, 110, 45, ERRANDS | {"psychological"}, near_home=True),
    # Hospitals say no.
    Twist("refused", 6, 400, 120, OUTINGS, own_car=False),
    Twist("refused_unlawfully", 5, 480, 90, OUTINGS, own_car=False),
    Twist("refused_twice", 3, 430, 150, OUTINGS, own_car=False),
    Twist("unplaced", 2, 150, 90, OUTINGS, own_car=False),
    # The way is longer than it looked.
    Twist("paused", 6, 180, 25),
    Twist("resumed", 6, 430, 220),
    Twist("transferred", 6, 250, 30),
    Twist("handed_on", 5, 400, 70),
    Twist("cancelled", 8, 430, 45),
    Twist("doubled", 6, 430, 30),
    Twist("called_again", 8, 430, 60),
    Twist("returned", 6, 430, 130, ERRANDS | OUTINGS),
    Twist("handed_back", 4, 430, 160, ERRANDS),
    Twist("departed", 8, 430, 70, ERRANDS | {"outpatient"}),
    Twist("reopened", 8, 430, 330, ERRANDS | {"psychological"}),
    Twist("tomorrow", 9, 400, 60, OUTINGS, own_car=False),
    Twist("stopped", 3, 400, 150, OUTINGS, own_car=True),
    # Nothing had to be arranged.
    Twist("advised", 9, 430, 60, ERRANDS),
    Twist("unreachable", 3, 430, 90, ERRANDS),
    Twist("declined", 3, 430, 90, OUTINGS, own_car=False),
)


def plot(rng: Random, calls: list[Told]) -> list[tuple[float, Told]]:
    """Every call with how many minutes before now it comes in, the first of the day first."""
    ordinary, planned = list(calls), []
    for twist in TWISTS:
        suited = [told for told in ordinary if twist.suits(told)]
        if twist.near_home:
            suited.sort(key=lambda told: told.resident.area.pk != HOME)
        chosen = suited[: twist.count]
        for told in chosen:
            told.twist = twist.name
            ordinary.remove(told)
            planned.append((rng.uniform(twist.last, twist.first), told))
    last = [told for told in ordinary if told.call.severity != "critical"][:JUST_NOW]
    planned += [(rng.uniform(*LAST_MINUTES), told) for told in last]
    planned += [(_any_time(rng), told) for told in ordinary if told not in last]
    return sorted(planned, key=lambda row: -row[0])


def _any_time(rng: Random) -> float:
    """More of them lately, so that much is under way when the demo opens."""
    return 4 + (HOURS * 60 - 8) * rng.random() ** SKEW
