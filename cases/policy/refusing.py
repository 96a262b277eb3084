"""Whether an institution may refuse for a reason, and which clause says so."""

from dataclasses import dataclass

from cases.policy.outcome import Clause
from cases.policy.rules import Pack
from cases.policy.values import REFUSALS, name_of


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    forbidden: bool
    why: tuple[Clause, ...] = ()


def refusal(pack: Pack, code: str) -> Refusal:
    rule = pack.forbidden.get(code)
    if rule is None:
        return Refusal(code, forbidden=False)
    reason = name_of(REFUSALS, code)
    first, *others = rule.cite
    told = Clause(
        first,
        f"{reason.en} is no reason to refuse: a violation, and the request is placed anew",
        f"不得以“{reason.zh}”为由推诿拒诊：记为违规并重新安排",
    )
    return Refusal(code, forbidden=True, why=(told, *(pack.clause(clause) for clause in others)))
