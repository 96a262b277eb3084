"""Which line of the designation matrix names an institution for a query, and how exactly it does."""

from datetime import datetime, time

from django.utils import timezone

from hospitals.matching.query import Query
from hospitals.models import Designation


def areas_above(code: str) -> list[str]:
    """Every prefix that could be the code of an area holding `code`, itself included."""
    return [code[:length] for length in range(1, len(code) + 1)]


def best_designation(designations: list[Designation], query: Query, at: datetime) -> tuple[Designation | None, int]:
    """The most exact line that names the institution for this person now, and how exact it is (0: none does)."""
    fitting = [(line, exactness(line, query)) for line in designations if names(line, query) and is_in_hours(line, at)]
    return max(fitting, key=lambda found: found[1], default=(None, 0))


def names(line: Designation, query: Query) -> bool:
    """Does the line name the institution for this person, whatever the hour?"""
    return (
        (not line.needs or query.need in line.needs)
        and (not line.groups or not set(line.groups).isdisjoint(query.groups))
        and (not line.controls or query.control in line.controls)
        and (not line.severities or query.severity in line.severities)
        and _fits_age(line, query.age)
        and _serves(line, query.area_id)
    )


def exactness(line: Designation, query: Query) -> int:
    """Columns that say something count most; between equals the smaller area served is the more exact."""
    columns = [line.needs, line.groups, line.controls, line.severities, line.hours_from, line.age_from or line.age_to]
    served = max((len(area.code) for area in line.serves.all() if query.area_id.startswith(area.code)), default=0)
    return 100 * sum(1 for column in columns if column) + served


def is_in_hours(line: Designation, at: datetime) -> bool:
    if line.hours_from is None or line.hours_to is None:  # the database has both, or none
        return True
    return is_between(timezone.localtime(at).time(), line.hours_from, line.hours_to)


def is_between(moment: time, start: time, end: time) -> bool:
    """Hours of a day; 20:00 to 06:00 runs over midnight."""
    return start <= moment < end if start <= end else moment >= start or moment < end


def _fits_age(line: Designation, age: int | None) -> bool:
    if line.age_from is None and line.age_to is None:
        return True
    return age is not None and (line.age_from or 0) <= age and (line.age_to is None or age <= line.age_to)


def _serves(line: Designation, code: str) -> bool:
    return any(code.startswith(area.code) for area in line.serves.all())
