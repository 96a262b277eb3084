"""The ways a move can be refused. Screens and the API turn each into words of their own."""

from typing import Any


class MoveRefused(Exception):
    """A move that was not made. Nothing was written."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


class WrongState(MoveRefused):
    """The lifecycle has no such edge from where the thing stands, or somebody else was quicker.

    `state` is where it stands, `allowed` the names that are possible from there for this person, `last` the journal
    entry of what happened last (None when nothing did).
    """

    def __init__(self, message: Any, *, state: str, allowed: list[str], last: Any = None) -> None:
        super().__init__(message)
        self.state, self.allowed, self.last = state, allowed, last


class Denied(MoveRefused):
    """This person may not make this move on this thing."""


class InvalidInput(MoveRefused):
    """The inputs of a move are wrong. `fields` maps each field's name to its list of messages."""

    def __init__(self, message: Any, *, fields: dict[str, list[str]]) -> None:
        super().__init__(message)
        self.fields = fields
