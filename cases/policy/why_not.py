"""Explains the roads not taken: rules that held but were outranked, and rules that missed by one condition."""

from cases.policy.outcome import Alternative
from cases.policy.rules import Pack, Rule
from cases.policy.situation import Situation
from cases.policy.values import PATHWAYS, Words, name_of

MOST_ALTERNATIVES = 5
_OUTRANKED = Words("outranked by a rule that fits more closely", "有更具体的规则优先适用")
_LIFE_FIRST = Words("life in danger goes before it", "生命危急优先")
# A rule that misses by the need itself is not an alternative for this person, only a different request.
_TELLING = {"can_self_drive", "test_age", "has_treating_hospital", "severity", "distance_km", "age"}


def alternatives_to(decided: Rule, pack: Pack, situation: Situation) -> tuple[Alternative, ...]:
    """At most a handful, one for each pathway that was not chosen, the most specific of its rules."""
    undecided = situation.on("")
    best: dict[str, tuple[int, Alternative]] = {}
    for rule in pack.pathways:
        pathway = rule.then.pathway or ""
        reason = None if pathway == decided.then.pathway else _why_not(rule, decided, undecided)
        if reason and best.get(pathway, (0,))[0] < rule.when.specificity:
            alternative = Alternative(rule.id, pathway, rule.cite, *_sentence(pathway, reason))
            best[pathway] = (rule.when.specificity, alternative)
    return tuple(alternative for _, alternative in best.values())[:MOST_ALTERNATIVES]


def _why_not(rule: Rule, decided: Rule, situation: Situation) -> Words | None:
    failing = rule.when.failing(situation)
    if not failing:
        return _LIFE_FIRST if decided.first and not rule.first else _OUTRANKED
    if decided.first or len(failing) > 1 or not _is_telling(rule, failing[0]):
        return None
    wanted = rule.when.phrase(failing[0])
    return Words(f"the rule asks for “{wanted.en}”", f"该规则要求“{wanted.zh}”")


def _is_telling(rule: Rule, missed: str) -> bool:
    """Not being critical tells nobody anything; control status tells those who have a car why they may not take it."""
    if rule.first:
        return False
    return missed in _TELLING or (missed == "control" and rule.when.can_self_drive is not None)


def _sentence(pathway: str, reason: Words) -> tuple[str, str]:
    name = name_of(PATHWAYS, pathway)
    return f"not {name.en}: {reason.en}", f"未选{name.zh}：{reason.zh}"
