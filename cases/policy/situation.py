"""What policy looks at: a described person and need, without name, number or address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts of one request. What is not known is None (or empty) and satisfies no condition that asks for it.

    `latest_test_age_hours` None means that no result is known. `treating_hospital` is the name of the hospital
    that already treats the person. `distance_km` is to the nearest hospital that could take them. `pathway` is
    None until policy or a person has chosen; clocks may depend on it. `trouble` is what a driver has reported.
    """

    need: str = ""
    severity: str = "routine"
    control: str = "none"
    groups: frozenset[str] = frozenset()
    area_code: str = ""
    area_name: str = ""
    age: int | None = None
    latest_test_age_hours: float | None = None
    can_self_drive: bool | None = None
    treating_hospital: str | None = None
    distance_km: float | None = None
    pathway: str | None = None
    trouble: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", frozenset(self.groups or ()))

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """From a mapping that may say less (a hospital's closure has no patient) or more than policy looks at."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in facts.items() if key in known and value is not None})

    @property
    def is_critical(self) -> bool:
        return self.severity == "critical"

    @property
    def has_treating_hospital(self) -> bool:
        return bool(self.treating_hospital)

    def on(self, pathway: str) -> Self:
        return replace(self, pathway=pathway)
