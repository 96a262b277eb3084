"""How a line of the matrix misses somebody, in words: for others, of other ages, on other days, at other hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from hospitals.matching.lines import Line, Moment, fits_age, is_in_force, is_in_hours
from hospitals.matching.query import Query, Reason
from hospitals.vocabulary import Control, Group, Need, Severity

ONLY = _("designated for %(what)s only")
Missed = Callable[[Line, Query, Moment], Reason | None]


def listed(choices: type[TextChoices], codes: Any) -> Any:
    """The names of codes in their order, in the language of whoever reads them."""
    return lazystr(_Listed([choice for choice in choices if choice.value in codes]))


class _Listed:
    def __init__(self, choices: list[Any]) -> None:
        self.choices = choices

    def __str__(self) -> str:
        return pgettext("between things of a list", ", ").join(str(choice.label) for choice in self.choices)


def nearest_miss(lines: list[Line], query: Query, moment: Moment, places: dict[str, str]) -> Reason | None:
    """Of an institution's lines the one that misses this person by least, and the first thing by which it does."""
    missed = [found for line in lines if (found := _missed(line, query, moment, places))]
    return min(missed, key=len)[0] if missed else None


def limit_missed(line: Line, query: Query, moment: Moment) -> Reason | None:
    """Of a line that names such people here and today: the hours or ages to which it limits them."""
    if query.age is not None and (reason := _age(line, query, moment)):
        return reason
    return _hours(line, query, moment)


def _missed(line: Line, query: Query, moment: Moment, places: dict[str, str]) -> list[Reason]:
    reasons = [reason for check in MISSES if (reason := check(line, query, moment))]
    if not query.area_id.startswith(line.serves):
        what = "、".join(places.get(code, code) for code in line.serves[:3]) + ("…" if len(line.serves) > 3 else "")
        reasons.insert(0, _told(line, ONLY, what=what))
    return reasons


def _told(line: Line, message: Any, **values: Any) -> Reason:
    return Reason(line.cite or "H2", message, values)


def _control(line: Line, query: Query, moment: Moment) -> Reason | None:
    if not line.controls or query.control in line.controls:
        return None
    return _told(line, ONLY, what=listed(Control, line.controls))


def _need(line: Line, query: Query, moment: Moment) -> Reason | None:
    if not line.needs or query.need in line.needs:
        return None
    return _told(line, ONLY, what=listed(Need, line.needs))


def _group(line: Line, query: Query, moment: Moment) -> Reason | None:
    if not line.groups or not line.groups.isdisjoint(query.groups):
        return None
    return _told(line, ONLY, what=listed(Group, line.groups))


def _severity(line: Line, query: Query, moment: Moment) -> Reason | None:
    if not line.severities or query.severity in line.severities:
        return None
    return _told(line, ONLY, what=listed(Severity, line.severities))


def _age(line: Line, query: Query, moment: Moment) -> Reason | None:
    if fits_age(line, query.age):
        return None
    if query.age is None:
        return _told(line, _("designated by age, and the age of this person is not known"))
    if line.age_to is None:
        return _told(line, _("designated for people from %(age)s years on only"), age=line.age_from)
    if not line.age_from:
        return _told(line, _("designated for people up to %(age)s years only"), age=line.age_to)
    ages = {"youngest": line.age_from, "oldest": line.age_to}
    return _told(line, _("designated for people of %(youngest)s to %(oldest)s years only"), **ages)


def _dates(line: Line, query: Query, moment: Moment) -> Reason | None:
    if is_in_force(line, moment):
        return None
    if moment.day < line.since:
        return _told(line, _("designated only from %(day)s on"), day=f"{line.since:%Y-%m-%d}")
    last = line.until if line.ended_at is None else line.ended_at
    return _told(line, _("its designation ended on %(day)s"), day=f"{last:%Y-%m-%d}")


def _hours(line: Line, query: Query, moment: Moment) -> Reason | None:
    if is_in_hours(line, moment):
        return None
    hours = {"begins": f"{line.hours_from:%H:%M}", "ends": f"{line.hours_to:%H:%M}"}
    return _told(line, _("designated for this need, but from %(begins)s to %(ends)s only"), **hours)


# What tells people apart comes before what tells times apart: "for others" is the better answer than "not today".
MISSES: tuple[Missed, ...] = (_control, _need, _group, _severity, _age, _dates, _hours)
