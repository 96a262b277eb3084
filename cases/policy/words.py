"""Puts a person's circumstances and a rule's conditions into words, in English and Chinese."""

import re
from collections.abc import Mapping
from datetime import timedelta

from cases.policy.situation import Situation
from cases.policy.values import CONTROLS, GROUPS, NEEDS, PATHWAYS, SEVERITIES, Words, name_of, names_of

LONGEST_IN_HOURS = timedelta(hours=72)

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def has_stray_brace(text: str) -> bool:
    rest = _PLACEHOLDER.sub("", text)
    return "{" in rest or "}" in rest


def fill(template: Words, circumstances: Mapping[str, Words]) -> Words:
    """The template with each {placeholder} replaced. Never str.format: a pack must not reach attributes of objects."""
    return Words(
        _PLACEHOLDER.sub(lambda found: circumstances[found[1]].en, template.en),
        _PLACEHOLDER.sub(lambda found: circumstances[found[1]].zh, template.zh),
    )


def circumstances_of(situation: Situation) -> dict[str, Words]:
    """Everything a rule's text may mention, in words."""
    groups = sorted(situation.groups)
    place = situation.area_name or situation.area_code
    hospital = situation.treating_hospital
    return {
        "control": name_of(CONTROLS, situation.control),
        "need": name_of(NEEDS, situation.need),
        "severity": name_of(SEVERITIES, situation.severity),
        "acuity": Words("critical", "危重") if situation.is_critical else Words("not critical", "非危重"),
        "groups": names_of(GROUPS, groups, en=", ") if groups else Words("resident", "居民"),
        "pathway": name_of(PATHWAYS, situation.pathway or ""),
        "area": Words(place, place) if place else Words("the area", "本地"),
        "age": Words("age not known", "年龄不详") if situation.age is None else _years(situation.age),
        "test": latest_test(situation.latest_test_age_hours),
        "car": _car(situation.can_self_drive),
        "hospital": Words(hospital, hospital) if hospital else Words("the hospital that treats them", "原治疗医院"),
        "distance": _distance(situation.distance_km),
    }


def latest_test(age_hours: float | None) -> Words:
    if age_hours is None:
        return Words("no test result known", "核酸结果未知")
    return Words(f"tested {age_hours:g} h ago", f"核酸 {age_hours:g} 小时前")


def duration_in_words(duration: timedelta) -> Words:
    """The largest whole units: 90 s is "1 min 30 s", two days are "48 h" as the notices say it, a week is "7 d"."""
    seconds = int(duration.total_seconds())
    units = [(86400, "d", "天")] if duration > LONGEST_IN_HOURS else []
    units += [(3600, "h", "小时"), (60, "min", "分钟"), (1, "s", "秒")]
    en, zh = [], []
    for size, english, chinese in units:
        count, seconds = divmod(seconds, size)
        if count:
            en.append(f"{count} {english}")
            zh.append(f"{count}{chinese}")
    return Words(" ".join(en) or "at once", "".join(zh) or "立即")


def due_in_words(due: timedelta, before: timedelta) -> Words:
    """When a promise is due; of what begins at a known hour, how long before that."""
    plain = duration_in_words(due)
    if not before:
        return plain
    ahead = duration_in_words(before)
    return Words(
        f"{ahead.en} before it begins, {plain.en} when found later", f"开始前{ahead.zh}，发现较晚的{plain.zh}内"
    )


def _years(age: int) -> Words:
    return Words(f"aged {age}", f"{age}岁")


def _car(can_self_drive: bool | None) -> Words:
    if can_self_drive is None:
        return Words("own car not known", "是否有车不详")
    return Words("has a car", "有私家车") if can_self_drive else Words("no car", "无私家车")


def _distance(distance_km: float | None) -> Words:
    if distance_km is None:
        return Words("distance not known", "距离不详")
    return Words(f"{distance_km:g} km away", f"距离{distance_km:g}公里")


PLACEHOLDERS = frozenset(circumstances_of(Situation()))
