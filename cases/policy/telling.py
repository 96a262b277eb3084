"""Tells what a rule says, what an outcome means and how a clock runs, in words of both languages."""

from cases.policy.conditions import When
from cases.policy.outcome import ClockStep, GateTest, HospitalRule, Outcome, PassRule, TransportRule
from cases.policy.rules import HospitalSaid, PassSaid, TestWanted, Then, TransportSaid
from cases.policy.values import (
    FIRST_STEPS,
    HOSPITAL_CHOICES,
    HOSPITAL_KINDS,
    LEVELS,
    LINES,
    NEVER_ASK,
    PATHWAYS,
    ROLES,
    TRANSPORT_MODES,
    Words,
    name_of,
    names_of,
)
from cases.policy.words import duration_in_words

_BUFFER = Words("a buffer place while the result is not known", "结果未明时使用缓冲区")
_BY_SLOT = Words("by time slot", "分时段预约")
_PARTITION = Words("cab and cabin separated", "驾驶室与车厢隔离")
_KIT = Words("protective kit aboard", "配齐防护物资")
_POOLING = Words("may be shared within one risk class", "同一风险类别可拼车")
_ALONE = Words("not shared", "不得拼车")
_NO_PUBLIC_TRANSPORT = Words("never by public transport", "不乘公共交通")


def hospital_in_words(rule: HospitalRule | HospitalSaid) -> Words | None:
    """None where a rule is silent."""
    parts = []
    if rule.kinds:
        parts.append(names_of(HOSPITAL_KINDS, list(rule.kinds)))
    if rule.prefer:
        choices = [name_of(HOSPITAL_CHOICES, choice) for choice in rule.prefer]
        parts.append(Words(", else ".join(c.en for c in choices), "，其次".join(c.zh for c in choices)))
    if rule.areas:
        parts.append(Words(f"of area {', '.join(rule.areas)}", f"区域{'、'.join(rule.areas)}的医院"))
    parts += [words for said, words in ((rule.buffer, _BUFFER), (rule.by_slot, _BY_SLOT)) if said]
    return _joined(parts)


def transport_in_words(rule: TransportRule | TransportSaid) -> Words | None:
    parts = [name_of(TRANSPORT_MODES, rule.mode)] if rule.mode else []
    parts += [words for said, words in ((rule.partition, _PARTITION), (rule.kit, _KIT)) if said]
    if rule.mode in ("vehicle", None) and rule.pooling is not None:
        parts.append(_POOLING if rule.pooling else _ALONE)
    if rule.mode == "self_drive":
        parts.append(_NO_PUBLIC_TRANSPORT)
    return _joined(parts)


def pass_in_words(rule: PassRule | PassSaid) -> Words | None:
    if rule.needed is None and not rule.tests:
        return None
    if rule.needed is False:
        return Words("no pass needed", "无需通行证")
    return _joined([Words("a pass for the gate", "发放卡口通行证"), *(_test_in_words(test) for test in rule.tests)])


def _test_in_words(test: GateTest | TestWanted) -> Words:
    hours = test.max_age_hours if isinstance(test, GateTest) else test.max_age.total_seconds() / 3600
    wanted = Words(f"negative test within {hours:g} h", f"{hours:g}小时内核酸阴性")
    if isinstance(test, GateTest):
        if test.is_met:
            return Words(f"{wanted.en} (met)", f"{wanted.zh}（已满足）")
        first = name_of(FIRST_STEPS, test.first)
        return Words(f"{wanted.en}: not met, first {first.en}", f"{wanted.zh}：未满足，{first.zh}")
    first = name_of(FIRST_STEPS, test.if_older)
    return Words(f"{wanted.en}, else first {first.en}", f"{wanted.zh}，否则{first.zh}")


def never_ask_in_words(codes: tuple[str, ...]) -> Words | None:
    if not codes:
        return None
    named = names_of(NEVER_ASK, list(codes))
    return Words(f"nobody may ask for {named.en}", f"任何环节不得要求出示{named.zh}")


def lines_in_words(codes: tuple[str, ...]) -> Words | None:
    return names_of(LINES, list(codes), en=", ") if codes else None


def then_in_words(then: Then) -> list[Words]:
    """What a rule says, one phrase for each thing it speaks of; the pathway first."""
    priority = Words(f"priority {then.priority} of 9", f"优先级 {then.priority}（最高 9）") if then.priority else None
    phrases = [
        name_of(PATHWAYS, then.pathway) if then.pathway else None,
        hospital_in_words(then.hospital),
        transport_in_words(then.transport),
        pass_in_words(then.gate),
        never_ask_in_words(then.never_ask),
        lines_in_words(then.lines),
        priority,
    ]
    return [phrase for phrase in phrases if phrase]


def outcome_in_words(outcome: Outcome) -> list[tuple[Words, Words]]:
    """Terms and values of one decision; what does not apply is left out."""
    values = [
        (Words("Whose job", "由谁办理"), name_of(ROLES, outcome.by)),
        (Words("Hospital", "就诊医院"), hospital_in_words(outcome.hospital) if outcome.hospital else None),
        (Words("Transport", "出行方式"), transport_in_words(outcome.transport)),
        (Words("Pass", "通行证"), pass_in_words(outcome.gate_pass) if outcome.hospital else None),
        (Words("Never ask", "不得要求"), never_ask_in_words(outcome.never_ask)),
        (Words("Lines", "热线"), lines_in_words(outcome.lines)),
        (Words("Priority", "优先级"), Words(f"{outcome.priority} of 9", f"{outcome.priority}（最高 9）")),
    ]
    return [(term, value) for term, value in values if value]


def step_in_words(step: ClockStep) -> Words:
    """One rung: "at once: supervisor of the district"."""
    after, to, at = duration_in_words(step.after), name_of(ROLES, step.to), name_of(LEVELS, step.at)
    if not step.after:
        return Words(f"at once: {to.en}, {at.en}", f"立即：{at.zh}{to.zh}")
    return Words(f"after {after.en}: {to.en}, {at.en}", f"{after.zh}后：{at.zh}{to.zh}")


def when_in_words(when: When, *, unconditional: Words, first: bool = False) -> Words:
    """`unconditional` is said where there are no conditions: that depends on what else stands beside the rule."""
    words = when.in_words() or unconditional
    return Words(f"before all others: {words.en}", f"最优先：{words.zh}") if first else words


def _joined(parts: list[Words]) -> Words | None:
    if not parts:
        return None
    return Words("; ".join(part.en for part in parts), "；".join(part.zh for part in parts))
