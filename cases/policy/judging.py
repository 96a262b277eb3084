"""Decides: one situation in, exactly one outcome out, with the clauses that led to it.

1. Among the rules of `pathways` that hold, those marked `first` go before all others; then the most specific wins,
   else the later one.
2. Every rule of `also` that holds adds to it, the less specific first. Safety only grows: a demand for a buffer
   place, partition or kit is never withdrawn, pooling needs every rule's consent, the highest priority counts.
3. Whatever a pack says, nobody asks a critical person for a test or a code (T3a).
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from cases.policy.outcome import Clause, GateTest, HospitalRule, Outcome, PassRule, TransportRule
from cases.policy.rules import GroupRule, Pack, Rule, TestWanted, Then
from cases.policy.situation import Situation
from cases.policy.values import GOES_TO_HOSPITAL, GROUPS, MODE_OF, NEVER_ASK, Words, names_of
from cases.policy.why_not import alternatives_to
from cases.policy.words import circumstances_of, fill

T = TypeVar("T")
_BY = {"consultation": "medic", "medicine_delivery": "grid", "squad_visit": "medic", "outing_vehicle": "dispatcher"}


def judge(pack: Pack, situation: Situation) -> Outcome:
    """Never raises for a pack that was accepted."""
    rule = deciding_rule(pack, situation)
    situation = situation.on(rule.then.pathway or "")
    added = _additions(pack, situation)
    said = [rule.then, *(addition.then for addition in added)]
    groups = _groups_that_count(pack, situation)
    return Outcome(
        pathway=rule.then.pathway or "",
        rule_id=rule.id,
        pack=pack.name,
        by=rule.then.by or _BY.get(rule.then.pathway or "", "operator"),
        hospital=_hospital(said) if rule.then.pathway in GOES_TO_HOSPITAL else None,
        transport=_transport(rule.then, said),
        gate_pass=_pass(said, situation),
        never_ask=tuple(NEVER_ASK) if situation.is_critical else _union(then.never_ask for then in said),
        priority=max([then.priority or 0 for then in said] + [group.priority for group in groups]),
        lines=_union(then.lines for then in said),
        why=tuple(_why(pack, situation, [rule, *added], groups)),
        alternatives=alternatives_to(rule, pack, situation),
    )


def deciding_rule(pack: Pack, situation: Situation) -> Rule:
    """A pack without an answer for somebody is never accepted, so there is one."""
    holding = [rule for rule in pack.pathways if rule.when.holds(situation)]
    return _most_specific([rule for rule in holding if rule.first] or holding)


def _most_specific(rules: Sequence[Rule]) -> Rule:
    return max(enumerate(rules), key=lambda numbered: (numbered[1].when.specificity, numbered[0]))[1]


def _additions(pack: Pack, situation: Situation) -> list[Rule]:
    holding = [rule for rule in pack.also if rule.when.holds(situation)]
    return sorted(holding, key=lambda rule: rule.when.specificity)  # stable: the later of equals stays later


def _groups_that_count(pack: Pack, situation: Situation) -> list[GroupRule]:
    return [rule for group, rule in pack.groups.items() if group in situation.groups]


def _hospital(said: Sequence[Then]) -> HospitalRule:
    hospital = [then.hospital for then in said]
    unsaid = HospitalRule()
    return HospitalRule(
        kinds=_last((rule.kinds for rule in hospital), unsaid.kinds),
        prefer=_last((rule.prefer for rule in hospital), unsaid.prefer),
        areas=_last((rule.areas for rule in hospital), unsaid.areas),
        category=_last((rule.category for rule in hospital), unsaid.category),
        buffer=any(rule.buffer for rule in hospital),
        by_slot=_last((rule.by_slot for rule in hospital), unsaid.by_slot),
    )


def _transport(decided: Then, said: Sequence[Then]) -> TransportRule:
    mode = decided.transport.mode or MODE_OF.get(decided.pathway or "", "none")
    if mode != "vehicle":
        return TransportRule(mode)
    transport = [then.transport for then in said]
    pooling = [rule.pooling for rule in transport if rule.pooling is not None]
    return TransportRule(
        mode,
        partition=any(rule.partition for rule in transport),
        kit=any(rule.kit for rule in transport),
        pooling=bool(pooling) and all(pooling),
    )


def _pass(said: Sequence[Then], situation: Situation) -> PassRule:
    needed = _last((then.gate.needed for then in said), False)
    if not needed or situation.is_critical:
        return PassRule(needed=needed)
    wanted = _union(then.gate.tests for then in said)
    return PassRule(needed=True, tests=tuple(_gate_test(test, situation) for test in wanted))


def _gate_test(wanted: TestWanted, situation: Situation) -> GateTest:
    hours = wanted.max_age.total_seconds() / 3600
    age = situation.latest_test_age_hours
    return GateTest(hours, first="" if age is not None and age <= hours else wanted.if_older)


def _why(pack: Pack, situation: Situation, rules: Sequence[Rule], groups: Sequence[GroupRule]) -> Iterable[Clause]:
    """Each rule's first clause in its own words for this person, its other clauses by their titles; no clause twice."""
    circumstances = circumstances_of(situation)
    told: set[str] = set()
    for rule in rules:
        text = fill(rule.text, circumstances)
        for number, clause in enumerate(rule.cite):
            if clause not in told:
                told.add(clause)
                yield Clause(clause, text.en, text.zh) if number == 0 else pack.clause(clause)
    for clause in dict.fromkeys(rule.cite[0] for rule in groups if rule.priority):
        if clause not in told:
            words = _precedence([rule.group for rule in groups if rule.cite[0] == clause])
            yield Clause(clause, words.en, words.zh)


def _precedence(groups: list[str]) -> Words:
    named = names_of(GROUPS, groups, en=", ")
    return Words(f"{named.en}: goes before others", f"{named.zh}：优先办理")


def _last(values: Iterable[T | None], unsaid: T) -> T:
    said = [value for value in values if value is not None]
    return said[-1] if said else unsaid


def _union(values: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(value for part in values for value in part))
