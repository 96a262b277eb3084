"""The one clock that counts: the database's. The clocks of application hosts may be wrong by minutes."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


class DatabaseClock(Func):
    """The instant itself: unlike NOW() it goes on during a transaction, so it is right after waiting for a lock."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def database_now() -> datetime:
    """Read it once, after the lock, and use that one value for everything the transaction decides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
