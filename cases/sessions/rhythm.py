"""On which days a plan says that somebody is treated, before anything is known of holidays or changes.

Pure: plans in, days out. A plan that lacks what its group needs, or holds nonsense, has no days; nothing here raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

DAY = timedelta(days=1)
SATURDAY = 6  # isoweekday
TREATED = ("dialysis", "oncology", "pregnant")

# Antenatal visits by completed weeks of pregnancy: every four weeks up to 28, every two up to 36, then every week until
# the child is born, to the end of the 41st week at the latest.
ANTENATAL_WEEKS = (12, 16, 20, 24, 28, 30, 32, 34, 36, 37, 38, 39, 40, 41)
TERM = 40


def days_by_plan(group: str, plan: Mapping[str, Any], since: date, until: date) -> Iterator[date]:
    """The days of treatment in [since, until], in order, each once."""
    rhythm = RHYTHMS.get(group)
    if rhythm and since <= until:
        yield from rhythm(plan, since, until)


def _dialysis(plan: Mapping[str, Any], since: date, until: date) -> Iterator[date]:
    """Days of the week, 1 for Monday, for good. Holidays do not stop kidneys: only a closed centre moves a session."""
    told = plan.get("days")
    days = {_whole(day) for day in told} if isinstance(told, list | tuple) else set()
    return (day for day in _each(since, until) if day.isoweekday() in days)


def _oncology(plan: Mapping[str, Any], since: date, until: date) -> Iterator[date]:
    """Every `regimen_days` from `next` on; without them, `next` alone. Daily radiotherapy rests at the weekend."""
    first, every = day_of(plan.get("next")), _whole(plan.get("regimen_days"))
    if first is None:
        return
    if every is None or every < 1:
        if since <= first <= until:
            yield first
        return
    rests = plan.get("kind") == "radiotherapy" and every == 1
    cycles = max(0, -((first - since).days // every))
    day = _later(first, cycles * every)
    while day is not None and day <= until:
        if day >= since and not (rests and day.isoweekday() >= SATURDAY):
            yield day
        day = _later(day, every)


def _pregnant(plan: Mapping[str, Any], since: date, until: date) -> Iterator[date]:
    """By the weeks counted back from the expected date; a visit that falls on a weekend is held on the Monday after."""
    due = day_of(plan.get("due"))
    if due is None or day_of(plan.get("delivered")) is not None:
        return
    seen = set()
    for week in ANTENATAL_WEEKS:
        visit = _weekday(_later(due, (week - TERM) * 7))
        if visit is not None and since <= visit <= until and visit not in seen:
            seen.add(visit)
            yield visit


RHYTHMS = {"dialysis": _dialysis, "oncology": _oncology, "pregnant": _pregnant}


def shift_of(group: str, plan: Mapping[str, Any]) -> int | None:
    """The shift of a dialysis centre, 1 to 5; other treatments have none."""
    shift = _whole(plan.get("shift"))
    return shift if group == "dialysis" and shift is not None and 1 <= shift <= 5 else None


def day_of(told: Any) -> date | None:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _each(since: date, until: date) -> Iterator[date]:
    return (since + DAY * count for count in range((until - since).days + 1))


def _later(day: date, days: int) -> date | None:
    try:
        return day + DAY * days
    except OverflowError:
        return None


def _weekday(day: date | None) -> date | None:
    weekday = day.isoweekday() if day else 0
    return _later(day, 8 - weekday) if day and weekday >= SATURDAY else day
