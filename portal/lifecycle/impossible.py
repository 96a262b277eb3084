"""What the database refuses, said in words: apps name their constraints here; a move that breaks one says why."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError

from portal.lifecycle.errors import MoveRefused


class Impossible(MoveRefused):
    """The database refused: what was asked cannot be true at once with what is. `constraint` names what forbids it."""

    def __init__(self, message: Any, *, constraint: str) -> None:
        super().__init__(message)
        self.constraint = constraint


_messages: dict[str, Any] = {}


def explain(messages: Mapping[str, Any]) -> None:
    """Adds what the breach of each named constraint means to a person. Called from AppConfig.ready()."""
    _messages.update(messages)


@contextmanager
def explained() -> Iterator[None]:
    """Turns the breach of an explained constraint into Impossible. Stands outside the transaction that it undoes."""
    try:
        yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if constraint not in _messages:
            raise
        raise Impossible(_messages[constraint], constraint=constraint) from error
