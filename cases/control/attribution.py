"""Telling the database who changes statuses, so that the spells it writes name the act and the person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

TELL = "SELECT set_config('changyi.control_act', %s, true), set_config('changyi.control_by', %s, true)"


@contextmanager
def attributed(*, act: Any = None, by: Any = None) -> Iterator[None]:
    """Inside, every change of a status is this act's and this person's. Needs a transaction.

    After an error nothing is taken back here: the transaction that is rolled back forgets it by itself.
    """
    _tell(str(act.pk) if act else "", str(by.pk) if by else "")
    yield
    _tell("", "")


def _tell(act: str, by: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELL, [act, by])
