"""Until when somebody belongs to a group that time ends: the ages and spans in one place, with where they come from."""

from __future__ import annotations

from datetime import date, timedelta

# 新生儿: the first 28 days of life (the neonatal period, ICD-10).
NEWBORN_DAYS = 28
# 儿童: until the fourteenth birthday, the age up to which children's wards take patients.
CHILD_UNTIL = 14
# 产褥期: six weeks after the delivery.
POSTPARTUM_DAYS = 42
# So long after the expected date nobody can still be waiting: somebody has to ask.
OVERDUE_DAYS = 7
# 老年人: sixty, by the law on the protection of the elderly (Article 2).
ELDERLY_FROM = 60


def birthday(born: date, years: int) -> date:
    """The day on which somebody completes so many years; who was born on 29 February does on 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def is_past_newborn(born: date, today: date) -> bool:
    return today >= born + timedelta(days=NEWBORN_DAYS)


def is_past_child(born: date, today: date) -> bool:
    return today >= birthday(born, CHILD_UNTIL)
