"""Ticket numbers, YYYYMMDD-NNNN: short enough to be spoken on the telephone."""

from django.db import connection
from django.utils import timezone

NEXT = """
    INSERT INTO cases_daycounter (day, last) VALUES (%s, 1)
    ON CONFLICT (day) DO UPDATE SET last = cases_daycounter.last + 1
    RETURNING last
"""


def next_number() -> str:
    """The next number of today. Holds the day's counter until the transaction ends: take it late."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [today])
        (last,) = cursor.fetchone()
    return f"{today:%Y%m%d}-{last:04d}"
