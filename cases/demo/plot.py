"""The plot of the day: which request goes how and when it begins, so that every state and pathway is on the stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from cases.demo.calls import Told
from cases.demo.staff import DESK, HOME

HOURS = 11  # the day that is replayed
LAST_MINUTES = (2, 14)  # the requests that nobody has had time for yet
JUST_NOW = 6  # how many they are
SKEW = 2.2  # 1 would spread the day evenly; so, half of it began within the last two and a half hours

SESSIONS = frozenset({"treatment_session"})
OUTINGS = SESSIONS | {"outpatient"}
ERRANDS = frozenset({"consultation", "medicine"})
ANY = OUTINGS | ERRANDS | {"psychological"}


def is_at_home(told: Told) -> bool:
    """In the community of the log-ins `grid` and `medic`."""
    return told.resident.area.pk == HOME


def is_treated_at_the_desk(told: Told) -> bool:
    """By the hospital of the log-in `desk`."""
    return told.resident.treating is not None and told.resident.treating.name == DESK


@dataclass(frozen=True, slots=True)
class Twist:
    """So many requests for one of `needs` go this way; each begins between `first` and `last` minutes before now."""

    name: str
    count: int
    first: float
    last: float
    needs: frozenset[str] = ANY
    own_car: bool | None = None  # None: either
    severities: tuple[str, ...] = ("urgent", "routine")
    rather: Callable[[Told], bool] | None = None  # those for whom this holds come first

    def suits(self, told: Told) -> bool:
        call = told.call
        return (
            call.need in self.needs
            and call.severity in self.severities
            and (self.own_car is None or call.has_car == self.own_car)
        )


TWISTS = (
    # Out of the gate of the log-in `gate`, some of them back in.
    Twist("through_the_gate", 4, 300, 90, OUTINGS, own_car=False, rather=is_at_home),
    # Somebody is late, and the ladder has told.
    Twist("unanswered", 4, 140, 22),
    Twist("answered_late", 4, 430, 70),
    Twist("judged_late", 3, 430, 200),
    Twist("not_judged", 3, 190, 60),
    Twist("not_arranged", 2, 320, 110),
    Twist("silent", 2, 170, 80, OUTINGS, own_car=False),
    Twist("no_vehicle", 2, 130, 90, OUTINGS, own_car=False),
    Twist("not_home", 1, 659, 655, SESSIONS, own_car=False),
    Twist("not_signed", 4, 75, 12, ERRANDS, rather=is_at_home),
    # Somebody is at it.
    Twist("half_way", 6, 110, 45, ERRANDS | {"psychological"}, rather=is_at_home),
    Twist("in_hospital", 4, 190, 120, SESSIONS, own_car=False, rather=is_treated_at_the_desk),
    Twist("expected", 3, 52, 36, SESSIONS, own_car=False, rather=is_treated_at_the_desk),
    Twist("being_asked", 2, 21, 15, SESSIONS, own_car=False, rather=is_treated_at_the_desk),
    # Hospitals say no.
    Twist("refused", 2, 400, 120, OUTINGS, own_car=False),
    Twist("refused_unlawfully", 3, 480, 90, OUTINGS, own_car=False),
    Twist("refused_twice", 1, 430, 150, OUTINGS, own_car=False),
    Twist("unplaced", 1, 150, 90, OUTINGS, own_car=False),
    # The way is longer than it looked.
    Twist("paused", 3, 180, 25),
    Twist("resumed", 2, 430, 220),
    Twist("transferred", 3, 45, 16),  # still open with the neighbour, whose queue is not empty
    Twist("handed_on", 2, 400, 70),
    Twist("cancelled", 3, 430, 45),
    Twist("doubled", 2, 430, 30),
    Twist("called_again", 2, 430, 60),
    Twist("returned", 2, 430, 130, ERRANDS | OUTINGS),
    Twist("handed_back", 2, 430, 160, ERRANDS),
    Twist("departed", 3, 430, 70, ERRANDS | {"outpatient"}),
    Twist("reopened", 3, 430, 330, ERRANDS | {"psychological"}),
    Twist("tomorrow", 4, 400, 60, OUTINGS, own_car=False),
    Twist("stopped", 2, 400, 150, OUTINGS, own_car=True),
    # Nothing had to be arranged.
    Twist("advised", 2, 430, 60, ERRANDS),
    Twist("unreachable", 1, 430, 90, ERRANDS),
    Twist("declined", 1, 430, 90, OUTINGS, own_car=False),
    # Nothing special; these are done early, and many went as they did.
    Twist("model", 3, 645, 560, frozenset({"medicine"}), severities=("urgent",)),
    Twist("model", 3, 645, 560, frozenset({"medicine"}), severities=("routine",)),
    Twist("model", 4, 645, 560, frozenset({"consultation"}), severities=("urgent",)),
    Twist("model", 3, 645, 560, frozenset({"consultation"}), severities=("routine",)),
    Twist("model", 3, 645, 560, frozenset({"psychological"})),
)
COPIED = "copied"
COPIES = 200
COPIED_NEEDS = ERRANDS | {"psychological"}
COPIED_MINUTES = (645, 330)


def plot(rng: Random, calls: list[Told]) -> list[tuple[float, Told]]:
    """Every call with how many minutes before now it comes in, the first of the day first."""
    ordinary, planned = list(calls), []

    def plan(chosen: list[Told], twist: str, first: float, last: float) -> None:
        for told in chosen:
            told.twist = twist
            ordinary.remove(told)
            planned.append((rng.uniform(last, first), told))

    for twist in TWISTS:
        suited = [told for told in ordinary if twist.suits(told)]
        if twist.rather:
            suited.sort(key=lambda told: not twist.rather(told))
        plan(suited[: twist.count], twist.name, twist.first, twist.last)
    plan([told for told in ordinary if told.call.severity != "critical"][:JUST_NOW], "", *LAST_MINUTES)
    plan([told for told in ordinary if told.call.need in COPIED_NEEDS][:COPIES], COPIED, *COPIED_MINUTES)
    planned += [(_any_time(rng), told) for told in ordinary]
    return sorted(planned, key=lambda row: -row[0])


def _any_time(rng: Random) -> float:
    """More of them lately, so that much is under way when the demo opens."""
    return 4 + (HOURS * 60 - 8) * rng.random() ** SKEW
