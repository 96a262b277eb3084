"""How many rows there are, of many querysets in one statement that is put together once for each sight.

Beside every place of the frame and every tab of a list stands a count. PostgreSQL answers each in a fraction of a
millisecond; to build and compile its queryset takes Python several times that, at every page, for everybody anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Statement = tuple[str, tuple[Any, ...]]

MOST = 10_000  # statements kept in a process; beyond them all are put together anew
_kept: dict[Hashable, Statement] = {}


def counts(asked: Sequence[tuple[Hashable, Callable[[], QuerySet[Any]]]]) -> list[int]:
    """The number of rows of each queryset, in the order of the pairs (key, what gives the queryset). One query.

    The key must say all that the queryset depends on, above all what its reader holds (`access.api.sight`,
    `everything_held`); the time of asking belongs into the database's hands (`Now()`). Under the key None, and where
    it carries an instant or a day of its own, a queryset is put together anew each time.
    """
    if not asked:
        return []
    statements = [_statement(key, make) for key, make in asked]
    parts = (f"(SELECT count(*) FROM ({sql}) AS found)" for sql, _params in statements)  # noqa: S608 (compiled)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [value for _sql, params in statements for value in params])
        return list(cursor.fetchone())


def _statement(key: Hashable, make: Callable[[], QuerySet[Any]]) -> Statement:
    if kept := _kept.get(key):
        return kept
    statement = _put_together(make())
    if key is not None and not any(isinstance(value, date) for value in statement[1]):  # every datetime is a date
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = statement
    return statement


def _put_together(rows: QuerySet[Any]) -> Statement:
    rows = rows.order_by() if not rows.query.is_sliced else rows
    try:
        return rows.values("pk").query.sql_with_params()
    except EmptyResultSet:  # nothing can match
        return "SELECT WHERE false", ()
