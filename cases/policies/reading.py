"""The rules in force as a person reads them: in one language, grouped, each with its clauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from cases.policy import ClockStep, Outcome, Pack, Situation, clocks_for
from cases.policy.rules import CommitmentRule, Rule
from cases.policy.telling import outcome_in_words, step_in_words, then_in_words, when_in_words
from cases.policy.values import COMMITMENT_KINDS, GROUPS, PATHWAYS, REFUSALS, Words, name_of
from cases.policy.words import due_in_words, duration_in_words

# The clocks that a request meets on its way, in that order.
OF_A_REQUEST = ("case.answer", "case.judge", "case.arrange", "booking.accept", "case.finish", "case.follow_up")

OTHERWISE = Words("otherwise", "其余情况")
ALWAYS = Words("always", "任何情况")
IN_GENERAL = Words("in general", "一般情况")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """`origin` is the pack that wrote it, when that is not the pack itself."""

    id: str
    when: str
    says: list[str]
    cite: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class ClockRow:
    when: str
    due: str
    steps: list[str]
    cite: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class ClockKind:
    label: str
    rows: list[ClockRow]


class RulesReader:
    """One pack, read aloud in one language."""

    def __init__(self, pack: Pack, language: str) -> None:
        self.pack, self.language = pack, language

    def say(self, words: Words) -> str:
        return words.say(self.language)

    @property
    def title(self) -> str:
        return self.say(self.pack.title)

    @property
    def pathways(self) -> list[RuleRow]:
        """Those that go before all others first, then pathway by pathway, at last what holds where none fits."""
        order = list(PATHWAYS)

        def place(rule: Rule) -> tuple[bool, bool, int]:
            return not rule.first, not rule.when.specificity, order.index(rule.then.pathway or "")

        return [self._rule(rule, OTHERWISE) for rule in sorted(self.pack.pathways, key=place)]

    @property
    def additions(self) -> list[RuleRow]:
        return [self._rule(rule, ALWAYS) for rule in self.pack.also]

    @property
    def clocks(self) -> list[ClockKind]:
        """By kind, the more general first; of rules with the same conditions only the later, for that one holds."""
        order = list(COMMITMENT_KINDS)
        holding = {(rule.kind, rule.when): rule for rule in self.pack.commitments}
        rules = sorted(holding.values(), key=lambda rule: (order.index(rule.kind), rule.when.specificity))
        return [
            ClockKind(self.say(COMMITMENT_KINDS[kind]), [self._clock(rule) for rule in rows])
            for kind, rows in groupby(rules, key=attrgetter("kind"))
        ]

    @property
    def groups(self) -> list[tuple[str, int, tuple[str, ...]]]:
        rules = sorted(self.pack.groups.values(), key=lambda rule: -rule.priority)
        return [(self.say(name_of(GROUPS, rule.group)), rule.priority, rule.cite) for rule in rules]

    @property
    def forbidden(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(self.say(name_of(REFUSALS, rule.code)), rule.cite) for rule in self.pack.forbidden.values()]

    @property
    def clauses(self) -> list[tuple[str, str]]:
        return [(clause.id, self.say(clause.title)) for clause in self.pack.clauses.values()]

    def _rule(self, rule: Rule, unconditional: Words) -> RuleRow:
        says = [self.say(words) for words in then_in_words(rule.then)]
        when = self.say(when_in_words(rule.when, unconditional=unconditional, first=rule.first))
        return RuleRow(rule.id, when, says or [self._plainly(rule)], rule.cite, self._origin(rule.pack))

    def _plainly(self, rule: Rule) -> str:
        """A rule that only explains speaks for itself."""
        return self.say(rule.text).rpartition("→")[2].strip()

    def _clock(self, rule: CommitmentRule) -> ClockRow:
        due = self.say(due_in_words(rule.due, rule.before))
        when = self.say(when_in_words(rule.when, unconditional=IN_GENERAL))
        return ClockRow(when, due, steps_said(rule.steps, self.say), rule.cite, self._origin(rule.pack))

    def _origin(self, pack: str) -> str:
        return "" if pack == self.pack.name else pack


class OutcomeReader:
    """One decision, read aloud in one language."""

    def __init__(self, outcome: Outcome, situation: Situation, *, pack: Pack, language: str) -> None:
        self.outcome, self.language = outcome, language
        self._situation, self._pack = situation.on(outcome.pathway), pack

    def say(self, words: Words) -> str:
        return words.say(self.language)

    @property
    def pathway(self) -> str:
        return self.say(name_of(PATHWAYS, self.outcome.pathway))

    @property
    def why(self) -> list[dict[str, str]]:
        return [{"clause": clause.id, "text": clause.text(self.language)} for clause in self.outcome.why]

    @property
    def terms(self) -> list[tuple[str, str]]:
        return [(self.say(term), self.say(value)) for term, value in outcome_in_words(self.outcome)]

    @property
    def not_chosen(self) -> list[str]:
        return [alternative.text(self.language) for alternative in self.outcome.alternatives]

    @property
    def clocks(self) -> list[tuple[str, ClockRow]]:
        kinds = [kind for kind in OF_A_REQUEST if self.outcome.hospital or kind != "booking.accept"]
        return [(self.say(COMMITMENT_KINDS[kind]), self._clock(kind)) for kind in kinds]

    def _clock(self, kind: str) -> ClockRow:
        rule = clocks_for(self._pack, kind, self._situation)
        due = self.say(duration_in_words(rule.due))
        return ClockRow("", due, steps_said(rule.steps, self.say), (rule.cite,), rule.pack)


def steps_said(steps: Sequence[ClockStep], say: Callable[[Words], str]) -> list[str]:
    return [say(step_in_words(step)) for step in steps]
