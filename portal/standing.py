"""Standing questions: what the portal asks at nearly every request, compiled once and from then on only executed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=Model)

# A value of each kind that nothing else in a statement can be taken for.
MADE_UP: dict[type, Callable[[], Any]] = {
    str: lambda: f"standing-{uuid4().hex}",
    UUID: uuid4,
    int: lambda: random.randrange(10**8, 10**9),  # noqa: S311 - no secret
    datetime: lambda: datetime.fromtimestamp(random.randrange(10**9), UTC),  # noqa: S311 - no secret
}


@dataclass(frozen=True, slots=True)
class Value:
    """Stands among the parameters of a statement for what a call will ask by."""

    name: str


class Standing(Generic[M]):
    """A queryset of which only the values change from call to call.

        notes_of = Standing(lambda case: Note.objects.filter(case=case), case=UUID)
        notes_of(case=case.pk)  # a list of notes

    Django builds and compiles a queryset anew at each evaluation; for a wide row with its relations that costs the web
    process several times what the answer does. Here that is done once, with made-up values of the kinds declared; where
    they come out among the parameters, the values of a call are put in. The rows become the same model instances, with
    what select_related(), only() and annotate() ask.

    So a value must be compared as it is (no startswith, no list), and nothing that changes by itself may stand in the
    queryset: not timezone.now(), but the database's Now(). It is compiled twice, and refused when that differs.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], **kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._statement: Statement | None = None

    def __call__(self, **values: Any) -> list[M]:
        statement = self._statement or self._compiled()
        return list(statement.rows(values))

    def first(self, **values: Any) -> M | None:
        """The first row. The queryset itself says in what order, and need not read more than one."""
        return next(iter(self(**values)), None)

    def _compiled(self) -> Statement:
        """Two threads may both do so the first time: they come to the same."""
        one, two = self._compile(), self._compile()
        if (one.sql, one.parameters) != (two.sql, two.parameters):
            raise ImproperlyConfigured(f"not a standing question: {one.parameters} are not {two.parameters}")
        self._statement = one
        return one

    def _compile(self) -> Statement:
        values = {name: MADE_UP[kind]() for name, kind in self._kinds.items()}
        statement = Statement(self._build(**values), {value: Value(name) for name, value in values.items()})
        if unused := self._kinds.keys() - {part.name for part in statement.parameters if isinstance(part, Value)}:
            raise ImproperlyConfigured(f"not compared as they are: {', '.join(sorted(unused))} in {statement.sql}")
        return statement


class Statement:
    """The SQL of a queryset, and how its rows become what the queryset would give (see Django's ModelIterable)."""

    def __init__(self, asked: QuerySet[Any], values: dict[Any, Value]) -> None:
        if asked._prefetch_related_lookups or not issubclass(asked._iterable_class, ModelIterable):  # type: ignore[attr-defined]
            raise ImproperlyConfigured("a standing question asks for instances, and prefetches nothing")
        compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, parameters = compiler.as_sql()
        self.parameters = [values.get(part, part) if part.__hash__ else part for part in parameters]
        chosen, kind = compiler.select, compiler.klass_info
        converters = compiler.get_converters([column for column, _sql, _alias in chosen])
        self._converters = [(at, *converter) for at, converter in converters.items()]
        self._model = kind["model"]
        own = kind["select_fields"]
        self._own = slice(own[0], own[-1] + 1)
        self._names = [column.target.attname for column, _sql, _alias in chosen[self._own]]
        self._populators = get_related_populators(kind, chosen, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self._annotations = list((compiler.annotation_col_map or {}).items())

    def rows(self, values: dict[str, Any]) -> Iterator[Any]:
        parameters = [values[part.name] if isinstance(part, Value) else part for part in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found = cursor.fetchall()
        for row in found:
            yield self._instance(list(row))

    def _instance(self, row: list[Any]) -> Any:
        for at, converters, column in self._converters:
            for convert in converters:
                row[at] = convert(row[at], column, connection)
        instance = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for populator in self._populators:
            populator.populate(row, instance)
        for name, at in self._annotations:
            setattr(instance, name, row[at])
        return instance
