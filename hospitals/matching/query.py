"""What is asked of the matching and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hospitals.vocabulary import Control, Severity

if TYPE_CHECKING:
    from hospitals.matching.lines import Line
    from hospitals.matching.standing import Buffer
    from hospitals.models import Hospital

# The preferences that a policy may put in order.
TREATING, DESIGNATED, NEAREST = "treating", "designated", "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A person's need, as policy puts it to the matching.

    `prefer` orders the choice: the treating hospital (T3b), the designated one (H2), the nearest (T2a); what comes
    first decides first. `kinds`: only institutions that run one of them (empty: any that takes everybody). `areas`:
    only institutions there (T2b), empty for the person's own city. `at`: when care is wanted, default now.
    """

    area_id: str
    need: str
    groups: tuple[str, ...] = ()
    control: str = Control.NONE
    severity: str = Severity.ROUTINE
    age: int | None = None
    treating_hospital_id: int | None = None
    prefer: tuple[str, ...] = (TREATING, DESIGNATED, NEAREST)
    kinds: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    result_unknown: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with the clause that it carries out. `message` is lazy: it speaks the reader's language."""

    clause: str
    message: Any
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return str(self.message) % self.values if self.values else str(self.message)


@dataclass(slots=True)
class Candidate:
    """One institution for one query. `rank` counts from 1; an excluded one has none and says `why_not`."""

    hospital: Hospital
    distance_km: float | None = None
    reasons: list[Reason] = field(default_factory=list)
    why_not: Reason | None = None
    rank: int | None = None
    is_treating: bool = False
    designation: Line | None = None
    specificity: int = 0
    lines: list[Line] = field(default_factory=list)  # those that serve the place, in force or not
    buffer: Buffer | None = None

    @property
    def excluded(self) -> bool:
        return self.why_not is not None
