"""PostgreSQL by Django's own backend; what a connection is asked often it plans once. Django looks for this name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import NotSupportedError
from django.db.backends.postgresql import base

KEPT = 200  # prepared statements of a connection; psycopg gives up the one that was asked for longest ago
MOST = 65_535  # values that PostgreSQL takes beside a statement


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(asked)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = KEPT
        return connection


def asked(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Executes a statement of any size, on any day.

    With more values than can stand beside it (all residents of a city), they are written into it. Where a migration has
    changed the columns that it was prepared for, PostgreSQL refuses it at every asking; it is asked anew. Within a
    transaction nothing more can be asked: that request fails, and psycopg forgets all statements with its rollback.
    """
    connection = context["connection"]
    if params and not many and len(params) > MOST:
        sql, params = connection.ops.compose_sql(sql, params), None
    try:
        return execute(sql, params, many, context)
    except NotSupportedError as error:
        if "cached plan must not change" not in str(error) or connection.in_atomic_block:
            raise
        with connection.connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        return execute(sql, params, many, context)
