"""PostgreSQL by Django's own backend; what a connection is asked often it plans once. Django looks for this name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import NotSupportedError
from django.db.backends.postgresql import base

KEPT = 200  # prepared statements of a connection; psycopg gives up the one that was asked for longest ago


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(asked_anew)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = KEPT
        return connection


def asked_anew(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Asks again where a migration has changed the columns that a statement was prepared for.

    PostgreSQL refuses it then, at every asking. Within a transaction nothing more can be asked: that request fails, and
    psycopg forgets all statements with its rollback.
    """
    try:
        return execute(sql, params, many, context)
    except NotSupportedError as error:
        connection = context["connection"]
        if "cached plan must not change" not in str(error) or connection.in_atomic_block:
            raise
        with connection.connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        return execute(sql, params, many, context)
