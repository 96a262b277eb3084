"""How many rows there are, of many querysets in one statement that is put together once for each sight.

Beside every place of the frame and every tab of a list stands a count. PostgreSQL answers each in a fraction of a
millisecond; to build and compile its queryset takes Python several times that, at every page, for everybody anew.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from portal.access.selectors import stand_in

MOST = 10_000  # statements kept in a process; beyond them all are put together anew
NOBODY = random.randrange(10**8, 10**9)  # noqa: S311 (no secret) an id that nobody has, and that nothing else looks like


class Reader(NamedTuple):
    """Stands among parameters for the id of whoever asks, with the words around it ("user:12")."""

    before: str = ""
    after: str = ""

    def says(self, pk: int) -> Any:
        return f"{self.before}{pk}{self.after}" if self.before or self.after else pk


class Statement(NamedTuple):
    sql: str
    parameters: Sequence[Any]


_kept: dict[Hashable, Statement] = {}


def counts(user: Any, asked: Sequence[tuple[Hashable, Callable[[Any], QuerySet[Any]]]]) -> list[int]:
    """The number of rows of each queryset, in the order of the pairs (key, what gives somebody's queryset). One query.

    The key must say all that the queryset depends on beside the reader's id, above all what they hold
    (`access.api.sight`, `everything_held`); the time of asking belongs into the database's hands (`Now()`). Under the
    key None, and where it carries an instant or a day of its own, a queryset is put together anew each time.
    """
    if not asked:
        return []
    statements = [_statement(key, rows, user) for key, rows in asked]
    parts = (f"(SELECT count(*) FROM ({statement.sql}) AS found)" for statement in statements)  # noqa: S608 (compiled)
    parameters = [
        part.says(user.pk) if isinstance(part, Reader) else part
        for statement in statements
        for part in statement.parameters
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return list(cursor.fetchone())


def _statement(key: Hashable, rows: Callable[[Any], QuerySet[Any]], user: Any) -> Statement:
    if kept := _kept.get(key):
        return kept
    if key is None:
        return _put_together(rows(user))
    statement = _put_together(rows(stand_in(user, NOBODY)))
    statement = statement._replace(parameters=[_marked(part) for part in statement.parameters])
    if not _may_be_kept(statement.parameters):
        return _put_together(rows(user))
    if len(_kept) >= MOST:
        _kept.clear()
    return _kept.setdefault(key, statement)


def _put_together(rows: QuerySet[Any]) -> Statement:
    rows = rows if rows.query.is_sliced else rows.order_by()
    try:
        return Statement(*rows.values("pk").query.sql_with_params())
    except EmptyResultSet:  # nothing can match
        return Statement("SELECT WHERE false", ())


def _marked(part: Any) -> Any:
    if part == NOBODY:
        return Reader()
    if isinstance(part, str) and str(NOBODY) in part:
        return Reader(*part.split(str(NOBODY), 1))
    return part


def _may_be_kept(parameters: Iterable[Any]) -> bool:
    """An instant is of its own time only (every datetime is a date); whose id is hidden in a list, nobody can tell."""
    return not any(isinstance(part, date | list | tuple) and not isinstance(part, Reader) for part in parameters)
