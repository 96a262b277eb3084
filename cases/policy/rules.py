"""A pack in memory: its rules, typed, after inheritance."""

from dataclasses import dataclass, field
from datetime import timedelta

from cases.policy.conditions import When
from cases.policy.outcome import Clause, ClockStep
from cases.policy.values import Words


@dataclass(frozen=True, slots=True)
class HospitalSaid:
    """What one rule says of the hospital; None is silence."""

    kinds: tuple[str, ...] | None = None
    prefer: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    category: str | None = None
    buffer: bool | None = None
    by_slot: bool | None = None


@dataclass(frozen=True, slots=True)
class TransportSaid:
    mode: str | None = None
    partition: bool | None = None
    kit: bool | None = None
    pooling: bool | None = None


@dataclass(frozen=True, slots=True)
class TestWanted:
    """A gate test as the pack writes it: how old at most, and what happens first when it is older or not known."""

    __test__ = False  # not a test case, whatever a test runner makes of the name

    max_age: timedelta
    if_older: str


@dataclass(frozen=True, slots=True)
class PassSaid:
    needed: bool | None = None
    tests: tuple[TestWanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Then:
    """What one rule says; silence everywhere else."""

    pathway: str | None = None
    by: str | None = None
    priority: int | None = None
    hospital: HospitalSaid = HospitalSaid()
    transport: TransportSaid = TransportSaid()
    gate: PassSaid = PassSaid()
    never_ask: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that decides (section `pathways`) or adds to every decision it fits (section `also`).

    `first`: decides before all rules that are not first, however specific those are (life before everything).
    """

    id: str
    when: When
    then: Then
    cite: tuple[str, ...]
    text: Words
    pack: str
    line: int
    first: bool = False


@dataclass(frozen=True, slots=True)
class CommitmentRule:
    """A promise's time and ladder: `steps` count from the due time and end with the city inside a day.

    `before`: of what begins at a known hour, it is due so long before that, yet never sooner than `due` after it was
    found.
    """

    id: str
    kind: str
    when: When
    due: timedelta
    steps: tuple[ClockStep, ...]
    cite: tuple[str, ...]
    pack: str
    line: int
    before: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class GroupRule:
    """A special group that the register holds, and the priority that belonging to it gives."""

    group: str
    priority: int
    cite: tuple[str, ...]
    pack: str
    line: int


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A reason for which no institution may refuse."""

    code: str
    cite: tuple[str, ...]
    pack: str
    line: int


@dataclass(frozen=True, slots=True)
class ClauseTitle:
    id: str
    title: Words


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the chain, kept whole, so that a decision can be repeated when the file has changed."""

    name: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack with all it inherits, the base's rules before its own."""

    name: str
    title: Words
    sources: tuple[Source, ...]
    digest: str
    pathways: tuple[Rule, ...]
    also: tuple[Rule, ...]
    commitments: tuple[CommitmentRule, ...]
    groups: dict[str, GroupRule] = field(default_factory=dict)
    forbidden: dict[str, Forbidden] = field(default_factory=dict)
    clauses: dict[str, ClauseTitle] = field(default_factory=dict)

    @property
    def chain(self) -> tuple[str, ...]:
        """Names from the base to this pack."""
        return tuple(source.name for source in self.sources)

    def clause(self, clause_id: str) -> Clause:
        """The clause by its title alone."""
        title = self.clauses[clause_id].title
        return Clause(clause_id, title.en, title.zh)


@dataclass(frozen=True, slots=True)
class Draft:
    """One file read, before it is joined with its base."""

    source: Source
    extends: str | None
    extends_line: int
    title: Words
    pathways: tuple[Rule, ...]
    also: tuple[Rule, ...]
    commitments: tuple[CommitmentRule, ...]
    groups: tuple[GroupRule, ...]
    forbidden: tuple[Forbidden, ...]
    clauses: tuple[ClauseTitle, ...]
    citations: tuple[tuple[str, int], ...]
