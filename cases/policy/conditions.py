"""When a rule applies: conditions over a situation, how specific they are, and how they read in words.

Conditions are joined by "and", the values of one condition by "or". A fact that is not known satisfies nothing,
except `test_age: unknown`. The more conditions, the more specific the rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.policy.situation import Situation
from cases.policy.values import CONTROLS, GROUPS, NEEDS, PATHWAYS, SEVERITIES, TROUBLES, Words, names_of


@dataclass(frozen=True, slots=True)
class OneOf:
    """The situation's value is among these (groups: shares at least one)."""

    codes: tuple[str, ...]

    def holds(self, value: str | frozenset[str] | None) -> bool:
        if isinstance(value, frozenset):
            return not value.isdisjoint(self.codes)
        return value in self.codes


@dataclass(frozen=True, slots=True)
class Within:
    """The area is one of these or lies below it: containment is a prefix of the code."""

    codes: tuple[str, ...]

    def holds(self, value: str | None) -> bool:
        return bool(value) and str(value).startswith(self.codes)


@dataclass(frozen=True, slots=True)
class Between:
    """A number from `low` to `high`, both included, either open."""

    low: float | None = None
    high: float | None = None

    def holds(self, value: float | None) -> bool:
        if value is None:
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class TestAge:
    """The latest test's age in hours: at most `within`, more than `older_than`, or not known; any of them."""

    __test__ = False  # not a test case, whatever a test runner makes of the name

    within: float | None = None
    older_than: float | None = None
    unknown: bool = False

    def holds(self, hours: float | None) -> bool:
        if hours is None:
            return self.unknown
        if self.within is not None and hours <= self.within:
            return True
        return self.older_than is not None and hours > self.older_than


@dataclass(frozen=True, slots=True)
class Is:
    """A yes or no that is known."""

    wanted: bool

    def holds(self, value: bool | None) -> bool:
        return value is self.wanted


# The conditions, in the order in which they are told, and which fact of the situation each is asked of.
FACTS = {
    "groups": "groups",
    "control": "control",
    "need": "need",
    "severity": "severity",
    "pathway": "pathway",
    "trouble": "trouble",
    "area": "area_code",
    "age": "age",
    "distance_km": "distance_km",
    "test_age": "latest_test_age_hours",
    "can_self_drive": "can_self_drive",
    "has_treating_hospital": "has_treating_hospital",
}


@dataclass(frozen=True, slots=True)
class When:
    """All conditions of one rule; one that is None is not asked."""

    groups: OneOf | None = None
    control: OneOf | None = None
    need: OneOf | None = None
    severity: OneOf | None = None
    pathway: OneOf | None = None
    trouble: OneOf | None = None
    area: Within | None = None
    age: Between | None = None
    distance_km: Between | None = None
    test_age: TestAge | None = None
    can_self_drive: Is | None = None
    has_treating_hospital: Is | None = None

    def _asked(self) -> Iterator[tuple[str, "OneOf | Within | Between | TestAge | Is"]]:
        for name in FACTS:
            condition = getattr(self, name)
            if condition is not None:
                yield name, condition

    @property
    def specificity(self) -> int:
        return sum(1 for _ in self._asked())

    def holds(self, situation: Situation) -> bool:
        return all(condition.holds(getattr(situation, FACTS[name])) for name, condition in self._asked())

    def failing(self, situation: Situation) -> list[str]:
        """Names of the conditions that the situation does not meet."""
        return [name for name, condition in self._asked() if not condition.holds(getattr(situation, FACTS[name]))]

    def excludes(self, other: "When") -> bool:
        """Is there surely nobody for whom both hold? (Somebody may belong to several groups.)"""
        both = [(getattr(self, name), getattr(other, name)) for name in ("control", "need", "severity", "pathway")]
        return any(one and two and set(one.codes).isdisjoint(two.codes) for one, two in both)

    def in_words(self) -> Words | None:
        """The conditions as one phrase; None where there are none."""
        phrases = [self.phrase(name) for name, _ in self._asked()]
        if not phrases:
            return None
        return Words("; ".join(phrase.en for phrase in phrases), "；".join(phrase.zh for phrase in phrases))

    def phrase(self, name: str) -> Words:
        """One condition in words."""
        condition = getattr(self, name)
        if isinstance(condition, OneOf):
            return _choice(name, condition)
        if isinstance(condition, Within):
            return Words(f"area {' or '.join(condition.codes)}", f"区域{'、'.join(condition.codes)}")
        if isinstance(condition, Between):
            return _range(name, condition)
        if isinstance(condition, TestAge):
            return _test_age(condition)
        return _YES_NO[name, condition.wanted]


_TABLES = {
    "groups": (GROUPS, Words("group", "人群")),
    "control": (CONTROLS, Words("control", "管控状态")),
    "need": (NEEDS, Words("need", "需求")),
    "severity": (SEVERITIES, Words("severity", "轻重")),
    "pathway": (PATHWAYS, Words("pathway", "办理方式")),
    "trouble": (TROUBLES, Words("trouble", "求助")),
}
_RANGES = {
    "age": (Words("aged", "年龄"), Words("", "岁")),
    "distance_km": (Words("distance", "距离"), Words(" km", "公里")),
}
_YES_NO = {
    ("can_self_drive", True): Words("has a car and can drive", "有车且能自驾"),
    ("can_self_drive", False): Words("cannot drive themselves", "不能自驾"),
    ("has_treating_hospital", True): Words("a hospital already treats them", "已有治疗医院"),
    ("has_treating_hospital", False): Words("no hospital treats them yet", "尚无治疗医院"),
}


def _choice(name: str, condition: OneOf) -> Words:
    table, label = _TABLES[name]
    values = names_of(table, list(condition.codes))
    return Words(f"{label.en}: {values.en}", f"{label.zh}：{values.zh}")


def _range(name: str, condition: Between) -> Words:
    label, unit = _RANGES[name]
    low, high = condition.low, condition.high
    if high is None:
        return Words(f"{label.en} {low:g}{unit.en} or more", f"{label.zh}{low:g}{unit.zh}及以上")
    if low is None:
        return Words(f"{label.en} {high:g}{unit.en} or less", f"{label.zh}{high:g}{unit.zh}及以下")
    return Words(f"{label.en} {low:g} to {high:g}{unit.en}", f"{label.zh}{low:g}至{high:g}{unit.zh}")


def _test_age(condition: TestAge) -> Words:
    en, zh = [], []
    if condition.within is not None:
        en.append(f"no older than {condition.within:g} h")
        zh.append(f"{condition.within:g}小时内")
    if condition.older_than is not None:
        en.append(f"older than {condition.older_than:g} h")
        zh.append(f"超过{condition.older_than:g}小时")
    if condition.unknown:
        en.append("not known")
        zh.append("结果未知")
    return Words(f"test {' or '.join(en)}", f"核酸{'或'.join(zh)}")
