"""Standing questions: what the portal asks at nearly every request, compiled once and from then on only executed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet, ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Lookup, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from psycopg.sql import Literal

from portal.kept import Kept

R = TypeVar("R")  # what a row becomes: an instance of a model or, of values_list(), a tuple

# A value of each kind that nothing else in a statement can be taken for.
MADE_UP: dict[type, Callable[[], Any]] = {
    str: lambda: f"standing-{uuid4().hex}",
    UUID: uuid4,
    int: lambda: random.randrange(10**8, 10**9),  # noqa: S311 - no secret
    date: lambda: date.fromordinal(random.randrange(1, 10**6)),  # noqa: S311 - no secret
    list: lambda: [f"standing-{uuid4().hex}"],
    datetime: lambda: datetime.fromtimestamp(random.randrange(10**9), UTC),  # noqa: S311 - no secret
}


class AnyOf(Lookup):
    """One of a list that is a single value of the statement, however long: filter(AnyOf(F("number"), numbers)).

    `in` has a parameter for each, and so another statement for each length.
    """

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, self.rhs)


@dataclass(frozen=True, slots=True)
class Value:
    """Stands among the parameters of a statement for what a call will ask by."""

    name: str


class Standing(Generic[R]):
    """A queryset of which only the values change from call to call.

        notes_of = Standing(lambda case: Note.objects.filter(case=case), case=UUID)
        notes_of(case=case.pk)  # a list of notes

    Django builds and compiles a queryset anew at each evaluation; for a wide row with its relations that costs the web
    process several times what the answer does. Here that is done once, with made-up values of the kinds declared; where
    they come out among the parameters, the values of a call are put in. The rows become the same model instances, with
    what select_related(), only() and annotate() ask, or the tuples of values_list().

    So a value must be compared as it is (no startswith; a list by AnyOf), and nothing that changes by itself may stand
    in the queryset: not timezone.now(), but the database's Now(). It is compiled twice, and refused when that differs.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, R]], **kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._statement: Statement | None = None

    def __call__(self, **values: Any) -> list[R]:
        if self._statement is None:
            self._statement = self._compiled().written_in()
        return list(self._statement.rows(values))

    def first(self, **values: Any) -> R | None:
        """The first row. The queryset itself says in what order, and need not read more than one."""
        return next(iter(self(**values)), None)

    def settled(self) -> Standing[R]:
        """Compiled before anybody else knows it. What it was built from (a reader, their request) is let go.

        Its values stay apart: others of its shape have the same SQL, which a connection has prepared for all of them.
        """
        self._statement = self._compiled()
        del self._build
        return self

    def _compiled(self) -> Statement:
        """Two threads may both do so the first time: they come to the same."""
        one, two = self._compile(), self._compile()
        if (one.sql, one.parameters) != (two.sql, two.parameters):
            raise ImproperlyConfigured(f"not a standing question: {one.parameters} are not {two.parameters}")
        return one

    def _compile(self) -> Statement:
        values = {name: MADE_UP[kind]() for name, kind in self._kinds.items()}
        statement = Statement(self._build(**values), {_key(value): Value(name) for name, value in values.items()})
        unused = self._kinds.keys() - {part.name for part in statement.parameters if isinstance(part, Value)}
        if unused and not statement.is_empty:
            raise ImproperlyConfigured(f"not compared as they are: {', '.join(sorted(unused))} in {statement.sql}")
        return statement


class StandingBy(Generic[R]):
    """Questions of one shape, one standing for each key: what may be seen stands in them as it is.

        jobs_in = StandingBy(lambda code, user: Job.objects.filter(area__pk__startswith=code, assignee=user), user=int)
        jobs_in(code)(user=user.pk)

    The key must say all that the queryset depends on beside its values.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, R]], **kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._kept: Kept[Standing[R]] = Kept(most=1_000)

    def __call__(self, key: Hashable, *given: Any) -> Standing[R]:
        """`given` is what `build` is told beside the values: the key itself, when nothing is named."""
        build = partial(self._build, *(given or (key,)))
        return self._kept.of(key, lambda: Standing(build, **self._kinds).settled())


def _written(part: Any) -> str:
    return "%s" if isinstance(part, Value) else Literal(part).as_string().replace("%", "%%")


def _key(part: Any) -> Hashable:
    if isinstance(part, list):
        return tuple(part)
    return part if part.__hash__ else None


class Statement:
    """The SQL of a queryset, and how its rows become what the queryset would give (see Django's ModelIterable)."""

    def __init__(self, asked: QuerySet[Any], values: dict[Any, Value]) -> None:
        shape = asked._iterable_class
        prefetched = asked._prefetch_related_lookups  # type: ignore[attr-defined]
        if prefetched or not issubclass(shape, (ModelIterable, ValuesListIterable)):
            raise ImproperlyConfigured("a standing question asks for instances or tuples, and prefetches nothing")
        compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, parameters = compiler.as_sql()
        except EmptyResultSet:  # nobody can be shown anything: it is never asked
            self.sql, parameters = "", ()
        self.parameters = [values.get(_key(part), part) for part in parameters]
        self.is_empty = not self.sql
        chosen, kind = compiler.select or (), compiler.klass_info
        converters = compiler.get_converters([column for column, _sql, _alias in chosen])
        self._converters = [(at, *converter) for at, converter in converters.items()]
        self._become = self._instance if issubclass(shape, ModelIterable) else tuple
        if self._become is tuple:
            return
        self._model = kind["model"]
        own = kind["select_fields"]
        self._own = slice(own[0], own[-1] + 1)
        self._names = [column.target.attname for column, _sql, _alias in chosen[self._own]]
        self._populators = get_related_populators(kind, chosen, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self._annotations = list((compiler.annotation_col_map or {}).items())

    def written_in(self) -> Statement:
        """The same with what never changes written into the SQL: the planner sees it, and plans it once for good.

        A state that is a parameter keeps a prepared statement from the partial index of that state.
        """
        given = iter(self.parameters)
        self.sql = re.sub("%%|%s", lambda mark: mark[0] if mark[0] == "%%" else _written(next(given)), self.sql)
        self.parameters = [part for part in self.parameters if isinstance(part, Value)]
        return self

    def filled(self, values: dict[str, Any]) -> list[Any]:
        """The parameters, with the values of one call in their places."""
        return [values[part.name] if isinstance(part, Value) else part for part in self.parameters]

    def rows(self, values: dict[str, Any]) -> Iterator[Any]:
        if self.is_empty:
            return
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.filled(values))
            found = cursor.fetchall()
        for row in found:
            yield self._become(self._converted(list(row)))

    def _converted(self, row: list[Any]) -> list[Any]:
        for at, converters, column in self._converters:
            for convert in converters:
                row[at] = convert(row[at], column, connection)
        return row

    def _instance(self, row: list[Any]) -> Any:
        instance = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for populator in self._populators:
            populator.populate(row, instance)
        for name, at in self._annotations:
            setattr(instance, name, row[at])
        return instance
