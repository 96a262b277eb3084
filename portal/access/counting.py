"""How many rows there are, of many querysets in one statement that is put together once for each sight.

Beside every place of the frame and every tab of a list stands a count. PostgreSQL answers each in a fraction of a
millisecond; to build and compile its queryset takes Python several times that, at every page, for everybody anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from portal.access.selectors import stand_in
from portal.kept import Kept
from portal.standing import MADE_UP, Statement, Value

NOBODY = MADE_UP[int]()  # an id that nobody has, and that nothing else looks like
# Where the reader stands among the parameters: as their id, and as the post that is theirs alone.
READER = {NOBODY: Value("reader"), f"user:{NOBODY}": Value("post")}

STATEMENTS: Kept[Statement] = Kept(most=10_000)


def counts(user: Any, asked: Sequence[tuple[Hashable, Callable[[Any], QuerySet[Any]]]]) -> list[int]:
    """The number of rows of each queryset, in the order of the pairs (key, what gives somebody's queryset). One query.

    The key must say all that the queryset depends on beside the reader's id, above all what they hold
    (`access.api.sight`, `everything_held`); the time of asking belongs into the database's hands (`Now()`). Under the
    key None, and where it carries an instant or a day of its own, a queryset is put together anew each time.
    """
    if not asked:
        return []
    statements = [_statement(key, rows, user) for key, rows in asked]
    reader = {"reader": user.pk, "post": f"user:{user.pk}"}
    parts = (f"(SELECT count(*) FROM ({statement.sql or 'SELECT WHERE false'}) AS found)" for statement in statements)  # noqa: S608 (compiled)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [part for one in statements for part in one.filled(reader)])
        return list(cursor.fetchone())


def _statement(key: Hashable, rows: Callable[[Any], QuerySet[Any]], user: Any) -> Statement:
    if key is None:
        return _put_together(rows(user))
    if kept := STATEMENTS.get(key):
        return kept
    statement = _put_together(rows(stand_in(user, NOBODY)))
    return STATEMENTS.keep(key, statement.written_in()) if _may_be_kept(statement) else _put_together(rows(user))


def _put_together(rows: QuerySet[Any]) -> Statement:
    rows = rows if rows.query.is_sliced else rows.order_by()
    return Statement(rows.values_list("pk"), READER)


def _may_be_kept(statement: Statement) -> bool:
    """An instant is of its own time only (every datetime is a date); within a list nobody can put in who asks."""
    given = [part for part in statement.parameters if not isinstance(part, Value)]
    return not any(isinstance(part, date | list | tuple) or str(NOBODY) in str(part) for part in given)
