"""What policy says about a situation: one way to care, its safeguards, its clocks, and the reasons in words."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a notice, applied to this person, in both languages."""

    id: str
    text_en: str
    text_zh: str

    def text(self, language: str) -> str:
        return self.text_zh if language.startswith("zh") else self.text_en


@dataclass(frozen=True, slots=True)
class HospitalRule:
    """Which hospital. `prefer` is tried in order (treating, designated, nearest); `kinds` empty means any kind.

    `buffer`: a buffer place is used because the result is not known (N3). `by_slot`: an appointment by time slot (P1).
    `areas`: codes of the areas whose hospitals serve the person, empty for their own (T2b). `category` names the
    designation in the notice's words, for people.
    """

    kinds: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ("designated", "nearest")
    areas: tuple[str, ...] = ()
    category: str = ""
    buffer: bool = False
    by_slot: bool = False

    @property
    def nearest(self) -> bool:
        """Distance alone decides among those allowed."""
        return self.prefer[:1] == ("nearest",)

    @property
    def treating(self) -> bool:
        return "treating" in self.prefer

    @property
    def designation(self) -> bool:
        return "designated" in self.prefer


@dataclass(frozen=True, slots=True)
class TransportRule:
    """How the person travels. Public transport is not a mode: it is never offered (T2c)."""

    mode: str = "none"
    partition: bool = False
    kit: bool = False
    pooling: bool = False


@dataclass(frozen=True, slots=True)
class GateTest:
    """A negative test the gate looks for. `first` names what must happen before the pass opens, empty when met."""

    max_age_hours: float
    first: str = ""

    @property
    def is_met(self) -> bool:
        return not self.first


@dataclass(frozen=True, slots=True)
class PassRule:
    needed: bool = False
    tests: tuple[GateTest, ...] = ()

    @property
    def first(self) -> tuple[str, ...]:
        """What must happen before the pass may be issued."""
        return tuple(dict.fromkeys(test.first for test in self.tests if test.first))


@dataclass(frozen=True, slots=True)
class ClockStep:
    """Tell `to` at the level `at`, `after` the due time has passed."""

    after: timedelta
    to: str
    at: str


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long a promise may take and who is told when it is broken."""

    kind: str
    due: timedelta
    steps: tuple[ClockStep, ...]
    cite: str
    rule_id: str
    pack: str
    before: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A rule that was close and did not decide, with the reason why not."""

    rule_id: str
    pathway: str
    clauses: tuple[str, ...]
    text_en: str
    text_zh: str

    def text(self, language: str) -> str:
        return self.text_zh if language.startswith("zh") else self.text_en


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision.

    `never_ask` holds at the hospital and on the whole way; only a gate may look for what `gate_pass.tests` names,
    and for a critical person nobody may. `priority` 0 (routine) to 9 (life in danger), higher first. `by` is the
    role whose job the pathway is. `hospital` is None where nobody goes to one.
    """

    pathway: str
    rule_id: str
    pack: str
    by: str
    hospital: HospitalRule | None
    transport: TransportRule
    gate_pass: PassRule
    never_ask: tuple[str, ...]
    priority: int
    lines: tuple[str, ...]
    why: tuple[Clause, ...]
    alternatives: tuple[Alternative, ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clause.id for clause in self.why))

    def as_json(self) -> dict[str, Any]:
        """Plain values to keep beside the case: what was decided stays readable when the pack is long gone."""
        return asdict(self)
