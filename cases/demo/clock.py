"""The story's clock: while it is held, this process and this database session live at a told instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from django.db import connection
from django.utils import timezone

# PostgreSQL looks its own functions up first only while search_path does not name pg_catalog: named second, it lets
# these stand before it, in this session alone. A column's default is bound to its function for good, so the journal's
# is set to the shifted one and back.
SHIFT = """
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
CREATE SCHEMA demo_clock;
CREATE FUNCTION demo_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    $$ SELECT pg_catalog.clock_timestamp() + pg_catalog.current_setting('demo.offset')::interval $$;
CREATE FUNCTION demo_clock.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS
    $$ SELECT pg_catalog.statement_timestamp() + pg_catalog.current_setting('demo.offset')::interval $$;
ALTER TABLE audit_entry ALTER COLUMN at SET DEFAULT demo_clock.clock_timestamp();
SELECT set_config('demo.offset', '0', true),
       set_config('search_path', 'demo_clock, pg_catalog, ' || current_setting('search_path'), true);
"""
SHIFT_BACK = """
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SELECT set_config('search_path', replace(current_setting('search_path'), 'demo_clock, pg_catalog, ', ''), true);
ALTER TABLE audit_entry ALTER COLUMN at SET DEFAULT clock_timestamp();
DROP SCHEMA demo_clock CASCADE;
"""


class StoryClock:
    """Holds the portal's clocks at a told instant; from there they tick on as usual.

    The services read the time from the database (`clock_timestamp()`) and from `timezone.now()`; both are shifted
    alike, so that a day that is replayed leaves the same rows as one that was lived: promises, rungs, journal, steps.
    Hold it inside one transaction: nothing of it outlives that, and nobody else sees it.
    """

    def __init__(self) -> None:
        self.offset = timedelta(0)
        self._real_now = timezone.now

    def __enter__(self) -> Self:
        with connection.cursor() as cursor:
            cursor.execute(SHIFT)
        timezone.now = self.now
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        timezone.now = self._real_now
        if kind is None:  # else the transaction is rolled back, and all of the shift with it
            with connection.cursor() as cursor:
                cursor.execute(SHIFT_BACK)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def turn_to(self, instant: datetime) -> None:
        self.offset = instant - datetime.now(UTC)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('demo.offset', %s, true)", [f"{self.offset.total_seconds()} seconds"])
