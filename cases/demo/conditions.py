"""Who stands in which register of special groups, with what plan; rare illnesses are met more often than in life."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

NEWBORN_DAYS = 28
POSTPARTUM_DAYS = 42
CHILD_TO, ELDERLY_FROM = 14, 65


@dataclass(frozen=True, slots=True)
class Prevalence:
    """How many of those in question have it. At true rates, two of three thousand residents would need dialysis."""

    group: str
    share: float
    low: int
    high: int
    sex: str = ""


PREVALENCES = (
    Prevalence("dialysis", 0.030, 28, 84),
    Prevalence("oncology", 0.026, 15, 88),
    Prevalence("critical", 0.050, 62, 96),
    Prevalence("chronic", 0.300, 45, 96),
    Prevalence("pregnant", 0.085, 20, 42, "female"),
)

ACCESSES = ("fistula", "fistula", "graft", "catheter")
CHRONIC = ("hypertension", "diabetes", "coronary", "copd", "parkinson", "thyroid")


@dataclass(slots=True)
class Standing:
    """What the registers know of one resident: their groups, each with its plan (codes and dates only)."""

    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    born: date | None = None

    @property
    def groups(self) -> list[str]:
        return sorted(self.plans)


def standing(rng: Random, *, sex: str, age: int, relation: str, today: date) -> Standing:
    """The groups of one resident, and a date of birth that fits them."""
    found = Standing(born=birth_date(rng, age, today))
    if age == 0 and rng.random() < 0.6:
        found.born = today - timedelta(days=rng.randint(2, NEWBORN_DAYS - 1))
        found.plans["newborn"] = {"born": found.born.isoformat()}
    elif age <= CHILD_TO:
        found.plans["child"] = {}
    if age >= ELDERLY_FROM:
        found.plans["elderly"] = {"lives_alone": relation == "self" and rng.random() < 0.3}
    for row in PREVALENCES:
        if row.low <= age <= row.high and row.sex in ("", sex) and rng.random() < row.share:
            found.plans[row.group] = PLANS[row.group](rng, today)
    return found


def birth_date(rng: Random, age: int, today: date) -> date:
    """A day on which somebody was born who is `age` years old in the calendar year's sense."""
    first = date(today.year - age, 1, 1)
    last = min(date(today.year - age, 12, 31), today - timedelta(days=NEWBORN_DAYS))
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def postpartum(newborn_born: date) -> dict[str, Any]:
    return {"delivered": newborn_born.isoformat(), "until": (newborn_born + timedelta(POSTPARTUM_DAYS)).isoformat()}


def _dialysis(rng: Random, today: date) -> dict[str, Any]:
    """Three sessions a week, on the odd or the even weekdays. Half of them have one today."""
    days = rng.choice(([1, 3, 5], [2, 4, 6]))
    shift = rng.randint(1, 3)
    return {"days": days, "shift": shift, "access": ACCESSES[(days[0] + shift) % len(ACCESSES)]}


def _oncology(rng: Random, today: date) -> dict[str, Any]:
    kind = rng.choice(("chemotherapy", "chemotherapy", "radiotherapy"))
    every = 21 if kind == "chemotherapy" else 1
    return {"kind": kind, "regimen_days": every, "next": (today + timedelta(days=rng.randint(0, every))).isoformat()}


def _pregnant(rng: Random, today: date) -> dict[str, Any]:
    weeks = rng.randint(6, 40)
    return {"due": (today + timedelta(weeks=40 - weeks)).isoformat(), "high_risk": rng.random() < 0.2}


def _chronic(rng: Random, today: date) -> dict[str, Any]:
    return {"conditions": sorted(rng.sample(CHRONIC, rng.randint(1, 2))), "medicine_until": _soon(rng, today)}


def _critical(rng: Random, today: date) -> dict[str, Any]:
    return {"device": rng.choice(("ventilator", "tracheostomy", "gastrostomy", "oxygen", "none"))}


def _soon(rng: Random, today: date) -> str:
    return (today + timedelta(days=rng.randint(1, 30))).isoformat()


PLANS = {
    "dialysis": _dialysis,
    "oncology": _oncology,
    "pregnant": _pregnant,
    "chronic": _chronic,
    "critical": _critical,
}
