"""What the writer of an accepted pack may want to know: where the base still goes before a rule of their own."""

from cases.policy.problems import Problem
from cases.policy.rules import CommitmentRule, Pack
from cases.policy.words import duration_in_words


def remarks_on(pack: Pack) -> list[Problem]:
    """One remark for each own clock that a more specific inherited one outranks for some people."""
    own = pack.sources[-1]
    return [
        Problem(own.file, rule.line, _remark(rule, inherited))
        for rule in pack.commitments
        if rule.pack == own.name
        for inherited in pack.commitments
        if inherited.pack != own.name and _outranks(inherited, rule)
    ]


def _outranks(inherited: CommitmentRule, rule: CommitmentRule) -> bool:
    if inherited.kind != rule.kind or inherited.when.excludes(rule.when):
        return False
    return inherited.when.specificity > rule.when.specificity


def _remark(rule: CommitmentRule, inherited: CommitmentRule) -> str:
    words, due = inherited.when.in_words(), duration_in_words(inherited.due)
    when = words.en if words else ""
    return f"{rule.kind}: for {when}, the more specific rule of {inherited.pack} still holds ({due.en})"
