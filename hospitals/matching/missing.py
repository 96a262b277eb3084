"""How a line of the matrix misses somebody, in words: for others, of other ages, on other days, at other hours."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import TextChoices
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from hospitals.matching.lines import Line, Moment, fits_age, is_in_force, is_in_hours
from hospitals.matching.query import Query, Reason
from hospitals.vocabulary import Control, Group, Need, Severity
from hospitals.wordlists import joined, listed

MOST_PLACES = 3
ONLY = _("designated for %(what)s only")
Missed = Callable[[Line, Query, Moment], Any]
Told = Callable[[Line, Query, Moment, dict[str, str]], Reason]


class Listed:
    """The names of codes in their order, in the language of whoever reads them: worded when asked, as few ever are."""

    __slots__ = ("choices", "codes")

    def __init__(self, choices: type[TextChoices], codes: Collection[str]) -> None:
        self.choices, self.codes = choices, codes

    def __str__(self) -> str:
        return listed(self.choices, self.codes)


class Places:
    """The first few of the places that a line serves."""

    __slots__ = ("names",)

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def __str__(self) -> str:
        return joined(self.names[:MOST_PLACES]) + ("…" if len(self.names) > MOST_PLACES else "")


def nearest_miss(lines: list[Line], query: Query, moment: Moment, places: dict[str, str]) -> Reason | None:
    """Of an institution's lines the one that misses this person by least, and the first thing by which it does."""
    nearest: tuple[Line, list[Told]] | None = None
    for line in lines:
        missed = [tell for is_missed, tell in MISSES if is_missed(line, query, moment)]
        if nearest is None or len(missed) < len(nearest[1]):
            nearest = line, missed
    return nearest[1][0](nearest[0], query, moment, places) if nearest and nearest[1] else None


def limit_missed(line: Line, query: Query, moment: Moment) -> Reason | None:
    """Of a line that names such people here and today: the hours or ages to which it limits them."""
    if query.age is not None and not fits_age(line, query.age):
        return _tell_age(line, query, moment, {})
    return None if is_in_hours(line, moment) else _tell_hours(line, query, moment, {})


def _told(line: Line, message: Any, **values: Any) -> Reason:
    return Reason(line.cite or "H2", message, values)


def _tell_area(line: Line, query: Query, moment: Moment, places: dict[str, str]) -> Reason:
    return _told(line, ONLY, what=Places([places.get(code, code) for code in line.serves]))


def _tell_codes(column: str, choices: type[TextChoices]) -> Told:
    def tell(line: Line, query: Query, moment: Moment, places: dict[str, str]) -> Reason:
        return _told(line, ONLY, what=Listed(choices, getattr(line, column)))

    return tell


def _tell_age(line: Line, query: Query, moment: Moment, places: dict[str, str]) -> Reason:
    if query.age is None:
        return _told(line, _("designated by age, and the age of this person is not known"))
    if line.age_to is None:
        return _told(line, _("designated for people from %(age)s years on only"), age=line.age_from)
    if not line.age_from:
        return _told(line, _("designated for people up to %(age)s years only"), age=line.age_to)
    ages = {"youngest": line.age_from, "oldest": line.age_to}
    return _told(line, _("designated for people of %(youngest)s to %(oldest)s years only"), **ages)


def _tell_dates(line: Line, query: Query, moment: Moment, places: dict[str, str]) -> Reason:
    if moment.day < line.since:
        return _told(line, _("designated only from %(day)s on"), day=f"{line.since:%Y-%m-%d}")
    last = line.until if line.ended_at is None else localtime(line.ended_at)
    return _told(line, _("its designation ended on %(day)s"), day=f"{last:%Y-%m-%d}")


def _tell_hours(line: Line, query: Query, moment: Moment, places: dict[str, str]) -> Reason:
    hours = {"begins": f"{line.hours_from:%H:%M}", "ends": f"{line.hours_to:%H:%M}"}
    return _told(line, _("designated for this need, but from %(begins)s to %(ends)s only"), **hours)


# What tells people apart comes before what tells times apart: "for others" is the better answer than "not today".
MISSES: tuple[tuple[Missed, Told], ...] = (
    (lambda line, query, moment: not query.area_id.startswith(line.serves), _tell_area),
    (
        lambda line, query, moment: line.controls and query.control not in line.controls,
        _tell_codes("controls", Control),
    ),
    (lambda line, query, moment: line.needs and query.need not in line.needs, _tell_codes("needs", Need)),
    (lambda line, query, moment: line.groups and line.groups.isdisjoint(query.groups), _tell_codes("groups", Group)),
    (
        lambda line, query, moment: line.severities and query.severity not in line.severities,
        _tell_codes("severities", Severity),
    ),
    (lambda line, query, moment: not fits_age(line, query.age), _tell_age),
    (lambda line, query, moment: not is_in_force(line, moment), _tell_dates),
    (lambda line, query, moment: not is_in_hours(line, moment), _tell_hours),
)
