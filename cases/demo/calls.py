"""What people say on the telephone: the corpus of calls, and which resident each of them is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from cases.demo.residents import Resident
from cases.models.vocabulary import Channel, Control

FILES = Path(__file__).parent / "data" / "calls"
MADE_BY_MANY = ("medicine", "consultation", "psychological")
RARE = 21  # per cent of a day's calls that ask for a hospital


@dataclass(frozen=True, slots=True)
class Who:
    """For whom a call fits. Empty and None: anybody."""

    group: str = ""
    sex: str = ""
    age: tuple[int, int] = (0, 120)
    control: tuple[str, ...] = ()

    def fits(self, resident: Resident) -> bool:
        low, high = self.age
        return (
            low <= resident.age <= high
            and self.sex in ("", resident.sex)
            and (not self.group or self.group in resident.groups)
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that somebody says, with what an operator would tick while hearing it."""

    text: str
    need: str
    severity: str
    who: Who
    channel: str = Channel.HOTLINE.value
    has_car: bool = False
    needs_wheelchair: bool = False
    test_hours: int | None = None  # age of the last test


@dataclass(slots=True)
class Told:
    """A call about a resident, as the story begins with it."""

    call: Call
    resident: Resident
    control: str
    twist: str = ""
    marks: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        treating = self.resident.treating.name.removesuffix("（演示）") if self.resident.treating else "原来看病的医院"
        community = self.resident.area.name.removesuffix("居委会")
        return self.call.text.format(hospital=treating, community=community, age=self.resident.age)


@cache
def corpus() -> tuple[Call, ...]:
    """Every call of the files, in their order."""
    return tuple(call for path in sorted(FILES.glob("*.yaml")) for call in _read(path))


def _read(path: Path) -> Iterator[Call]:
    for section in yaml.safe_load(path.read_text(encoding="utf-8")):
        for row in section["calls"]:
            who = {**section.get("who", {}), **row.get("who", {})}
            yield Call(
                text=row["text"],
                need=section["need"],
                severity=row.get("severity", section["severity"]),
                who=Who(
                    group=who.get("group", ""),
                    sex=who.get("sex", ""),
                    age=tuple(who.get("age", (0, 120))),
                    control=tuple(who.get("control", ())),
                ),
                channel=row.get("by", Channel.HOTLINE.value),
                has_car=row.get("car", False),
                needs_wheelchair=row.get("wheelchair", False),
                test_hours=row.get("test"),
            )


class Telephone:
    """Puts calls and residents together: each resident has each need once, as somebody whose need is open would."""

    def __init__(self, rng: Random, residents: list[Resident], *, near: set[str]) -> None:
        """`near` are the communities that the demo has staffed: their residents are preferred."""
        self.rng = rng
        self.residents = sorted(residents, key=lambda one: one.area.pk not in near)
        self.busy: dict[str, set[str]] = defaultdict(set)  # needs by resident's ID number

    def calls(self, how_many: int) -> list[Told]:
        """All that many people say, some of the rest, and again what many say; in a shuffled order."""
        again = [call for call in corpus() if call.need in MADE_BY_MANY]
        rare = [call for call in corpus() if call.need not in MADE_BY_MANY]
        calls = again + self.rng.sample(rare, min(len(rare), how_many * RARE // 100))
        while len(calls) < how_many:
            calls += self.rng.sample(again, min(len(again), how_many - len(calls)))
        self.rng.shuffle(calls)
        return [told for call in calls[:how_many] if (told := self._about_somebody(call))]

    def _about_somebody(self, call: Call) -> Told | None:
        fitting = [
            one for one in self.residents if call.who.fits(one) and call.need not in self.busy[one.id_number]
        ]  # fmt: skip
        if not fitting:
            return None
        alike = [one for one in fitting if one.control in call.who.control]
        pool = alike or fitting
        resident = self.rng.choice(pool[: max(4, len(pool) // 3)])
        self.busy[resident.id_number].add(call.need)
        return Told(call=call, resident=resident, control=self._control(call, resident))

    def _control(self, call: Call, resident: Resident) -> str:
        """As it is told on the telephone, where the words say it, else as it is known."""
        if call.who.control and resident.control not in call.who.control:
            return call.who.control[0]
        if call.channel == Channel.ISOLATION_SITE:
            return Control.CENTRAL_ISOLATION.value
        return resident.control
