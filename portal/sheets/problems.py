"""What is wrong with a file, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """`column` is the header as the file has it, `cell` the place as a spreadsheet names it: C7.

    `cause` is the message without what is of this row only, so that a list can say it once for a thousand cells.
    """

    row: int
    column: str
    cell: str
    message: str
    cause: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "cell": self.cell, "message": self.message}

    def as_list(self) -> list[Any]:
        return [self.row, self.column, self.cell, self.message, self.cause]


@dataclass(slots=True)
class Cause:
    """One thing that is wrong in many places."""

    column: str
    message: str
    problems: list[Problem]


def by_cause(problems: Iterable[Problem]) -> list[Cause]:
    """The most frequent first: what is corrected once in a column is gone from all its cells."""
    found: dict[tuple[str, str], Cause] = {}
    for problem in problems:
        told = problem.cause or problem.message
        found.setdefault((problem.column, told), Cause(problem.column, told, [])).problems.append(problem)
    return sorted(found.values(), key=lambda cause: -len(cause.problems))


class CellRefused(Exception):
    """One cell does not hold what its column is for. The argument is the reason, in words."""


class FileRefused(Exception):
    """The file as a whole cannot be read. The argument is the reason, in words."""
