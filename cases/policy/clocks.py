"""How long a promise may take: the most specific rule of its kind, else the later one."""

from cases.policy.outcome import ClockRule
from cases.policy.rules import CommitmentRule, Pack
from cases.policy.situation import Situation


def clocks_for(pack: Pack, kind: str, situation: Situation) -> ClockRule:
    """Raises KeyError for a kind that is none; for every other kind an accepted pack has an answer."""
    rules = [rule for rule in pack.commitments if rule.kind == kind and rule.when.holds(situation)]
    if not rules:
        raise KeyError(kind)
    return _clock(max(enumerate(rules), key=lambda numbered: (numbered[1].when.specificity, numbered[0]))[1])


def _clock(rule: CommitmentRule) -> ClockRule:
    return ClockRule(rule.kind, rule.due, rule.steps, rule.cite[0], rule.id, rule.pack, rule.before)
